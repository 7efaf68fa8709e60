import { documentLength } from '../lengths.ts';
import { type Line, linesOf } from '../lines.ts';
import type { Delta, Op, Range } from '../op.ts';
import { Changes } from './changes.ts';
import { cellAt, readTables, type Table, type TextCell } from './read-tables.ts';

/** The cells between two corners of a table: a range of text that goes from cell to cell selects all of them. */
export interface CellBlock {
  readonly table: Table;
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

/** The cells that a range selects when it goes from one cell of a table to another; null for any other range. */
export function blockOf(document: Delta, { index, length }: Range): CellBlock | null {
  const table = readTables(document).find(({ start, end }) => start <= index && index + length < end);
  const from = table && cellAt(table, index);
  const to = table && cellAt(table, index + length);
  if (!table || !from || !to || from.cell === to.cell) return null;
  return { table, rows: [from.row, to.row], columns: sorted(from.column, to.column) };
}

/** The rows of a block, each as its cells from column to column; null where a row has none. */
export function cellsOf({
  table,
  rows: [top, bottom],
  columns: [left, right],
}: CellBlock): (TextCell | null)[][] {
  return table.rows
    .slice(top, bottom + 1)
    .map(({ cells }) =>
      Array.from(
        { length: right - left + 1 },
        (_, index) => cells.find(({ column }) => column === left + index)?.cell ?? null,
      ),
    );
}

/**
 * The change that deletes what is selected where that goes across the borders of cells: the words go, and with them
 * what their lines were, such as items of a list; the cells stay.
 * A table that is selected with what is around it goes as a whole. Null where no border is crossed.
 */
export function clearRange(document: Delta, range: Range): Op[] | null {
  const block = blockOf(document, range);
  const changes = new Changes();
  if (block !== null) {
    for (const cell of cellsOf(block).flat()) if (cell !== null) clearCell(changes, cell);
    return changes.delta();
  }
  const [from, to] = [range.index, Math.min(range.index + range.length, documentLength(document) - 1)];
  const whole = readTables(document).filter(({ start, end }) => from <= start && end <= to);
  for (const { start, end } of whole) changes.delete(start, end - start);
  const lines = [...linesOf(document)].filter(
    ({ start, end }) =>
      start <= to && from <= end && !whole.some((table) => table.start <= start && end < table.end),
  );
  let isCrossing = whole.length > 0;
  for (const [index, line] of lines.entries()) {
    const [start, end] = [Math.max(from, line.start), Math.min(to, line.end)];
    const isEndSelected = line.end < to;
    const goes = isEndSelected && mayJoin(line, lines[index + 1], from);
    if (isEndSelected && !goes) isCrossing = true;
    changes.delete(start, end + (goes ? 1 : 0) - start);
  }
  return isCrossing ? changes.delta() : null;
}

function clearCell(changes: Changes, { start, end, lines }: TextCell): void {
  changes.delete(start, end - 1 - start);
  const last = lines[lines.length - 1]?.attributes ?? {};
  const names = Object.keys(last).filter((name) => !name.startsWith('cell'));
  if (names.length > 0) changes.format(end - 1, 1, Object.fromEntries(names.map((name) => [name, null])));
}

// A line may join the next one in its cell; one outside of tables may also go as a whole.
function mayJoin(line: Line, next: Line | undefined, from: number): boolean {
  if (line.attributes.cell === next?.attributes.cell) return true;
  return line.attributes.cell === undefined && from <= line.start;
}

function sorted(a: number, b: number): readonly [number, number] {
  return a <= b ? [a, b] : [b, a];
}
