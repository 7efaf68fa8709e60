import type Quill from 'quill/core.js';
import type { Range } from '../../../../src/ot/op.ts';
import { indexAt } from '../../../editor/caret/index-at.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import { Highlights } from '../../../editor/highlights/highlights.ts';
import { textInView } from '../../../editor/highlights/text-in-view.ts';
import { arrangeCards } from './arrange-cards.ts';
import { type Item, isCardPlace, type Pressed } from './marked-parts.ts';
import { BEYOND, type Near, NearParts } from './near-parts.ts';

/** The height of a card that was never shown. */
const NEW_CARD = 96;
/** After this long without a change of the text, what is out of sight is measured too. */
const PAUSE_MS = 250;
/** How far a card stays from the edges of the window when it opens. */
const EDGE = 12;

/** A card near the window. */
export interface Card {
  id: string;
  /** Nothing of its text is left. */
  isDetached: boolean;
}

/**
 * Draws the highlights of threads and places cards beside their text, once per frame after something has moved: the text,
 * the window, a card. A key costs no more than asking for that frame. Only what is near the window is measured.
 */
export class Placement {
  private readonly session: DocumentSession;
  private readonly quill: Quill;
  private readonly frameOf: HTMLElement;
  private readonly highlights: Highlights;
  private readonly listeners = new Set<() => void>();
  private readonly cards = new Map<string, HTMLElement>();
  private readonly heights = new Map<string, number>();
  /** Cards that came since the last arrangement: measured together, so that the page is laid out once. */
  private readonly unmeasured = new Set<string>();
  /** Where cards stand. */
  private readonly tops = new Map<string, number>();
  private readonly ending = new AbortController();
  private readonly resized: ResizeObserver;
  private readonly cardResized: ResizeObserver;
  private readonly stopText: () => void;
  private active: string | null = null;
  private wanted: (Card & { top: number })[] = [];
  private near: readonly Card[] = [];
  private drawnAt = 0;
  private readonly parts: NearParts;
  private frame = 0;
  private foot = 0;
  /** Runs while the text changes. */
  private pause: ReturnType<typeof setTimeout> | null = null;
  /** How far above its text the active card stands, for it to be in the window when it opened. */
  private lift = 0;

  /** `around` is the element that cards are placed in; `rangeOfDraft` the text that a thread is being begun on. */
  constructor(session: DocumentSession, quill: Quill, around: HTMLElement, rangeOfDraft: () => Range | null) {
    this.session = session;
    this.quill = quill;
    this.frameOf = around;
    this.highlights = new Highlights(this.quill);
    this.parts = new NearParts(session, quill, rangeOfDraft);
    this.stopText = session.onText((delta) => {
      this.parts.changed(delta);
      this.changed();
    });
    this.resized = new ResizeObserver(() => this.soon());
    this.resized.observe(this.quill.root);
    this.cardResized = new ResizeObserver((entries) => {
      for (const { target, borderBoxSize } of entries) {
        const id = (target as HTMLElement).dataset.card;
        if (id !== undefined) this.heights.set(id, borderBoxSize[0]?.blockSize ?? NEW_CARD);
      }
      this.lift = this.liftOfActive();
      this.arrange();
    });
    const { signal } = this.ending;
    addEventListener('scroll', () => this.scrolled(), { passive: true, signal });
    addEventListener('resize', () => this.soon(), { signal });
    // A font that arrives later moves letters, often without changing the size of the text.
    document.fonts.addEventListener('loadingdone', () => this.soon(), { signal });
  }

  /** The items near the window, in the order of the text; a new array after each change. */
  readonly view = (): readonly Card[] => this.near;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Sets what is placed; the card of `active` stands exactly beside its text. */
  show(items: readonly Item[], active: string | null): void {
    this.parts.items = items;
    if (active !== this.active) this.lift = 0;
    this.active = active;
    this.soon();
  }

  /** The element of a card, null when it goes. */
  card(id: string, element: HTMLElement | null): void {
    const before = this.cards.get(id);
    if (before !== undefined) this.cardResized.unobserve(before);
    if (element === null) {
      this.cards.delete(id);
      this.unmeasured.delete(id);
      return;
    }
    this.cards.set(id, element);
    this.unmeasured.add(id);
    this.tops.delete(id);
    this.cardResized.observe(element);
  }

  /** Gives every card its place. */
  arrange(): void {
    for (const id of this.unmeasured) this.heights.set(id, this.cards.get(id)?.offsetHeight ?? NEW_CARD);
    this.unmeasured.clear();
    const places = this.wanted
      .filter(({ id }) => this.cards.has(id))
      .map(({ id, top }) => {
        const lift = id === this.active ? this.lift : 0;
        return { id, wanted: top - lift, height: this.heights.get(id) ?? NEW_CARD };
      });
    const arranged = arrangeCards(places, this.active);
    const feet = places.map(({ id, height }) => (arranged.get(id) ?? 0) + height + EDGE);
    this.reachTo(Math.ceil(Math.max(0, ...feet)));
    for (const [id, top] of arranged) {
      const card = this.cards.get(id);
      if (!card || this.tops.get(id) === top) continue;
      this.tops.set(id, top);
      // A transform would give each card a place in the compositor's trees, walked with each key.
      card.style.insetBlockStart = `${Math.round(top)}px`;
      // What is pushed beyond the beginning of the page cannot be scrolled to, so Tab must not go there.
      card.style.visibility = top + (this.heights.get(id) ?? 0) < 0 ? 'hidden' : '';
    }
  }

  /** What is at a point of the window: hunks of suggestions, then threads, the shortest first. */
  at(x: number, y: number): Pressed[] {
    const suggestions = new Set(
      this.parts.items.filter(({ tone }) => tone.endsWith('suggestion')).map(({ id }) => id),
    );
    const threads = this.highlights
      .at(x, y)
      .filter((id) => isCardPlace({ id }) && !suggestions.has(id))
      .map((id) => ({ id, hunk: null }));
    const index = suggestions.size > 0 ? indexAt(this.quill, x, y) : null;
    if (index === null) return threads;
    const hunks = [...suggestions].flatMap((id) => {
      const pressed = this.session
        .hunks(id)
        .find(
          ({ range }) =>
            index >= range.index &&
            index <= range.index + range.length &&
            this.highlights.covers(range, index, x, y),
        );
      return pressed === undefined ? [] : [{ id, hunk: pressed.number }];
    });
    return [...hunks, ...threads];
  }

  /** The hunk that the card of a suggestion stands beside as long as it is active. */
  anchorAt(anchor: Pressed | null): void {
    this.parts.anchor = anchor;
    this.soon();
  }

  /** Draws in the next frame: anything may have moved. */
  soon(): void {
    this.parts.forget();
    this.request();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    if (this.pause !== null) clearTimeout(this.pause);
    this.ending.abort();
    this.stopText();
    this.resized.disconnect();
    this.cardResized.disconnect();
    this.highlights.destroy();
    this.reachTo(0);
  }

  // The page ends below the last card: its bars stay where they are only within it.
  private reachTo(foot: number): void {
    if (foot === this.foot) return;
    this.foot = foot;
    this.frameOf.style.minBlockSize = foot === 0 ? '' : `${foot}px`;
  }

  /** Up from the foot of the window, and no further than to its head: the end of the bars. */
  private liftOfActive(): number {
    const active = this.wanted.find(({ id }) => id === this.active);
    if (active === undefined || !this.cards.has(active.id)) return 0;
    const top = active.top + this.frameOf.getBoundingClientRect().top;
    const bottom = top + (this.heights.get(active.id) ?? NEW_CARD);
    const head = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    return Math.max(0, Math.min(bottom - innerHeight + EDGE, top - head));
  }

  private request(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  // Each key asks for a frame. It measures the block that was typed in while that keeps its height, else what is in sight.
  private changed(): void {
    if (this.parts.items.length === 0) return;
    if (this.pause !== null) clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      this.pause = null;
      this.soon();
    }, PAUSE_MS);
    this.request();
  }

  private scrolled(): void {
    if (Math.abs(scrollY - this.drawnAt) > (innerHeight * BEYOND) / 2) this.soon();
  }

  private draw(): void {
    const near = this.parts.read();
    if (near?.moved === null) this.drawnAt = scrollY;
    if (near === null) {
      this.highlights.draw([], { from: 0, to: 0 });
      this.place([]);
    } else {
      const whole = near.whole.map((id) => ({ id, top: 0, isDetached: false }));
      this.place([...whole, ...this.topsOf(near)]);
    }
  }

  private topsOf({ shown, stretch, moved }: Near): (Card & { top: number })[] {
    const { top: origin } = this.frameOf.getBoundingClientRect();
    const seen = moved ?? (this.pause === null ? stretch : textInView(this.quill, 0));
    const tops = this.highlights.draw(shown, stretch, seen);
    return shown.filter(isCardPlace).flatMap(({ id, range }) => {
      const top = tops.get(id);
      return top === undefined ? [] : [{ id, top: top - origin, isDetached: range.length === 0 }];
    });
  }

  private place(wanted: (Card & { top: number })[]): void {
    this.wanted = wanted;
    const isSame = ({ id, isDetached }: Card, n: number): boolean =>
      id === this.near[n]?.id && isDetached === this.near[n]?.isDetached;
    if (wanted.length !== this.near.length || !wanted.every(isSame)) {
      this.near = wanted.map(({ id, isDetached }) => ({ id, isDetached }));
      for (const listener of this.listeners) listener();
    }
    this.arrange();
  }
}
