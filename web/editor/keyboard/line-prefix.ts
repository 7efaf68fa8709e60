import { calloutNamed } from '../../../src/formats/blocks/model.ts';
import type { Attributes } from '../../../src/ot/op.ts';

/** The formats of a line, as Quill names them. */
export type LineFormat = Readonly<Record<string, unknown>>;

const LISTS: readonly [RegExp, string][] = [
  [/^\d{1,4}\.$/, 'ordered'],
  [/^[-*]$/, 'bullet'],
  [/^\[ ?\]$/, 'unchecked'],
  [/^\[x\]$/i, 'checked'],
];

/**
 * The format that a line gets when a space is typed after `prefix`, which is all the text before the caret; null when
 * the prefix means nothing there.
 */
export function formatOfPrefix(prefix: string, line: LineFormat): Attributes | null {
  const callout = line.blockquote ? calloutNamed(/^\[!([a-z]+)\]$/i.exec(prefix)?.[1] ?? '') : null;
  if (callout !== null) return { blockquote: null, callout };
  if (line['code-block'] || line.blockquote) return null;
  const list = LISTS.find(([pattern]) => pattern.test(prefix.trimStart()));
  if (list) return { list: list[1] };
  if (line.list || line.header) return null;
  if (/^#{1,3}$/.test(prefix)) return { header: prefix.length };
  if (prefix === '>') return { blockquote: true };
  return prefix === '```' ? { 'code-block': true } : null;
}

/** Whether Enter turns a line of this text into a divider; phones replace two hyphens by a dash. */
export function isDividerLine(text: string, line: LineFormat): boolean {
  const plain = !line.list && !line['code-block'] && !line.blockquote && !line.header;
  return plain && /^(---|\*\*\*|—-)$/.test(text);
}
