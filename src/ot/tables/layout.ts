import type { CellIds } from '../cell.ts';

/** What the place of a cell in its table depends on. */
export interface Cell {
  readonly ids: CellIds;
  /** Whether it is a header. */
  readonly isHead: boolean;
  /** The width that it gives its column; null for none. */
  readonly width: number | null;
}

/** A column of a table. */
export interface Column {
  readonly id: string;
  /** In pixels of CSS; null for as wide as it needs. */
  readonly width: number | null;
}

/** A row of a table. */
export interface Row<C> {
  readonly id: string;
  /** Whether all its cells are headers. */
  readonly isHead: boolean;
  /** Its cells in the order of the text, each with the index of its column. */
  readonly cells: readonly { readonly cell: C; readonly column: number }[];
}

/** The grid of a table. Where a row has no cell of a column, an empty cell is shown. */
export interface Layout<C> {
  readonly columns: readonly Column[];
  readonly rows: readonly Row<C>[];
}

/**
 * Lays out the cells of one table, which are in the order of the text, equal neighbours already one: any cells make a
 * table. Takes time in proportion to their number.
 */
export function layOut<C extends Cell>(cells: readonly C[]): Layout<C> {
  const rows = rowsOf(cells);
  const indexOf = new Map(orderOf(rows).map((id, index) => [id, index]));
  const widths = new Map<string, number>();
  for (const { ids, width } of cells)
    if (width !== null && !widths.has(ids.column)) widths.set(ids.column, width);
  return {
    columns: [...indexOf.keys()].map((id) => ({ id, width: widths.get(id) ?? null })),
    rows: rows.map((row) => ({
      id: row[0]?.ids.row ?? '',
      isHead: row.every(({ isHead }) => isHead),
      cells: row.map((cell) => ({ cell, column: indexOf.get(cell.ids.column) ?? 0 })),
    })),
  };
}

// A cell of another row begins a row, and so does one whose column the row has already.
function rowsOf<C extends Cell>(cells: readonly C[]): C[][] {
  const rows: C[][] = [];
  let row: C[] = [];
  let columns = new Set<string>();
  for (const cell of cells) {
    if (row[0]?.ids.row !== cell.ids.row || columns.has(cell.ids.column)) {
      row = [];
      columns = new Set();
      rows.push(row);
    }
    row.push(cell);
    columns.add(cell.ids.column);
  }
  return rows;
}

// A column not seen yet comes right after the one before it in its row, or first.
function orderOf(rows: readonly (readonly Cell[])[]): string[] {
  const after = new Map<string | null, string | null>([[null, null]]);
  for (const row of rows) {
    let before: string | null = null;
    for (const { ids } of row) {
      if (!after.has(ids.column)) {
        after.set(ids.column, after.get(before) ?? null);
        after.set(before, ids.column);
      }
      before = ids.column;
    }
  }
  const order: string[] = [];
  for (let id = after.get(null) ?? null; id !== null; id = after.get(id) ?? null) order.push(id);
  return order;
}
