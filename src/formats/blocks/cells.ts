import type { Line } from './lines.ts';
import type { Column } from './model.ts';

/** Where a line of a table stands. */
export interface CellPlace {
  table: string;
  row: string;
  column: string;
}

const CELL = /^([a-z0-9]{1,12})\.([a-z0-9]{1,12})\.([a-z0-9]{1,12})$/;

/** The place that the format `cell` of a line names; null for a line outside tables. */
export function placeOf({ format }: Line): CellPlace | null {
  const [, table, row, column] = CELL.exec(String(format.cell ?? '')) ?? [];
  return table === undefined || row === undefined || column === undefined ? null : { table, row, column };
}

/** The format `cell` of a place. */
export function cellOf({ table, row, column }: CellPlace): string {
  return `${table}.${row}.${column}`;
}

/** Makes ids for tables, rows and columns that do not meet any others. */
export type CellIds = () => string;

/** A run of lines of one cell, from left to right. */
export interface CellRun {
  column: string;
  lines: Line[];
}

/** A run of lines of one row: none of its columns comes twice. */
export interface RowRun {
  id: string;
  cells: CellRun[];
}

/** The rows of the lines of one table. What comes again later begins a further row. */
export function rowsOf(lines: readonly Line[]): RowRun[] {
  const rows: RowRun[] = [];
  let row: RowRun | undefined;
  let seen = new Set<string>();
  let cell: CellRun | undefined;
  for (const line of lines) {
    const place = placeOf(line);
    if (place === null) throw new Error('Invariant broken: a line of a table has no cell');
    if (row?.id === place.row && cell?.column === place.column) {
      cell.lines.push(line);
      continue;
    }
    if (row === undefined || row.id !== place.row || seen.has(place.column)) {
      row = { id: place.row, cells: [] };
      seen = new Set();
      rows.push(row);
    }
    cell = { column: place.column, lines: [line] };
    seen.add(place.column);
    row.cells.push(cell);
  }
  return rows;
}

/**
 * The columns of these rows as they are drawn: going down, a column that is new comes right after the one before it in
 * its row, or first. Its width is the first that is found going down.
 */
export function columnsOf(rows: readonly RowRun[]): Column[] {
  const after = new Map<string, string | null>();
  const widths = new Map<string, number>();
  // A list by links: inserting after a column costs the same in a table of any width.
  const next = new Map<string | null, string | null>([[null, null]]);
  for (const { cells } of rows) {
    let before: string | null = null;
    for (const { column, lines } of cells) {
      if (!after.has(column)) {
        after.set(column, before);
        next.set(column, next.get(before) ?? null);
        next.set(before, column);
      }
      if (!widths.has(column)) {
        const width = lines.find(({ format }) => typeof format['cell-width'] === 'number')?.format[
          'cell-width'
        ];
        if (typeof width === 'number') widths.set(column, width);
      }
      before = column;
    }
  }
  const columns: Column[] = [];
  for (let id = next.get(null) ?? null; id !== null; id = next.get(id) ?? null)
    columns.push({ id, width: widths.get(id) ?? null });
  return columns;
}
