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

/** Focuses the card of a subject once it is there. */
export function focusCard(id: string): void {
  focusSoon(() => cardOf(id), FRAMES);
}

/** Focuses what decides the hunk at `place` in a card, or the last one, or all of it. */
export function focusIn(id: string, kind: 'accept' | 'reject', place: number): void {
  focusSoon(() => {
    const card = cardOf(id);
    const one = [...(card?.querySelectorAll<HTMLElement>(`[data-decide=${kind}]:not([disabled])`) ?? [])];
    return one[Math.min(place, one.length - 1)] ?? card;
  }, FRAMES);
}

function cardOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`.card[data-subject="${CSS.escape(id)}"]`);
}

function focusSoon(find: () => HTMLElement | null, frames: number): void {
  requestAnimationFrame(() => {
    const found = find();
    if (found) found.focus({ preventScroll: true });
    else if (frames > 0) focusSoon(find, frames - 1);
  });
}
