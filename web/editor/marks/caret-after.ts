import type Quill from 'quill/core.js';

const wanted = new WeakMap<Quill, number>();

/**
 * Runs a change of the user's after which the caret belongs at `caret`, a place in the text after the change. Where
 * suggestions make something else of the change, the caret goes where that place is then.
 */
export function changeTo(quill: Quill, caret: number, change: () => void): void {
  wanted.set(quill, caret);
  change();
  const isLeft = takeCaretAfter(quill) !== null;
  quill.focus({ preventScroll: true });
  if (isLeft) quill.setSelection(caret, 0, 'user');
}

/** Where the caret belongs after the change that is under way; null when that follows from the change. */
export function takeCaretAfter(quill: Quill): number | null {
  const caret = wanted.get(quill) ?? null;
  wanted.delete(quill);
  return caret;
}
