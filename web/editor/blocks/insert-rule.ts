import type Quill from 'quill/core.js';

/** Puts a rule or the end of a page at a place, on a line that ends with it; returns where the next line begins. */
export function insertRule(quill: Quill, index: number, type: 'divider' | 'page-break'): number {
  quill.insertEmbed(index, type, true, 'user');
  quill.insertText(index + 1, '\n', 'user');
  return index + 2;
}
