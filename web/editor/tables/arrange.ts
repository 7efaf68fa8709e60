import type { Parchment } from 'quill/core.js';
import { type Cell, type Column, layOut, type Row } from '../../../src/ot/tables/layout.ts';
import type { CellBlot, RowBlot, TableBlot } from './blots.ts';

/** A cell as it is drawn. */
interface Drawn extends Cell {
  readonly blot: CellBlot;
}

type Blot = Parchment.Blot;

// A table of few lines may have millions of empty cells: in such a one they are not drawn.
const MOST_DRAWN = 20_000;
const MOST_COLUMNS = 300;

/** What a table shows after `arrange`: what the next change of it need not look at again. */
export interface Arranged {
  readonly columns: readonly Column[];
  readonly rows: readonly Row<Drawn>[];
  /** Of each column, the letters of its longest word. */
  readonly longest: number[];
  readonly isGrid: boolean;
}

/**
 * Makes the elements of a table what the cells in it say: which row each is in, and where in the grid. Where `before`
 * still holds but for words in the `changed` cells, as after a key, only their columns are looked at.
 */
export function arrange(table: TableBlot, before: Arranged | null, changed: ReadonlySet<CellBlot>): Arranged {
  if (before !== null && holds(table, before, changed)) {
    for (const cell of changed) if (cell.column !== null) lengthen(before, cell.column);
    drawColumns(table, before);
    return before;
  }
  const widths = widthsIn(table.domNode);
  const { columns, rows } = layOut(joined(table).map((blot) => drawn(blot, widths)));
  regroup(table, rows);
  const { domNode } = table;
  // Browsers take seconds for a grid of thousands of columns: such a table is drawn as lines.
  const isGrid = columns.length <= MOST_COLUMNS;
  const arranged = { columns, rows, longest: longestWords(columns.length, rows), isGrid };
  setAttribute(domNode, 'data-plain', isGrid ? null : '');
  drawColumns(table, arranged);
  setAttribute(domNode, 'data-fixed', columns.every(({ width }) => width !== null) ? '' : null);
  setAttribute(domNode, 'data-full', isFull(columns.length, rows) ? '' : null);
  setAttribute(domNode, 'role', 'table');
  setAttribute(domNode, 'aria-colcount', String(columns.length));
  setAttribute(domNode, 'aria-rowcount', String(rows.length));
  const areHolesDrawn = isGrid && columns.length * rows.length <= MOST_DRAWN;
  for (const [index, row] of rows.entries()) {
    const blot = row.cells[0]?.cell.blot.parent as RowBlot | undefined;
    if (blot === undefined) continue;
    drawRow(blot, index, row.isHead);
    for (const { cell, column } of row.cells) {
      place(cell, column);
      if (index === 0) widen(cell, columns[column]?.width ?? null);
    }
    drawHoles(blot, row, areHolesDrawn ? columns.length : 0);
  }
  return arranged;
}

// The cells are those of before, in their rows and their order, and the changed ones say the same of their places.
function holds(table: TableBlot, { rows }: Arranged, changed: ReadonlySet<CellBlot>): boolean {
  let row: Blot | null = table.children.head;
  for (const { cells } of rows) {
    let at: Blot | null = (row as RowBlot | null)?.children.head ?? null;
    for (const { cell } of cells) {
      if (at !== cell.blot || (changed.has(cell.blot) && !isAsDrawn(cell))) return false;
      at = at.next;
    }
    if (row === null || at !== null) return false;
    row = row.next;
  }
  return row === null;
}

function isAsDrawn(cell: Drawn): boolean {
  const now = drawn(cell.blot, widthsIn(cell.blot.domNode));
  return now.isHead === cell.isHead && now.width === cell.width;
}

function drawColumns({ domNode }: TableBlot, { columns, longest, isGrid }: Arranged): void {
  const tracks = columns.map((column, at) => track(column, longest[at] ?? 0));
  setStyle(domNode, 'grid-template-columns', isGrid ? tracks.join(' ') : 'none');
}

// A column without a width of its own is as wide as its longest word, within bounds: where columns do not fit, the table
// scrolls sideways, and no word breaks. Steps of letters, so that few keys lay out all rows.
function track({ width }: Column, letters: number): string {
  if (width !== null) return `${width}px`;
  if (letters <= SHORT_WORD) return `minmax(${NARROWEST}, 1fr)`;
  const wide = Math.ceil(Math.min(letters, LONG_WORD) / STEP) * STEP * 0.9;
  return `minmax(clamp(${NARROWEST}, ${wide.toFixed(1)}ch + 1.4rem, 16rem), 1fr)`;
}

const NARROWEST = '5rem';
const STEP = 4;
// It fits into the narrowest column; and no column is wider than for the long one.
const SHORT_WORD = 6;
const LONG_WORD = 32;

function longestWords(columns: number, rows: readonly Row<Drawn>[]): number[] {
  const longest = new Array<number>(columns).fill(0);
  for (const { cells } of rows)
    for (const { cell, column } of cells)
      longest[column] = Math.max(longest[column] ?? 0, cell.blot.longestWord);
  return longest;
}

function lengthen({ rows, longest }: Arranged, wanted: number): void {
  longest[wanted] = 0;
  for (const { cells } of rows) {
    // Most rows are full.
    const there =
      cells[wanted]?.column === wanted ? cells[wanted] : cells.find(({ column }) => column === wanted);
    longest[wanted] = Math.max(longest[wanted] ?? 0, there?.cell.blot.longestWord ?? 0);
  }
}

// Whether each row has all columns in their order: then it can be printed as a table, whose head comes again.
function isFull(width: number, rows: readonly Row<Drawn>[]): boolean {
  return rows.every(({ cells }) => cells.length === width && cells.every(({ column }, at) => column === at));
}

function drawRow(blot: RowBlot, index: number, isHead: boolean): void {
  const drawn = `${index} ${isHead}`;
  if (blot.drawn === drawn) return;
  blot.drawn = drawn;
  setAttribute(blot.domNode, 'role', 'row');
  setAttribute(blot.domNode, 'aria-rowindex', String(index + 1));
  setAttribute(blot.domNode, 'data-head', isHead ? '' : null);
}

function place({ blot, isHead }: Drawn, column: number): void {
  blot.column = column;
  const drawn = `${column} ${isHead}`;
  if (blot.drawn === drawn) return;
  blot.drawn = drawn;
  setStyle(blot.domNode, 'grid-column', String(column + 1));
  setAttribute(blot.domNode, 'role', isHead ? 'columnheader' : 'cell');
  setAttribute(blot.domNode, 'aria-colindex', String(column + 1));
}

// For the printed table, whose columns are as wide as its first cells.
function widen({ blot: { domNode } }: Drawn, width: number | null): void {
  const value = width === null ? '' : `${width}px`;
  if (domNode.style.getPropertyValue('--wide') !== value) domNode.style.setProperty('--wide', value);
}

function drawn(blot: CellBlot, widths: ReadonlyMap<Element, number>): Drawn {
  let line: Element | null = blot.domNode.firstElementChild;
  // In a list or in code the line is one level deeper.
  while (line !== null && !line.hasAttribute('data-cell')) line = line.firstElementChild;
  const isHead = line?.hasAttribute('data-cell-head') ?? false;
  return { blot, ids: blot.ids, isHead, width: widths.get(blot.domNode) ?? null };
}

/** The width that each cell of a table, or a cell alone, gives its column: the first of its lines. */
function widthsIn(element: HTMLElement): Map<Element, number> {
  const widths = new Map<Element, number>();
  for (const line of element.querySelectorAll<HTMLElement>('[data-cell-width]')) {
    const cell = line.closest('.ql-grid-cell');
    const width = Number(line.dataset.cellWidth);
    if (cell !== null && width > 0 && !widths.has(cell)) widths.set(cell, width);
  }
  return widths;
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
  // Most rows are full.
  if (cells.length === columns && row.holes === '') return;
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
