import type Quill from 'quill/core.js';
import type { Range } from '../../../../src/ot/op.ts';

/** How many frames a card may take to be there. */
const FRAMES = 30;

/** Scrolls the text of a thread into sight, unless it is; the whole document begins at the top. */
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

/** Focuses the card of a thread once it is there. */
export function focusCard(id: string, frames = FRAMES): void {
  requestAnimationFrame(() => {
    const card = document.querySelector<HTMLElement>(`.card[data-thread="${CSS.escape(id)}"]`);
    if (card) card.focus({ preventScroll: true });
    else if (frames > 0) focusCard(id, frames - 1);
  });
}
