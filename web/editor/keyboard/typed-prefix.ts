import type Quill from 'quill/core.js';
import type { Attributes } from '../../../src/ot/op.ts';
import { formatOfPrefix } from './line-prefix.ts';

/** Space was pressed at `index`: answers whether the line's beginning meant a format, which it then has. */
export function takePrefix(quill: Quill, index: number): boolean {
  const prefix = textBefore(quill, index);
  const format = prefix === null ? null : formatOfPrefix(prefix, quill.getFormat(index, 0));
  if (prefix === null || format === null) return false;
  quill.insertText(index, ' ', 'user');
  replacePrefix(quill, index - prefix.length, prefix.length + 1, format);
  return true;
}

/** The same, for a space that stands in the text already, before the caret: as a composition leaves it. */
export function takeWrittenPrefix(quill: Quill): void {
  const range = quill.getSelection();
  if (!range || range.length > 0) return;
  const written = textBefore(quill, range.index);
  if (!written?.endsWith(' ')) return;
  const format = formatOfPrefix(written.slice(0, -1), quill.getFormat(range.index, 0));
  if (format !== null) replacePrefix(quill, range.index - written.length, written.length, format);
}

/** The typed prefix and its effect are two steps of history, so that one undo gives the prefix back. */
function replacePrefix(quill: Quill, start: number, length: number, format: Attributes): void {
  quill.history.cutoff();
  quill.deleteText(start, length, 'user');
  quill.formatLine(start, 1, format, 'user');
  quill.history.cutoff();
  quill.setSelection(start, 0, 'silent');
}

/** What stands between the beginning of the line and `index`; null when that is too much for a prefix, or no text. */
function textBefore(quill: Quill, index: number): string | null {
  const [, offset] = quill.getLine(index);
  if (offset > LONGEST) return null;
  const text = quill.getText(index - offset, offset);
  return text.length === offset ? text : null;
}

const LONGEST = 12;
