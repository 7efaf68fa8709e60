import { cellValue } from '../cell.ts';
import { compose } from '../compose.ts';
import type { Attributes, Delta, Op } from '../op.ts';
import { transformPosition } from '../position.ts';
import { Changes, part } from './changes.ts';
import type { Column } from './layout.ts';
import { readTables, type Table, type TextCell } from './read-tables.ts';

/** The empty line of a cell, with these formats besides. */
export function emptyLine(table: string, row: string, column: string, formats: Attributes = {}): Op {
  return { insert: '\n', attributes: { cell: cellValue({ table, row, column }), ...formats } };
}

/**
 * `change` of a table of `document`, and what makes its columns be `wanted` afterwards, in this order and with these
 * widths: where the lines that are left do not say so, the first row gets all its cells. So no deletion and no move of
 * rows and cells takes a column away, or changes the order of the others.
 */
export function steady(document: Delta, table: Table, change: Delta, wanted: readonly Column[]): Op[] {
  const after = compose(document, change);
  const now = sameTable(after, table, change);
  if (now === undefined || isAs(now.columns, wanted)) return [...change];
  return compose(change, orderingFirstRow(after, now, wanted));
}

/** The table that `table` is after `change`, in the text after it; undefined when it is gone. */
export function sameTable(after: Delta, table: Table, change: Delta): Table | undefined {
  const from = transformPosition(table.start, change, true);
  return readTables(after).find(({ id, end }) => id === table.id && end > from);
}

function isAs(columns: readonly Column[], wanted: readonly Column[]): boolean {
  return (
    columns.length === wanted.length &&
    columns.every(({ id, width }, index) => id === wanted[index]?.id && width === wanted[index].width)
  );
}

// Makes the first row have a cell of each column, in their order and with their widths.
function orderingFirstRow(document: Delta, table: Table, wanted: readonly Column[]): Op[] {
  const changes = new Changes();
  const [row] = table.rows;
  if (row === undefined) return [];
  const staying = stayingIn(
    row.cells.map(({ cell }) => cell),
    wanted,
  );
  const all = new Map(row.cells.map(({ cell }) => [cell.ids.column, cell]));
  let at = table.start;
  for (const { id, width } of wanted) {
    const cell = all.get(id);
    const given: Attributes = width === null ? {} : { 'cell-width': width };
    if (cell === undefined) {
      const head: Attributes = row.isHead ? { 'cell-head': true } : {};
      changes.insert(at, [emptyLine(table.id, row.id, id, { ...head, ...given })]);
    } else if (staying.has(cell)) {
      if (cell.width !== width) changes.format(cell.lines[0].end, 1, { 'cell-width': width });
      at = cell.end;
    } else {
      changes.insert(at, widened(part(document, cell.start, cell.end), width));
      changes.delete(cell.start, cell.end - cell.start);
    }
  }
  return changes.delta();
}

// The cells that are in the wanted order already.
function stayingIn(cells: readonly TextCell[], wanted: readonly Column[]): Set<TextCell> {
  const places = new Map(wanted.map(({ id }, index) => [id, index]));
  const staying = new Set<TextCell>();
  let last = -1;
  for (const cell of cells) {
    const place = places.get(cell.ids.column) ?? -1;
    if (place < last) continue;
    staying.add(cell);
    last = place;
  }
  return staying;
}

// The lines of one cell, the first of which gives the column its width.
function widened(ops: readonly Op[], width: number | null): Op[] {
  const out = [...ops];
  const index = out.findIndex(
    (op) => 'insert' in op && typeof op.insert === 'string' && op.insert.includes('\n'),
  );
  const op = out[index];
  if (width === null || op === undefined || !('insert' in op) || typeof op.insert !== 'string') return out;
  const at = op.insert.indexOf('\n');
  const pieces: Op[] = [
    { ...op, insert: op.insert.slice(0, at) },
    { insert: '\n', attributes: { ...op.attributes, 'cell-width': width } },
    { ...op, insert: op.insert.slice(at + 1) },
  ];
  out.splice(index, 1, ...pieces.filter((piece) => 'insert' in piece && piece.insert !== ''));
  return out;
}
