import type Quill from 'quill/core.js';
import type { Attributes } from '../../../src/ot/op.ts';
import { formatOfPrefix } from './line-prefix.ts';

/**
 * Handles a space pressed at `index`: if the beginning of the line is a prefix, formats the line. Returns whether it
 * did.
 */
export function takePrefix(quill: Quill, index: number): boolean {
  const prefix = textBefore(quill, index);
  const format = prefix === null ? null : formatOfPrefix(prefix, quill.getFormat(index, 0));
  if (prefix === null || format === null) return false;
  quill.insertText(index, ' ', 'user');
  replacePrefix(quill, index - prefix.length, prefix.length + 1, format);
  return true;
}

/** Enter behind the mark of a callout in a quote, as GitHub writes it: makes the callout. Returns whether it did. */
export function takeCallout(quill: Quill, index: number): boolean {
  const prefix = textBefore(quill, index);
  const format = prefix === null ? null : formatOfPrefix(prefix, quill.getFormat(index, 0));
  if (prefix === null || format?.callout === undefined) return false;
  replacePrefix(quill, index - prefix.length, prefix.length, format);
  return true;
}

/** The same for a space that is already in the text, before the caret, as after a composition. */
export function takeWrittenPrefix(quill: Quill): void {
  const range = quill.getSelection();
  if (!range || range.length > 0) return;
  const written = textBefore(quill, range.index);
  if (!written?.endsWith(' ')) return;
  const format = formatOfPrefix(written.slice(0, -1), quill.getFormat(range.index, 0));
  if (format !== null) replacePrefix(quill, range.index - written.length, written.length, format);
}

/** The typed prefix and its effect are two steps of undo, so that one undo restores the prefix. */
function replacePrefix(quill: Quill, start: number, length: number, format: Attributes): void {
  quill.history.cutoff();
  quill.deleteText(start, length, 'user');
  quill.formatLine(start, 1, format, 'user');
  quill.history.cutoff();
  quill.setSelection(start, 0, 'silent');
}

/** The text between the beginning of the line and `index`; null when it is too long for a prefix, or not text. */
function textBefore(quill: Quill, index: number): string | null {
  const [, offset] = quill.getLine(index);
  if (offset > LONGEST) return null;
  const text = quill.getText(index - offset, offset);
  return text.length === offset ? text : null;
}

const LONGEST = 12;
