import { cellIds, cellValue } from '../cell.ts';
import { compose } from '../compose.ts';
import type { Attributes, Delta, Op } from '../op.ts';
import { Changes } from './changes.ts';
import { addColumn } from './columns.ts';
import type { Row } from './layout.ts';
import type { Table, TextCell } from './read-tables.ts';
import { addRow, headOf, rowStart } from './rows.ts';
import { sameTable, steady } from './steady.ts';

const OF_CELLS = ['cell', 'cell-head', 'cell-width'];

/** `ops` with a new id for each table, row and column that their lines name: what is pasted shares no id. */
export function withFreshIds(ops: Delta, newId: () => string): Op[] {
  const fresh = new Map<string, string>();
  const idFor = (key: string): string => {
    const known = fresh.get(key) ?? newId();
    fresh.set(key, known);
    return known;
  };
  return ops.map((op) => {
    const ids = 'insert' in op ? cellIds(op.attributes?.cell) : null;
    if (ids === null || !('insert' in op)) return op;
    const { table, row, column } = ids;
    const cell = cellValue({
      table: idFor(table),
      row: idFor(`${table}.${row}`),
      column: idFor(`${table}..${column}`),
    });
    return { ...op, attributes: { ...op.attributes, cell } };
  });
}

/** `ops` whose lines are in this cell, with these formats of it; null for in none. */
export function linesInCell(ops: Delta, cell: Attributes | null): Op[] {
  return ops.map((op) => {
    if (!('insert' in op)) return op;
    const { attributes: given, ...bare } = op;
    const attributes = Object.fromEntries(
      Object.entries(given ?? {}).filter(([name]) => !OF_CELLS.includes(name)),
    );
    const isEnd = typeof op.insert === 'string' && op.insert.includes('\n');
    const all = isEnd ? { ...attributes, ...cell } : attributes;
    return Object.keys(all).length > 0 ? { ...bare, attributes: all } : bare;
  });
}

/** The formats of a line that say which cell it is in, and that this is a header. */
export function cellFormats({ cell, 'cell-head': head }: Attributes): Attributes | null {
  if (cell === undefined) return null;
  return head === undefined ? { cell } : { cell, 'cell-head': head };
}

/**
 * Writes cells into a table, from the cell at `row` and `column` on, in place of what is in them; the table grows where
 * it is too small. Each cell is its lines, which end in a newline; null leaves the cell empty.
 */
export function pasteCells(
  document: Delta,
  table: Table,
  at: { row: number; column: number },
  cells: readonly (readonly (Delta | null)[])[],
  newId: () => string,
): Op[] {
  const width = Math.max(...cells.map((row) => row.length));
  let growth: Op[] = [];
  let now = { document, table };
  const grow = (change: Op[]): void => {
    growth = compose(growth, change);
    const after = compose(now.document, change);
    now = { document: after, table: sameTable(after, now.table, change) ?? now.table };
  };
  while (now.table.rows.length < at.row + cells.length)
    grow(addRow(now.document, now.table, now.table.rows.length, newId));
  while (now.table.columns.length < at.column + width)
    grow(addColumn(now.document, now.table, now.table.columns.length, newId));
  const changes = new Changes();
  for (const [index, contents] of cells.entries()) {
    const row = now.table.rows[at.row + index];
    if (row !== undefined) fillRow(changes, now.table, row, at.column, contents);
  }
  return compose(growth, steady(now.document, now.table, changes.delta(), now.table.columns));
}

function fillRow(
  changes: Changes,
  table: Table,
  row: Row<TextCell>,
  from: number,
  contents: readonly (Delta | null)[],
): void {
  for (const [index, lines] of contents.entries()) {
    const column = from + index;
    const there = row.cells.find((cell) => cell.column === column)?.cell;
    const cell = cellValue({ table: table.id, row: row.id, column: table.columns[column]?.id ?? '' });
    const formats = { cell, ...headOf(row) };
    if (there === undefined) {
      const place = row.cells.findLast((other) => other.column < column)?.cell.end ?? rowStart(row);
      if (lines !== null) changes.insert(place, linesInCell(lines, formats));
      continue;
    }
    // Its last newline stays, so that what another writes into it meanwhile stays in it.
    const end = there.end - 1;
    const last = there.lines[there.lines.length - 1]?.attributes ?? {};
    const { text, format } = withoutEnd(linesInCell(lines ?? [{ insert: '\n' }], formats));
    changes.insert(there.start, text);
    changes.delete(there.start, end - there.start);
    changes.format(end, 1, difference(last, { ...cellWidthOf(last), ...format }));
  }
}

// Lines without their last newline, and the formats of that.
function withoutEnd(lines: readonly Op[]): { text: Op[]; format: Attributes } {
  const last = lines[lines.length - 1];
  if (last === undefined || !('insert' in last) || typeof last.insert !== 'string')
    return { text: [], format: {} };
  const rest = last.insert.slice(0, -1);
  const text = [...lines.slice(0, -1), ...(rest === '' ? [] : [{ ...last, insert: rest }])];
  return { text, format: last.attributes ?? {} };
}

function cellWidthOf({ 'cell-width': width }: Attributes): Attributes {
  return width === undefined ? {} : { 'cell-width': width };
}

function difference(from: Attributes, to: Attributes): Attributes {
  const changed: Attributes = {};
  for (const name of Object.keys(from)) if (!(name in to)) changed[name] = null;
  for (const [name, value] of Object.entries(to)) if (from[name] !== value) changed[name] = value;
  return changed;
}
