import { giveFocus, headingAbove, neighbour, type Place, pageHeading, placeOf } from './places.ts';

/** The number of remembered elements that had the focus. */
const REMEMBERED = 12;
/** The number of frames for which an element may stay inert after the dialog over it has closed. */
const FRAMES = 20;

interface Held {
  element: HTMLElement;
  /** Where the element was; null while it is still in the page. */
  place: Place | null;
}

/**
 * Keeps the focus in the page. When the focused element is removed (a deleted line, a closed dialog, another page), a
 * browser moves the focus to the body: the keyboard starts again from the top, a screen reader says nothing, and typed
 * text is lost. This class moves it to the element that is now in that place, or back to the one that had it before.
 */
export class FocusKeeper {
  /** The newest last. */
  private trail: Held[] = [];
  private awaitsPage = false;
  private frame = 0;

  /** Starts listening, for the lifetime of the page. */
  start(): void {
    document.addEventListener('focusin', this.onFocus);
    new MutationObserver(this.onChange).observe(document.body, { childList: true, subtree: true });
  }

  /**
   * Another page is shown: its heading gets the focus once it is there, unless another element has the focus by then.
   */
  pageChanged(): void {
    this.trail = [];
    this.awaitsPage = true;
    this.toPage();
  }

  private readonly onFocus = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    this.awaitsPage = false;
    this.trail = this.trail.filter(({ element }) => element !== target).slice(1 - REMEMBERED);
    this.trail.push({ element: target, place: null });
  };

  private readonly onChange = (records: MutationRecord[]): void => {
    if (this.awaitsPage) this.toPage();
    let dropped = false;
    for (const held of this.trail) {
      if (held.place || held.element.isConnected) continue;
      held.place = placeOf(held.element, records);
      dropped ||= held === this.trail.at(-1);
    }
    if (dropped) this.takeUp(FRAMES);
  };

  private toPage(): void {
    const heading = isDropped() ? pageHeading() : null;
    if (heading) giveFocus(heading);
  }

  private takeUp(frames: number): void {
    cancelAnimationFrame(this.frame);
    if (!isDropped()) return;
    const next = this.next();
    if (!next || giveFocus(next) || frames === 0) return;
    this.frame = requestAnimationFrame(() => this.takeUp(frames - 1));
  }

  private next(): HTMLElement | null {
    for (const { element, place } of this.trail.toReversed()) {
      if (element.isConnected && element.checkVisibility()) return element;
      const instead = place && (neighbour(place) ?? headingAbove(place));
      if (instead) return instead;
    }
    return pageHeading();
  }
}

function isDropped(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** The focus keeper of this page. */
export const focusKeeper = new FocusKeeper();
