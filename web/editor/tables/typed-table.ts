import type Quill from 'quill/core.js';
import { newCellId } from '../../../src/base/ids.ts';
import { compose } from '../../../src/ot/compose.ts';
import { lineAtIn } from '../../../src/ot/lines.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { insertTable } from '../../../src/ot/tables/insert-table.ts';
import { pasteCells } from '../../../src/ot/tables/paste-cells.ts';
import { readTables, type Table } from '../../../src/ot/tables/read-tables.ts';
import { readied } from '../../../src/ot/tables/ready.ts';
import { addRow, setHeader } from '../../../src/ot/tables/rows.ts';
import { applyStep, contentsOf, findCell } from './on-table.ts';

const MOST_CELLS = 50;
const LONGEST = 1_000;

/** The words of the cells in a row as Markdown writes it, `| a | b |`; `/table` is three empty ones. Null for others. */
export function typedRow(text: string): string[] | null {
  if (text === '/table') return ['', '', ''];
  const cells = cellsIn(text);
  return cells === null || isRule(cells) ? null : cells;
}

function cellsIn(text: string): string[] | null {
  if (!/^\|.*\|$/.test(text) || text.length < 3) return null;
  const cells = text
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
  return cells.length < 2 || cells.length > MOST_CELLS ? null : cells;
}

// The line that Markdown has below the head.
function isRule(cells: readonly string[]): boolean {
  return cells.every((cell) => /^:?-+:?$/.test(cell));
}

/**
 * Enter in the first cell of a row when all that is in it is a row of Markdown with as many cells as the table has
 * columns: who types a table on, row by row, gets its rows, and no line for the rule below the head. Returns whether it
 * did.
 */
export function takeTypedCells(quill: Quill, { index }: Range): boolean {
  const document = contentsOf(quill);
  const found = findCell(quill, index);
  if (found === null || found.column !== 0 || index !== found.cell.end - 1) return false;
  const { table, cell, row } = found;
  const length = index - cell.start;
  const text = length > LONGEST ? '' : quill.getText(cell.start, length);
  const words = text.length === length ? cellsIn(text) : null;
  if (words === null || words.length !== table.columns.length) return false;
  if (isRule(words)) {
    applyStep(quill, [...(cell.start > 0 ? [{ retain: cell.start }] : []), { delete: length }], cell.start);
    return true;
  }
  const ready = readied(document, newCellId) ?? [];
  let after = compose(document, ready);
  let total: Delta = ready;
  const then = (change: Delta): Table | undefined => {
    total = compose(total, change);
    after = compose(after, change);
    return readTables(after).find(({ id, start }) => id === table.id && start === table.start);
  };
  const cells = words.map((word): Delta => [{ insert: `${word}\n` }]);
  const now = readTables(after).find(({ start }) => start === table.start);
  if (now === undefined) return false;
  let filled = then(pasteCells(after, now, { row, column: 0 }, [cells], newCellId));
  if (filled !== undefined && filled.rows.length === row + 1)
    filled = then(addRow(after, filled, row + 1, newCellId));
  const next = filled?.rows[row + 1]?.cells[0]?.cell;
  applyStep(quill, total, next ? next.end - 1 : index);
  return true;
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
