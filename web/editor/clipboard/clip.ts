import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import { documentLength, opLength } from '../../../src/ot/lengths.ts';
import type { Attributes, Delta, Op, Range } from '../../../src/ot/op.ts';
import { lineAt } from './line-at.ts';

/** A fragment of a document on the clipboard. */
export interface Clip {
  /** Its text and embeds, inserts only. */
  ops: Delta;
  /**
   * The format of the line that the fragment ends in, without that line's newline; null when the line's format is not
   * included.
   */
  last: Attributes | null;
  /** Whether all of it is code. */
  isCode?: boolean;
}

/**
 * The selected fragment of `document`. It includes a line's format when the selection comes from a line above, or
 * covers the whole line: some words of a heading are words, not a heading. The newline that ends the document is never
 * included.
 */
export function clipOf(document: Delta, range: Range): Clip {
  const final = documentLength(document) - 1;
  const end = Math.min(range.index + range.length, final);
  const ops = slice(document, range.index, end);
  const line = lineAt(document, end);
  const all = range.index === 0 && end === final;
  const own = range.index < line.start ? end > line.start : range.index === line.start && end === line.end;
  const last = all || (own && end > range.index) ? line.attributes : null;
  const lines = [lineAt(document, range.index).attributes, ...newlines(ops), last ?? {}];
  const isCodeAlone = line.start <= range.index ? isCode(line.attributes) : lines.every(isCode);
  return isCodeAlone ? { ops, last, isCode: true } : { ops, last };
}

/** The formats of the lines that end within `ops`. */
export function newlines(ops: Delta): Attributes[] {
  return ops.flatMap((op) =>
    'insert' in op && typeof op.insert === 'string' && op.insert.includes('\n') ? [op.attributes ?? {}] : [],
  );
}

/** Whether a line with this format is one of code. */
export function isCode(line: Attributes): boolean {
  return Boolean(line['code-block']);
}

/** The part of `document` from `start` to `end`. */
export function slice(document: Delta, start: number, end: number): Op[] {
  const built = new DeltaBuilder();
  let position = 0;
  for (const op of document) {
    if (position >= end) break;
    const from = Math.max(start - position, 0);
    const to = Math.min(end - position, opLength(op));
    position += opLength(op);
    if (!('insert' in op) || from >= to) continue;
    built.insert(typeof op.insert === 'string' ? op.insert.slice(from, to) : op.insert, op.attributes);
  }
  return built.finish();
}

/** The fragment as plain text: each embed by its name or address. */
export function clipText(ops: Delta): string {
  return ops.map((op) => ('insert' in op ? textOf(op.insert) : '')).join('');
}

/** An embed as plain text; a line break is a newline. */
export function textOf(content: string | Record<string, unknown>): string {
  if (typeof content === 'string') return content;
  const [type, value] = Object.entries(content)[0] ?? [];
  if (type === 'line-break') return '\n';
  if (typeof value !== 'string' || type === 'image') return '';
  if (type === 'footnote') return ` [${value}]`;
  return type === 'mention' ? `@${value}` : value;
}
