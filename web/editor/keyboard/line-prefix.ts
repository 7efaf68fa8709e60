import type { Attributes } from '../../../src/ot/op.ts';

/** What a line has of formats, as Quill names them. */
export type LineFormat = Readonly<Record<string, unknown>>;

const LISTS: readonly [RegExp, string][] = [
  [/^\d{1,4}\.$/, 'ordered'],
  [/^[-*]$/, 'bullet'],
  [/^\[ ?\]$/, 'unchecked'],
  [/^\[x\]$/i, 'checked'],
];

/**
 * The format that a line gets when a space is typed behind `prefix`, which is all that stands before the caret; null
 * when the prefix means nothing there.
 */
export function formatOfPrefix(prefix: string, line: LineFormat): Attributes | null {
  if (line['code-block'] || line.blockquote) return null;
  const list = LISTS.find(([pattern]) => pattern.test(prefix.trimStart()));
  if (list) return { list: list[1] };
  if (line.list || line.header) return null;
  if (/^#{1,3}$/.test(prefix)) return { header: prefix.length };
  if (prefix === '>') return { blockquote: true };
  return prefix === '```' ? { 'code-block': true } : null;
}

/** Whether a line of nothing but this becomes a divider at Enter; phones make one dash of two. */
export function isDividerLine(text: string, line: LineFormat): boolean {
  const plain = !line.list && !line['code-block'] && !line.blockquote && !line.header;
  return plain && /^(---|\*\*\*|—-)$/.test(text);
}
