import type Quill from 'quill/core.js';

/**
 * Has the text take its caret up again whenever it gets the focus, however it does: a browser puts it at the document's
 * start when a dialog, a menu or a program focuses an editable element, and the next words would land there. A press in
 * the text says itself where the caret goes.
 */
export function keepCaret(quill: Quill): void {
  quill.root.addEventListener('focus', () => {
    const { selection } = quill;
    if (!selection.mouseDown) selection.setRange(selection.savedRange);
  });
}

/** Puts the caret where it will be when the text gets the focus, without giving it the focus now. */
export function placeCaret(quill: Quill, index: number, length = 0): void {
  const { savedRange } = quill.selection;
  savedRange.index = index;
  savedRange.length = length;
}

/**
 * Puts the focus in the text, at its caret. Called before a dialog or a menu opens it also has the focus come back here
 * when that closes: an overlay gives the focus back to what had it when it opened.
 */
export function returnToText(quill: Quill): void {
  quill.focus({ preventScroll: true });
}
