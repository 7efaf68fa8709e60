import type Quill from 'quill/core.js';

/** A range of text and its link's address; '' without one. */
export interface LinkedText {
  index: number;
  length: number;
  address: string;
}

/**
 * The selection with the link that all of it shares, or the whole link around a collapsed caret, wherever the focus is.
 */
export function linkAtCaret(quill: Quill): LinkedText {
  const last = quill.getLength() - 1;
  const index = Math.min(quill.selection.savedRange.index, last);
  const length = Math.min(quill.selection.savedRange.length, last - index);
  const address = linkOf(quill, index, length);
  if (length > 0 || !address) return { index, length, address };
  let start = index;
  let end = index;
  while (start > 0 && linkOf(quill, start - 1, 1) === address) start--;
  while (end < last && linkOf(quill, end, 1) === address) end++;
  return { index: start, length: end - start, address };
}

function linkOf(quill: Quill, index: number, length: number): string {
  const { link } = quill.getFormat(index, length);
  return typeof link === 'string' ? link : '';
}
