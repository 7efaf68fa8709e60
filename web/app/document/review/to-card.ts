import type Quill from 'quill/core.js';
import type { Range } from '../../../../src/ot/op.ts';

/** How many frames a card may take to be there. */
const FRAMES = 30;

/** Scrolls the text of a card into sight, unless it is; the whole document begins at the top. */
export function scrollToRange(quill: Quill, range: Range | null): void {
  if (range === null) {
    scrollTo({ top: 0 });
    return;
  }
  const bounds = quill.selection.getBounds(Math.min(range.index, quill.getLength() - 1), 0);
  if (!bounds) return;
  const isSeen = bounds.top > innerHeight * 0.15 && bounds.top < innerHeight * 0.7;
  if (!isSeen) scrollTo({ top: scrollY + bounds.top - innerHeight / 3 });
}

// The last request for the focus: what was asked for before it, or taken back, may not take the focus any more.
let asked = 0;

/** The card that was to be focused is not wanted any more. */
export function forgetFocus(): void {
  asked++;
}

/** Focuses the card of a subject once it is there. */
export function focusCard(id: string): void {
  focusSoon(() => cardOf(id));
}

/** Focuses what decides the hunk at `place` in a card, or the last one, or all of it. */
export function focusIn(id: string, kind: 'accept' | 'reject', place: number): void {
  focusSoon(() => {
    const card = cardOf(id);
    const one = [...(card?.querySelectorAll<HTMLElement>(`[data-decide=${kind}]:not([disabled])`) ?? [])];
    return one[Math.min(place, one.length - 1)] ?? card;
  });
}

function cardOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`.card[data-subject="${CSS.escape(id)}"]`);
}

function focusSoon(find: () => HTMLElement | null): void {
  const mine = ++asked;
  const look = (frames: number): void => {
    requestAnimationFrame(() => {
      if (asked !== mine) return;
      const found = find();
      if (found) found.focus({ preventScroll: true });
      else if (frames > 0) look(frames - 1);
    });
  };
  look(FRAMES);
}
