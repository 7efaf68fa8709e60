import { documentLength } from '../../../src/ot/lengths.ts';
import type { Attributes, Delta, Range } from '../../../src/ot/op.ts';
import { part } from '../../../src/ot/tables/changes.ts';
import { cellsClip, outOfCell } from './cells-clip.ts';
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
 * included. A selection from cell to cell is the block of cells between; one within a cell does not carry the cell.
 */
export function clipOf(document: Delta, range: Range): Clip {
  const cells = cellsClip(document, range);
  if (cells !== null) return cells;
  const clip = linesClip(document, range);
  const [from, to] = [lineAt(document, range.index), lineAt(document, range.index + range.length)];
  const isInCell = from.attributes.cell !== undefined && from.attributes.cell === to.attributes.cell;
  return isInCell ? outOfCell(clip) : clip;
}

function linesClip(document: Delta, range: Range): Clip {
  const final = documentLength(document) - 1;
  const end = Math.min(range.index + range.length, final);
  const ops = part(document, range.index, end);
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
