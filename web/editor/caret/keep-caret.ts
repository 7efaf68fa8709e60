import type Quill from 'quill/core.js';

/**
 * Restores the caret whenever the text gets the focus: when a dialog, a menu or a program focuses an editable element,
 * a browser puts the caret at its start, and the next words would go there. A press in the text sets the caret itself.
 */
export function keepCaret(quill: Quill): void {
  quill.root.addEventListener('focus', () => {
    const { selection } = quill;
    if (!selection.mouseDown) selection.setRange(selection.savedRange);
  });
}

/** Sets where the caret will be when the text gets the focus, without focusing it now. */
export function placeCaret(quill: Quill, index: number, length = 0): void {
  const { savedRange } = quill.selection;
  savedRange.index = index;
  savedRange.length = length;
}

/**
 * Focuses the text, at its caret. If it is called before a dialog or a menu opens, the focus also returns here on
 * closing: an overlay returns the focus to the element that had it on opening.
 */
export function returnToText(quill: Quill): void {
  quill.focus({ preventScroll: true });
}
