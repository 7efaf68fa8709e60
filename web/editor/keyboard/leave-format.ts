import type Quill from 'quill/core.js';

interface Range {
  index: number;
  length: number;
}

/**
 * Backspace at the beginning of a heading, a quote, code or a callout: the line becomes plain text before it joins the
 * line above. Inside code and callouts only the first line does so; any other line joins. Returns whether it handled the
 * key.
 */
export function leaveBlock(quill: Quill, { index }: Range, format: Record<string, unknown>): boolean {
  const name = ['header', 'blockquote', 'code-block', 'callout'].find((name) => format[name]);
  if (name === undefined || (name === 'callout' && format.list)) return false;
  const isLong = name === 'code-block' || name === 'callout';
  if (isLong && index > 0 && quill.getFormat(index - 1, 1)[name]) return false;
  quill.formatLine(index, 1, name, false, 'user');
  return true;
}

/**
 * The arrow key at the end of inline code: the next typed text is plain, and the caret does not move. Returns whether
 * the caret was there.
 */
export function leaveInlineCode(quill: Quill, { index }: Range, format: Record<string, unknown>): boolean {
  if (!format.code || quill.getFormat(index, 1).code) return false;
  quill.format('code', false, 'user');
  return true;
}
