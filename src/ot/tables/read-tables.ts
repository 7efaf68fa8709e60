import { cellIds } from '../cell.ts';
import { type Line, linesOf } from '../lines.ts';
import type { Delta } from '../op.ts';
import { type Cell, type Layout, layOut } from './layout.ts';

/** A cell of a document: neighbouring lines. */
export interface TextCell extends Cell {
  readonly lines: readonly [Line, ...Line[]];
  /** The position of its first character. */
  readonly start: number;
  /** The position after its last newline. */
  readonly end: number;
}

/** A table of a document. */
export interface Table extends Layout<TextCell> {
  readonly id: string;
  /** The position of its first character. */
  readonly start: number;
  /** The position after its last newline. */
  readonly end: number;
}

/** The tables of a document in their order. What a document holds is never refused: any lines make tables. */
export function readTables(document: Delta): Table[] {
  const tables: Table[] = [];
  let cells: Growing[] = [];
  const close = (): void => {
    const [first] = cells;
    const last = cells[cells.length - 1];
    if (first !== undefined && last !== undefined)
      tables.push({ id: first.ids.table, start: first.start, end: last.end, ...layOut(cells) });
    cells = [];
  };
  for (const line of linesOf(document)) {
    const ids = cellIds(line.attributes.cell);
    const last = cells[cells.length - 1];
    if (ids === null) {
      close();
      continue;
    }
    if (last?.ids.table !== ids.table) close();
    if (cells.length > 0 && last && last.lines[0].attributes.cell === line.attributes.cell) grow(last, line);
    else cells.push(begun(ids, line));
  }
  close();
  return tables;
}

/** The table that holds a position; null where there is none. */
export function tableAt(document: Delta, position: number): Table | null {
  return readTables(document).find(({ start, end }) => start <= position && position < end) ?? null;
}

/** The cell of a table that holds a position, and the indexes of its row and of its column; null outside. */
export function cellAt(
  table: Table,
  position: number,
): { cell: TextCell; row: number; column: number } | null {
  for (const [row, { cells }] of table.rows.entries())
    for (const { cell, column } of cells)
      if (cell.start <= position && position < cell.end) return { cell, row, column };
  return null;
}

// A cell while its lines are read: one of many lines must not be copied for each.
interface Growing extends TextCell {
  width: number | null;
  lines: [Line, ...Line[]];
  end: number;
}

function begun(ids: Cell['ids'], line: Line): Growing {
  const isHead = line.attributes['cell-head'] === true;
  return { ids, isHead, width: widthOf(line), lines: [line], start: line.start, end: line.end + 1 };
}

function grow(cell: Growing, line: Line): void {
  cell.width ??= widthOf(line);
  cell.lines.push(line);
  cell.end = line.end + 1;
}

function widthOf({ attributes }: Line): number | null {
  const width = attributes['cell-width'];
  return typeof width === 'number' ? width : null;
}
