import { cellValue } from '../cell.ts';
import { compose } from '../compose.ts';
import type { Delta, Op } from '../op.ts';
import { Changes, part } from './changes.ts';
import type { Column, Row } from './layout.ts';
import type { Table, TextCell } from './read-tables.ts';
import { deleteTable, headOf, rowStart } from './rows.ts';
import { emptyLine, sameTable, steady } from './steady.ts';

/** Adds an empty column at this index: one line, in the first row. */
export function addColumn(document: Delta, table: Table, at: number, newId: () => string): Op[] {
  const [row] = table.rows;
  if (row === undefined) return [];
  const added: Column = { id: newId(), width: null };
  const changes = new Changes();
  changes.insert(placeIn(row, at), [emptyLine(table.id, row.id, added.id, headOf(row))]);
  return steady(document, table, changes.delta(), table.columns.toSpliced(at, 0, added));
}

/** Deletes a column; the table with its only one. A row that has no other cell stays, empty. */
export function deleteColumn(document: Delta, table: Table, at: number): Op[] {
  const wanted = table.columns.toSpliced(at, 1);
  const [neighbour] = wanted;
  if (neighbour === undefined) return deleteTable(table);
  const changes = new Changes();
  for (const row of table.rows) {
    const found = row.cells.find(({ column }) => column === at);
    if (found === undefined) continue;
    const { cell } = found;
    if (row.cells.length > 1) changes.delete(cell.start, cell.end - cell.start);
    else {
      changes.delete(cell.start, cell.end - 1 - cell.start);
      const moved = cellValue({ ...cell.ids, column: neighbour.id });
      changes.format(cell.end - 1, 1, { cell: moved, 'cell-width': null });
    }
  }
  return steady(document, table, changes.delta(), wanted);
}

/** Moves the column at `from`, so that it is at `to` afterwards. */
export function moveColumn(document: Delta, table: Table, from: number, to: number): Op[] {
  const column = table.columns[from];
  if (column === undefined || table.columns[to] === undefined || from === to) return [];
  const changes = new Changes();
  for (const row of table.rows) {
    const found = row.cells.find((cell) => cell.column === from);
    if (found === undefined) continue;
    const { start, end } = found.cell;
    const others = { ...row, cells: row.cells.filter((cell) => cell !== found) };
    const place = others.cells.length === 0 ? start : placeIn(others, to < from ? to : to + 1);
    if (place === start || place === end) continue;
    changes.insert(place, part(document, start, end));
    changes.delete(start, end - start);
  }
  const wanted = table.columns.toSpliced(from, 1).toSpliced(to, 0, column);
  return steady(document, table, changes.delta(), wanted);
}

/** Sets the width of a column in pixels; null gives it back what it needs. */
export function setColumnWidth(table: Table, at: number, width: number | null): Op[] {
  const changes = new Changes();
  const lines = table.rows.flatMap(({ cells }) =>
    cells.flatMap(({ cell, column }) => (column === at ? cell.lines : [])),
  );
  for (const [index, { end, attributes }] of lines.entries()) {
    const isSet = attributes['cell-width'] !== undefined;
    if (index === 0 && width !== null) changes.format(end, 1, { 'cell-width': width });
    else if (isSet && width === null) changes.format(end, 1, { 'cell-width': null });
  }
  return changes.delta();
}

/**
 * The line of an empty cell, to write in: the change that makes it, and where it is afterwards. The row and the column
 * are indexes; the row has no cell there.
 */
export function fillCell(
  document: Delta,
  table: Table,
  rowIndex: number,
  columnIndex: number,
): { change: Op[]; at: number } {
  const row = table.rows[rowIndex];
  const column = table.columns[columnIndex];
  if (row === undefined || column === undefined) return { change: [], at: table.start };
  const changes = new Changes();
  changes.insert(placeIn(row, columnIndex), [emptyLine(table.id, row.id, column.id, headOf(row))]);
  const change = steady(document, table, changes.delta(), table.columns);
  const now = sameTable(compose(document, change), table, change);
  const made = now?.rows[rowIndex]?.cells.find((cell) => cell.column === columnIndex);
  return { change, at: made?.cell.start ?? table.start };
}

// Where a cell of this column belongs in a row: behind the last one that stands before the column.
function placeIn(row: Row<TextCell>, column: number): number {
  return row.cells.findLast((cell) => cell.column < column)?.cell.end ?? rowStart(row);
}
