import type Quill from 'quill/core.js';
import { newCellId } from '../../../src/base/ids.ts';
import { compose } from '../../../src/ot/compose.ts';
import { lineAtIn } from '../../../src/ot/lines.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { insertTable } from '../../../src/ot/tables/insert-table.ts';
import { readTables } from '../../../src/ot/tables/read-tables.ts';
import { setHeader } from '../../../src/ot/tables/rows.ts';
import { applyStep, contentsOf } from './on-table.ts';

const MOST_CELLS = 50;
const LONGEST = 1_000;

/** The words of the cells in a row as Markdown writes it, `| a | b |`; `/table` is three empty ones. Null for others. */
export function typedRow(text: string): string[] | null {
  if (text === '/table') return ['', '', ''];
  if (!/^\|.*\|$/.test(text) || text.length < 3) return null;
  const cells = text
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
  return cells.length < 2 || cells.length > MOST_CELLS || cells.every((cell) => /^:?-+:?$/.test(cell))
    ? null
    : cells;
}

/**
 * Enter at the end of a plain line that is the head of a table in Markdown, or `/table`: makes the table. Undo gives the
 * line back. Returns whether it did.
 */
export function takeTable(quill: Quill, { index }: Range): boolean {
  const document = contentsOf(quill);
  const line = lineAtIn(document, index);
  const isPlain = line !== null && Object.keys(line.attributes).length === 0;
  if (!isPlain || line.end !== index || line.end - line.start > LONGEST) return false;
  const text = quill.getText(line.start, line.end - line.start);
  const words = text.length === line.end - line.start ? typedRow(text) : null;
  if (words === null) return false;
  const emptied: Delta = [
    ...(line.start > 0 ? [{ retain: line.start }] : []),
    { delete: line.end - line.start },
  ];
  const after = compose(document, emptied);
  const { change, at } = insertTable(after, line.start, { rows: 2, columns: words.length }, newCellId);
  const made = readTables(compose(after, change)).find(({ start }) => start === at);
  if (made === undefined) return false;
  const filling: Delta = [
    ...(at > 0 ? [{ retain: at }] : []),
    ...words.flatMap((word) => [...(word === '' ? [] : [{ insert: word }]), { retain: 1 }]),
  ];
  const total = compose(compose(emptied, compose(change, setHeader(made, true))), filling);
  const isEmpty = words.every((word) => word === '');
  const first = at + words.reduce((length, word) => length + word.length + 1, 0);
  applyStep(quill, total, isEmpty ? at : first);
  return true;
}
