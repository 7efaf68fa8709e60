import type { Parchment } from 'quill/core.js';
import { type CellIds, cellIds } from '../../../src/ot/cell.ts';
import { type Cell, type Column, layOut, type Row } from '../../../src/ot/tables/layout.ts';
import type { CellBlot, RowBlot, TableBlot } from './blots.ts';

/** A cell as it is drawn. */
interface Drawn extends Cell {
  readonly blot: CellBlot;
}

type Blot = Parchment.Blot;

// A table of few lines may have millions of empty cells: in such a one they are not drawn.
const MOST_DRAWN = 20_000;

/** Makes the elements of a table what the cells in it say: which row each is in, and where in the grid. */
export function arrange(table: TableBlot): void {
  const { columns, rows } = layOut(joined(table).map(drawn));
  regroup(table, rows);
  const { domNode } = table;
  const isFixed = columns.every(({ width }) => width !== null);
  setStyle(domNode, 'grid-template-columns', columns.map(track).join(' '));
  setAttribute(domNode, 'data-fixed', isFixed ? '' : null);
  setAttribute(domNode, 'role', 'table');
  setAttribute(domNode, 'aria-colcount', String(columns.length));
  setAttribute(domNode, 'aria-rowcount', String(rows.length));
  const areHolesDrawn = columns.length * rows.length <= MOST_DRAWN;
  for (const [index, row] of rows.entries()) {
    const blot = row.cells[0]?.cell.blot.parent as RowBlot | undefined;
    if (blot === undefined) continue;
    setAttribute(blot.domNode, 'role', 'row');
    setAttribute(blot.domNode, 'aria-rowindex', String(index + 1));
    setAttribute(blot.domNode, 'data-head', row.isHead ? '' : null);
    for (const { cell, column } of row.cells) place(cell, column);
    drawHoles(blot, row, areHolesDrawn ? columns.length : 0);
  }
}

function track({ width }: Column): string {
  return width === null ? 'minmax(5rem, 1fr)' : `${width}px`;
}

function place({ blot: { domNode }, isHead }: Drawn, column: number): void {
  setStyle(domNode, 'grid-column', String(column + 1));
  setAttribute(domNode, 'role', isHead ? 'columnheader' : 'cell');
  setAttribute(domNode, 'aria-colindex', String(column + 1));
}

function drawn(blot: CellBlot): Drawn {
  const lines = [...linesIn(blot.domNode)];
  const width = lines.map(({ dataset }) => Number(dataset.cellWidth ?? 0)).find((width) => width > 0) ?? null;
  return { blot, ids: cellIds(blot.of) as CellIds, isHead: lines[0]?.dataset.cellHead !== undefined, width };
}

function linesIn(cell: HTMLElement): Iterable<HTMLElement> {
  return cell.querySelectorAll<HTMLElement>('[data-cell]');
}

/** The cells of a table in their order, neighbours of one cell made one. */
function joined(table: TableBlot): CellBlot[] {
  const cells: CellBlot[] = [];
  for (const row of listOf(table)) {
    for (const cell of listOf(row as RowBlot) as CellBlot[]) {
      const last = cells[cells.length - 1];
      if (last?.of !== cell.of) {
        cells.push(cell);
        continue;
      }
      cell.moveChildren(last);
      cell.remove();
    }
  }
  return cells;
}

/** Gives each row an element of its own with its cells in their order, moving as little as possible. */
function regroup(table: TableBlot, rows: readonly Row<Drawn>[]): void {
  let before: RowBlot | null = null;
  for (const { cells } of rows) {
    const first = cells[0]?.cell.blot;
    if (first === undefined) continue;
    const home = first.parent as RowBlot;
    const isFree = home.children.head === first && home.prev === before;
    const row: RowBlot = isFree ? home : (table.scroll.create('grid-row') as RowBlot);
    if (!isFree) table.insertBefore(row, before === null ? table.children.head : before.next);
    let at: Blot | null = row.children.head;
    for (const { cell } of cells) {
      if (at === cell.blot) at = at.next;
      else row.insertBefore(cell.blot, at);
    }
    before = row;
  }
  for (const row of listOf(table) as RowBlot[]) if (row.children.length === 0) row.remove();
}

function listOf(parent: { children: { head: Blot | null } }): Blot[] {
  const all: Blot[] = [];
  for (let at = parent.children.head; at !== null; at = at.next) all.push(at);
  return all;
}

/** The empty cells of a row. They are no lines: a press in one makes its line. */
function drawHoles(row: RowBlot, { cells }: Row<Drawn>, columns: number): void {
  const taken = new Set(cells.map(({ column }) => column));
  const empty = Array.from({ length: columns }, (_, column) => column).filter((column) => !taken.has(column));
  const holes = empty.join();
  if (row.holes === holes) return;
  row.holes = holes;
  if (empty.length === 0) {
    row.uiNode?.remove();
    row.uiNode = null;
    return;
  }
  const { ownerDocument } = row.domNode;
  const all = ownerDocument.createElement('div');
  all.className = 'ql-grid-holes';
  for (const column of empty) {
    const hole = ownerDocument.createElement('div');
    hole.className = 'ql-grid-hole';
    hole.dataset.column = String(column);
    hole.style.gridColumn = String(column + 1);
    hole.setAttribute('role', 'cell');
    hole.setAttribute('aria-colindex', String(column + 1));
    all.append(hole);
  }
  all.setAttribute('role', 'none');
  row.attachUI(all);
}

// Each write is seen by the editor's observer: none without a change.
function setAttribute(node: HTMLElement, name: string, value: string | null): void {
  if (node.getAttribute(name) === value) return;
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

function setStyle(node: HTMLElement, name: string, value: string): void {
  // As the browser writes it back, which may differ from what was set.
  if (node.dataset[STYLE_SET] === value) return;
  node.dataset[STYLE_SET] = value;
  node.style.setProperty(name, value);
}

const STYLE_SET = 'grid';
