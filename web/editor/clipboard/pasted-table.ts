import { newCellId } from '../../../src/base/ids.ts';
import { cellValue } from '../../../src/ot/cell.ts';
import { MAX_CELL_WIDTH, MIN_CELL_WIDTH } from '../../../src/ot/formats.ts';
import type { Attributes } from '../../../src/ot/op.ts';
import { flattenTable } from './flat-table.ts';

/** The styles of a cell that apply to its text. */
const CELL_STYLES = [
  'color',
  'background-color',
  'font-weight',
  'font-style',
  'text-decoration-line',
  'text-align',
];
/** Marks a block of pasted markup as a cell; its value is the formats of the lines in it, as JSON. */
const CELL = 'data-pasted-cell';
const MOST_SPAN = 1_000;
const MOST_CELLS = 20_000;

/** A cell of pasted markup; null where one spans that stands before. */
export type PastedRow = (HTMLTableCellElement | null)[];

/**
 * Writes the tables of pasted markup as blocks that name their cell. Nothing nests: a table in a cell becomes lines,
 * with tabs between its cells. A table with a single column is only layout: its contents stay as they are.
 */
export function markTables(pasted: Document): void {
  for (;;) {
    const table = pasted.querySelector('table');
    if (table === null) return;
    const rows = gridOf(table);
    const isTable = rows.some((row) => row.length > 1);
    const blocks = isTable ? cellBlocks(pasted, table, rows) : rows.flat().map((cell) => moved(pasted, cell));
    if (table.caption) blocks.unshift(moved(pasted, table.caption));
    table.replaceWith(...blocks);
  }
}

/** The formats that a block of `markTables` gives its lines; null for any other element. */
export function cellFormatsOf(element: HTMLElement): Attributes | null {
  const formats = element.getAttribute(CELL);
  return formats === null ? null : (JSON.parse(formats) as Attributes);
}

/** The selector of the blocks of `markTables`. */
export const PASTED_CELLS = `div[${CELL}]`;

/** The cells of each row, with null where a cell of this or an earlier row spans. */
function gridOf(table: HTMLTableElement): PastedRow[] {
  const reaching: number[] = [];
  let made = 0;
  return [...table.rows].map((row) => {
    const cells: PastedRow = [];
    const fill = (): void => {
      while ((reaching[cells.length] ?? 0) > 0) {
        reaching[cells.length] = (reaching[cells.length] ?? 0) - 1;
        cells.push(null);
      }
    };
    for (const cell of row.cells) {
      fill();
      for (
        let column = 0;
        column < Math.min(cell.colSpan, MOST_SPAN) && made < MOST_CELLS;
        column++, made++
      ) {
        reaching[cells.length] = cell.rowSpan - 1;
        cells.push(column === 0 ? cell : null);
      }
    }
    fill();
    return cells;
  });
}

function cellBlocks(pasted: Document, table: HTMLTableElement, rows: readonly PastedRow[]): HTMLElement[] {
  for (const inner of [...table.querySelectorAll('table')].reverse())
    flattenTable(pasted, inner, gridOf(inner));
  const id = newCellId();
  const columns = Array.from({ length: Math.max(...rows.map((row) => row.length)) }, newCellId);
  const widths = widthsOf(table);
  return rows.flatMap((row, rowIndex) => {
    const rowId = newCellId();
    const isHead = table.rows[rowIndex]?.parentElement?.tagName === 'THEAD';
    return columns.flatMap((column, index) => {
      const cell = row[index] ?? null;
      // The first row says the order of the columns, and a row is there by a line at least.
      if (cell === null && rowIndex > 0 && index > 0) return [];
      const block = cell === null ? pasted.createElement('div') : moved(pasted, cell);
      for (const name of CELL_STYLES) block.style.setProperty(name, cell?.style.getPropertyValue(name) ?? '');
      const formats: Attributes = { cell: cellValue({ table: id, row: rowId, column }) };
      if (isHead || cell?.tagName === 'TH') formats['cell-head'] = true;
      const width = rowIndex === 0 ? widths[index] : undefined;
      if (width !== undefined) formats['cell-width'] = width;
      block.setAttribute(CELL, JSON.stringify(formats));
      return [block];
    });
  });
}

/** The widths of the columns in pixels that the markup gives as such. */
function widthsOf(table: HTMLTableElement): (number | undefined)[] {
  return [...table.querySelectorAll('col')].flatMap((column) => {
    const { width, span } = column;
    const pixels = /^\d+$/.test(width)
      ? Math.max(MIN_CELL_WIDTH, Math.min(MAX_CELL_WIDTH, Number(width)))
      : undefined;
    return Array.from({ length: Math.min(span, MOST_SPAN) }, () => pixels);
  });
}

/** The content of an element as a block of its own. */
function moved(pasted: Document, element: Element | null): HTMLElement {
  const block = pasted.createElement('div');
  if (element) block.append(...element.childNodes);
  return block;
}
