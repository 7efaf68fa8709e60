import type Quill from 'quill/core.js';
import { documentLength } from '../../../src/ot/lengths.ts';
import { linesOf } from '../../../src/ot/lines.ts';
import type { Range } from '../../../src/ot/op.ts';
import { blockOf, cellsOf, clearRange } from '../../../src/ot/tables/clear-range.ts';
import { indexAt } from '../caret/index-at.ts';
import { appendRow, applyStep, contentsOf, enterCell, type FoundCell, findCell } from './on-table.ts';

/** Tab and Shift+Tab in a table: to the next cell or the one before. Returns false outside of tables. */
export function tabInTable(quill: Quill, { index }: Range, backwards: boolean): boolean {
  // A reader's Tab leaves the text.
  const found = quill.isEnabled() ? findCell(quill, index) : null;
  if (found === null) return false;
  const { table, row, column } = found;
  const width = table.columns.length;
  const next = row * width + column + (backwards ? -1 : 1);
  if (next >= width * table.rows.length) appendRow(quill, found);
  else if (next >= 0) enterCell(quill, found, Math.floor(next / width), next % width);
  return true;
}

/**
 * Deletes a selection that goes across the borders of cells; the cells stay, and the caret is in the first of them.
 * Returns false for any other.
 */
export function clearCells(quill: Quill, range: Range): boolean {
  const document = contentsOf(quill);
  const change = range.length === 0 ? null : clearRange(document, range);
  if (change === null) return false;
  const block = blockOf(document, range);
  const first =
    block &&
    cellsOf(block)
      .flat()
      .find((cell) => cell !== null);
  applyStep(quill, change, first ? first.start : range.index);
  return true;
}

/**
 * Backspace at the start of a line, or Delete at its end, beside the border of a cell: cells never join one another or
 * the lines around a table. An empty line beside a table goes. Returns false away from such a border.
 */
export function stopAtBorder(quill: Quill, { index }: Range, forwards: boolean): boolean {
  const document = contentsOf(quill);
  const lines = [...linesOf(document)];
  const at = lines.findIndex(({ end }) => index <= end);
  const here = lines[at];
  const other = lines[forwards ? at + 1 : at - 1];
  if (!here || index !== (forwards ? here.end : here.start)) return false;
  if (here.attributes.cell === other?.attributes.cell) return false;
  if (other === undefined) return here.attributes.cell !== undefined;
  if (here.attributes.cell !== undefined) return true;
  const isEmpty = here.start === here.end && here.end < documentLength(document) - 1;
  const change = isEmpty ? [{ retain: here.start }, { delete: 1 }].filter((op) => op.retain !== 0) : [];
  applyStep(quill, change, forwards ? (isEmpty ? here.start : other.start) : other.end);
  return true;
}

/** Enter at the very start of a text that begins with a table makes a line above it. Returns false elsewhere. */
export function makeLineAbove(quill: Quill, { index }: Range): boolean {
  if (index !== 0 || findCell(quill, 0) === null) return false;
  applyStep(quill, [{ insert: '\n' }], 0);
  return true;
}

/**
 * The arrow keys up and down where they leave a cell or come into one: browsers go through the cells in their order in
 * the text, not on the screen. Returns false where the browser's own way is right.
 */
export function moveVertically(quill: Quill, { index }: Range, up: boolean): boolean {
  const document = contentsOf(quill);
  const bounds = quill.selection.getBounds(index);
  if (bounds === null) return false;
  const found = findCell(quill, index);
  const lines = [...linesOf(document)];
  const line = lines.find(({ end }) => index <= end);
  const [start, end] = found ? [found.cell.start, found.cell.end - 1] : [line?.start ?? 0, line?.end ?? 0];
  const edge = quill.selection.getBounds(up ? start : end);
  const isAtEdge =
    edge !== null &&
    (up ? bounds.top < edge.top + edge.height / 2 : bounds.bottom > edge.bottom - edge.height / 2);
  if (!isAtEdge) return false;
  const row = found ? found.row + (up ? -1 : 1) : -1;
  if (found && row >= 0 && row < found.table.rows.length) {
    const isThere = found.table.rows[row]?.cells.some(({ column }) => column === found.column);
    // An empty cell becomes a line, as by Tab: what is typed next belongs there, not in the cell beside it.
    if (isThere || !quill.isEnabled()) return goToRow(quill, found, row, up, bounds.left);
    enterCell(quill, found, row, found.column);
    return true;
  }
  const outside = found ? (up ? found.table.start - 1 : found.table.end) : up ? start - 1 : end + 1;
  if (outside < 0 || outside >= documentLength(document)) return found !== null;
  const entered = findCell(quill, outside);
  if (entered !== null) return goToRow(quill, entered, entered.row, up, bounds.left);
  if (found === null) return false;
  quill.setSelection(at(quill, bounds.left, outside), 0, 'user');
  quill.scrollSelectionIntoView();
  return true;
}

// Into the cell of a row that is at `left` on the screen, or the one nearest to it.
function goToRow(quill: Quill, { table }: FoundCell, row: number, up: boolean, left: number): boolean {
  const places = (table.rows[row]?.cells ?? []).flatMap(({ cell }) => {
    const index = up ? cell.end - 1 : cell.start;
    const [line] = quill.getLine(index);
    const box =
      line === null ? null : (line.domNode as Element).closest('.ql-grid-cell')?.getBoundingClientRect();
    return box ? [{ index, far: Math.max(box.left - left, left - box.right, 0) }] : [];
  });
  const nearest = places.toSorted((a, b) => a.far - b.far)[0];
  if (nearest === undefined) return false;
  quill.setSelection(at(quill, left, nearest.index), 0, 'user');
  quill.scrollSelectionIntoView();
  return true;
}

// The place at `left` on the screen in the line of text at `index`.
function at(quill: Quill, left: number, index: number): number {
  const bounds = quill.selection.getBounds(index);
  const place = bounds && indexAt(quill, left, bounds.top + bounds.height / 2);
  const [line] = quill.getLine(index);
  const start = line === null ? index : line.offset(quill.scroll);
  const isThere = place !== null && line !== null && start <= place && place < start + line.length();
  return isThere ? place : index;
}
