import { giveFocus, headingAbove, neighbour, type Place, pageHeading, placeOf } from './places.ts';

/** How many of the elements that had the focus are remembered. */
const REMEMBERED = 12;
/** So many frames an element may still be inert after the dialog over it has gone. */
const FRAMES = 20;

interface Held {
  element: HTMLElement;
  /** Where it stood; null while it still stands there. */
  place: Place | null;
}

/**
 * Keeps the focus in the page. When what has it is taken out (a deleted line, a closed dialog, a page that was left), a
 * browser drops it to the body: a keyboard starts again from the top, a screen reader says nothing, and what is typed is
 * lost. Here it goes to what stands in that place now, or back to what had it before.
 */
export class FocusKeeper {
  /** The newest last. */
  private trail: Held[] = [];
  private awaitsPage = false;
  private frame = 0;

  /** Begins, for as long as the page lives. */
  start(): void {
    document.addEventListener('focusin', this.onFocus);
    new MutationObserver(this.onChange).observe(document.body, { childList: true, subtree: true });
  }

  /** Another page is being shown: once its heading is there it has the focus, unless something else has it by then. */
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

/** The one of this page. */
export const focusKeeper = new FocusKeeper();
