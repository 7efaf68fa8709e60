import type Quill from 'quill/core.js';

/** The place in the text that is nearest to a point of the window; null where there is no text. */
export function indexAt(quill: Quill, x: number, y: number): number | null {
  const range = rangeAt(x, y);
  const native = range && quill.selection.normalizeNative(range);
  return native ? Math.min(quill.selection.normalizedToRange(native).index, quill.getLength() - 1) : null;
}

function rangeAt(x: number, y: number): Range | null {
  if (!document.caretPositionFromPoint) return document.caretRangeFromPoint(x, y);
  const position = document.caretPositionFromPoint(x, y);
  if (!position) return null;
  const range = document.createRange();
  range.setStart(position.offsetNode, position.offset);
  return range;
}
