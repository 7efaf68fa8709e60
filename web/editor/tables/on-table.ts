import type Quill from 'quill/core.js';
import { newCellId } from '../../../src/base/ids.ts';
import { compose } from '../../../src/ot/compose.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import {
  addColumn,
  deleteColumn,
  fillCell,
  moveColumn,
  setColumnWidth,
} from '../../../src/ot/tables/columns.ts';
import { insertTable } from '../../../src/ot/tables/insert-table.ts';
import { cellAt, readTables, type Table, type TextCell } from '../../../src/ot/tables/read-tables.ts';
import { readied } from '../../../src/ot/tables/ready.ts';
import { addRow, deleteRow, deleteTable, moveRow, setHeader } from '../../../src/ot/tables/rows.ts';
import { changeTo } from '../marks/caret-after.ts';
import { toQuill } from '../quill/to-quill.ts';

/** A cell of what the editor shows, and where it is in its table. */
export interface FoundCell {
  readonly document: Delta;
  readonly table: Table;
  readonly cell: TextCell;
  readonly row: number;
  readonly column: number;
}

/** What can be done with the table at the caret. */
export type TableAction =
  | 'rowAbove'
  | 'rowBelow'
  | 'columnBefore'
  | 'columnAfter'
  | 'rowUp'
  | 'rowDown'
  | 'columnBack'
  | 'columnOn'
  | 'header'
  | 'wider'
  | 'narrower'
  | 'ownWidth'
  | 'deleteRow'
  | 'deleteColumn'
  | 'deleteTable';

/** The change that an action makes, and the cell in which the caret is afterwards; null leaves it where it was. */
interface Outcome {
  change: Op[];
  to?: { row: number; column: number };
}

const STEP = 40;

/** The cell at a position of what the editor shows; null outside of tables. */
export function findCell(quill: Quill, index: number): FoundCell | null {
  return cellIn(contentsOf(quill), index);
}

function cellIn(document: Delta, index: number): FoundCell | null {
  const table = readTables(document).find(({ start, end }) => start <= index && index < end);
  const found = table && cellAt(table, index);
  return table && found ? { document, table, ...found } : null;
}

/** Acts on the table at the caret, as a step of undo of its own. */
export function actOnTable(quill: Quill, action: TableAction): void {
  const { index } = quill.selection.savedRange;
  const document = contentsOf(quill);
  const ready = readied(document, newCellId) ?? [];
  const at = transformPosition(index, ready, true);
  const found = cellIn(compose(document, ready), at);
  if (found === null) return;
  const { change, to } = outcomeOf(found, action, drawnWidth(quill, index));
  const total = compose(ready, change);
  const after = compose(document, total);
  const place = transformPosition(index, total, true);
  const target = to && cellIn(after, transformPosition(found.table.start, change, true))?.table;
  const cell = target?.rows[to?.row ?? 0]?.cells.find(({ column }) => column === to?.column)?.cell;
  applyStep(quill, total, cell ? cell.end - 1 : place);
}

/** A new table at the caret, with a header row; the caret goes into its first cell. */
export function makeTable(quill: Quill, columns: number, rows = 3): void {
  const { index } = quill.selection.savedRange;
  const document = contentsOf(quill);
  const { change, at } = insertTable(document, index, { rows, columns }, newCellId);
  const after = compose(document, change);
  const made = readTables(after).find(({ start }) => start === at);
  const total = made === undefined ? change : compose(change, setHeader(made, true));
  applyStep(quill, total, at);
}

/** Puts the caret into a cell of the table of `found`, at its end; an empty cell becomes a line. */
export function enterCell(quill: Quill, { document, table }: FoundCell, row: number, column: number): void {
  const there = table.rows[row]?.cells.find((cell) => cell.column === column)?.cell;
  if (there !== undefined) {
    quill.setSelection(there.end - 1, 0, 'user');
    quill.scrollSelectionIntoView();
    return;
  }
  const { change, at } = fillCell(document, table, row, column);
  applyStep(quill, change, at);
}

/** Sets the width of a column of the table of `found`, in pixels. */
export function resizeColumn(quill: Quill, { table }: FoundCell, column: number, width: number): void {
  const { index } = quill.selection.savedRange;
  applyStep(quill, setColumnWidth(table, column, width), index);
}

/** Adds a row below all others and puts the caret into its first cell. */
export function appendRow(quill: Quill, { document, table }: FoundCell): void {
  applyStep(quill, addRow(document, table, table.rows.length, newCellId), table.end);
}

/** Applies a change of the user's as a step of undo of its own, and puts the caret at a position after it. */
export function applyStep(quill: Quill, change: Delta, caret: number): void {
  changeTo(quill, caret, () => {
    if (change.length === 0) return;
    quill.history.cutoff();
    quill.updateContents(toQuill(change), 'user');
    quill.history.cutoff();
  });
  quill.scrollSelectionIntoView();
}

/** What the editor shows. */
export function contentsOf(quill: Quill): Delta {
  return quill.editor.delta.ops as unknown as Delta;
}

function outcomeOf(
  { document, table, row, column, cell }: FoundCell,
  action: TableAction,
  drawn: number,
): Outcome {
  const { rows, columns } = table;
  const width = columns[column]?.width ?? drawn;
  switch (action) {
    case 'rowAbove':
      return { change: rowAbove(document, table, row), to: { row, column: 0 } };
    case 'rowBelow':
      return { change: addRow(document, table, row + 1, newCellId), to: { row: row + 1, column: 0 } };
    case 'columnBefore':
      return { change: addColumn(document, table, column, newCellId), to: { row: 0, column } };
    case 'columnAfter':
      return {
        change: addColumn(document, table, column + 1, newCellId),
        to: { row: 0, column: column + 1 },
      };
    case 'rowUp':
      return moved(row - 1, rows.length, (to) => moveRow(document, table, row, to), { row: row - 1, column });
    case 'rowDown':
      return moved(row + 1, rows.length, (to) => moveRow(document, table, row, to), { row: row + 1, column });
    case 'columnBack':
      return moved(column - 1, columns.length, (to) => moveColumn(document, table, column, to), {
        row,
        column: column - 1,
      });
    case 'columnOn':
      return moved(column + 1, columns.length, (to) => moveColumn(document, table, column, to), {
        row,
        column: column + 1,
      });
    case 'header':
      return { change: setHeader(table, rows[0]?.isHead !== true) };
    case 'wider':
      return { change: setColumnWidth(table, column, Math.min(2_000, width + STEP)) };
    case 'narrower':
      return { change: setColumnWidth(table, column, Math.max(STEP, width - STEP)) };
    case 'ownWidth':
      return { change: setColumnWidth(table, column, null) };
    case 'deleteRow':
      return {
        change: deleteRow(document, table, row),
        to: { row: Math.max(0, row - 1), column: cell ? column : 0 },
      };
    case 'deleteColumn':
      return { change: deleteColumn(document, table, column), to: { row, column: Math.max(0, column - 1) } };
    case 'deleteTable':
      return { change: deleteTable(table) };
  }
}

// The first row is the head, whichever it is.
function rowAbove(document: Delta, table: Table, row: number): Op[] {
  const isHead = row === 0 && table.rows[0]?.isHead === true;
  const plain = isHead ? setHeader(table, false) : [];
  const change = compose(plain, addRow(compose(document, plain), table, row, newCellId));
  if (!isHead) return change;
  const after = compose(document, change);
  const now = readTables(after).find(({ id, start }) => id === table.id && start === table.start);
  return now === undefined ? change : compose(change, setHeader(now, true));
}

// How wide the cell at a position is on the screen, in pixels.
function drawnWidth(quill: Quill, index: number): number {
  const [line] = quill.getLine(index);
  const cell = (line?.domNode as Element | undefined)?.closest('.ql-grid-cell');
  return Math.round(cell?.getBoundingClientRect().width ?? 0);
}

function moved(
  to: number,
  count: number,
  move: (to: number) => Op[],
  at: { row: number; column: number },
): Outcome {
  return to < 0 || to >= count ? { change: [] } : { change: move(to), to: at };
}
