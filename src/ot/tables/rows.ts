import type { Attributes, Delta, Op } from '../op.ts';
import { Changes, part } from './changes.ts';
import type { Row } from './layout.ts';
import type { Table, TextCell } from './read-tables.ts';
import { emptyLine, steady } from './steady.ts';

/** The position of the first character of a row. */
export function rowStart(row: Row<TextCell>): number {
  return row.cells[0]?.cell.start ?? 0;
}

/** The position after the last newline of a row. */
export function rowEnd(row: Row<TextCell>): number {
  return row.cells[row.cells.length - 1]?.cell.end ?? 0;
}

/** The formats beside `cell` of a line in a row. */
export function headOf(row: Row<TextCell>): Attributes {
  return row.isHead ? { 'cell-head': true } : {};
}

/** Adds an empty row at this index: one line, in the first column. */
export function addRow(document: Delta, table: Table, at: number, newId: () => string): Op[] {
  const changes = new Changes();
  const [first] = table.columns;
  const before = table.rows[at];
  const position = before === undefined ? table.end : rowStart(before);
  if (first !== undefined) changes.insert(position, [emptyLine(table.id, newId(), first.id)]);
  return steady(document, table, changes.delta(), table.columns);
}

/** Deletes a row; the table with its only one. */
export function deleteRow(document: Delta, table: Table, at: number): Op[] {
  const row = table.rows[at];
  if (row === undefined) return [];
  if (table.rows.length === 1) return deleteTable(table);
  const changes = new Changes();
  changes.delete(rowStart(row), rowEnd(row) - rowStart(row));
  return steady(document, table, changes.delta(), table.columns);
}

/** Moves the row at `from`, so that it is at `to` afterwards. */
export function moveRow(document: Delta, table: Table, from: number, to: number): Op[] {
  const row = table.rows[from];
  const target = table.rows[to];
  if (row === undefined || target === undefined || from === to) return [];
  const changes = new Changes();
  const [start, end] = [rowStart(row), rowEnd(row)];
  changes.insert(to < from ? rowStart(target) : rowEnd(target), part(document, start, end));
  changes.delete(start, end - start);
  return steady(document, table, changes.delta(), table.columns);
}

/** Makes the first row a header, or no longer one. */
export function setHeader(table: Table, isHead: boolean): Op[] {
  const changes = new Changes();
  for (const { cell } of table.rows[0]?.cells ?? [])
    for (const { end } of cell.lines) changes.format(end, 1, { 'cell-head': isHead || null });
  return changes.delta();
}

/** Deletes a table with all that is in it. */
export function deleteTable(table: Table): Op[] {
  const changes = new Changes();
  changes.delete(table.start, table.end - table.start);
  return changes.delta();
}
