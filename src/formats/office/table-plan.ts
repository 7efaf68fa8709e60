import { MAX_CELL_WIDTH, MIN_CELL_WIDTH } from '../../ot/formats.ts';
import type { Attributes } from '../../ot/op.ts';
import type { Line } from '../blocks/lines.ts';
import { type Cell, linesIn, type Row, type Table } from '../blocks/model.ts';

/** A cell as it is written. */
export interface PlannedCell {
  /** How many columns before it the row has no cell in. */
  readonly gap: number;
  /** Its place among those of its row in the text; null for a row that has them in the order of its columns. */
  readonly order: number | null;
  readonly lines: readonly Line[];
  /** Where the first of them begins in the text. */
  readonly index: number;
  /** The formats that a reader takes from the table. */
  readonly given: Attributes;
  /** In pixels: that which all its lines give a column, of a cell of the first row. */
  readonly width: number | null;
  readonly isHead: boolean;
}

/** A row as it is written: its cells in the order of the columns. */
export interface PlannedRow {
  readonly isHead: boolean;
  readonly cells: readonly PlannedCell[];
  /** How many columns behind its last cell it has no cell in. */
  readonly rest: number;
}

/**
 * The rows of a table as office programs have them: every column has a cell in each, rows are heads as a whole. `from` is
 * where the table begins in the text. With `headsFirst` only rows are heads that no other one comes before.
 */
export function planRows(
  { columns, rows }: Table,
  from: number,
  { headsFirst }: { headsFirst: boolean },
): PlannedRow[] {
  let index = from;
  let mayBeHead = true;
  return rows.map((row, at) => {
    const planned = planRow(row, { index, width: columns.length, isFirst: at === 0, mayBeHead });
    index = planned.end;
    mayBeHead = !headsFirst || planned.isHead;
    return planned;
  });
}

function planRow(
  { cells }: Row,
  {
    index,
    width,
    isFirst,
    mayBeHead,
  }: { index: number; width: number; isFirst: boolean; mayBeHead: boolean },
): PlannedRow & { end: number } {
  const contents = cells.map(({ blocks }) => [...linesIn(blocks)]);
  const isHead =
    mayBeHead && contents.every((lines) => lines.every(({ format }) => format['cell-head'] === true));
  const isOrdered = cells.every(({ column }, at) => at === 0 || column > (cells[at - 1] as Cell).column);
  let at = index;
  const planned = cells.map(({ column }, order) => {
    const lines = contents[order] as Line[];
    const given: Attributes = { cell: lines[0]?.format.cell as string };
    if (isHead) given['cell-head'] = true;
    const own = isFirst ? widthOf(lines) : null;
    if (own !== null) given['cell-width'] = own;
    const start = at;
    for (const line of lines) at += lengthOf(line);
    const isHeadCell = lines[0]?.format['cell-head'] === true;
    return {
      column,
      order: isOrdered ? null : order,
      lines,
      index: start,
      given,
      width: own,
      isHead: isHeadCell,
    };
  });
  let next = 0;
  const inOrder = planned
    .toSorted((a, b) => a.column - b.column)
    .map(({ column, ...cell }) => {
      const gap = column - next;
      next = column + 1;
      return { ...cell, gap };
    });
  return { isHead, cells: inOrder, rest: width - next, end: at };
}

/** The length of a line in the text, with its end. */
export function lengthOf({ runs }: Line): number {
  let length = 1;
  for (const { insert } of runs) length += typeof insert === 'string' ? insert.length : 1;
  return length;
}

// The width that all lines of a cell of the first row give its column.
function widthOf(lines: readonly Line[]): number | null {
  const width = lines[0]?.format['cell-width'];
  if (typeof width !== 'number' || !Number.isInteger(width)) return null;
  if (width < MIN_CELL_WIDTH || width > MAX_CELL_WIDTH) return null;
  return lines.every(({ format }) => format['cell-width'] === width) ? width : null;
}
