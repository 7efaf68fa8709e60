import { isBlock } from './pasted-blocks.ts';

/** The styles of a cell that apply to its text. */
const CELL_STYLES = ['color', 'background-color', 'font-weight', 'font-style', 'text-decoration-line'];

/**
 * Writes the tables of pasted markup as lines: a line per row, with tabs between the cells, including empty ones. A
 * table with a single column is only layout: its contents stay as they are.
 */
export function flattenTables(pasted: Document): void {
  // Inner tables come later in the document, and must become text before the cell that contains them.
  for (const table of [...pasted.querySelectorAll('table')].reverse()) {
    const rows = grid(table);
    const isTable = rows.some((row) => row.length > 1);
    const lines = isTable
      ? rows.map((row) => line(pasted, row))
      : rows.flat().map((cell) => moved(pasted, cell));
    if (table.caption) lines.unshift(moved(pasted, table.caption));
    table.replaceWith(...lines);
  }
}

/** The cells of each row, with null where a cell of this or an earlier row spans. */
function grid(table: HTMLTableElement): (HTMLTableCellElement | null)[][] {
  const reaching: number[] = [];
  return [...table.rows].map((row) => {
    const cells: (HTMLTableCellElement | null)[] = [];
    const fill = (): void => {
      while ((reaching[cells.length] ?? 0) > 0) {
        reaching[cells.length] = (reaching[cells.length] ?? 0) - 1;
        cells.push(null);
      }
    };
    for (const cell of row.cells) {
      fill();
      for (let column = 0; column < Math.min(cell.colSpan, 1_000); column++) {
        reaching[cells.length] = cell.rowSpan - 1;
        cells.push(column === 0 ? cell : null);
      }
    }
    fill();
    return cells;
  });
}

function line(pasted: Document, cells: (HTMLTableCellElement | null)[]): HTMLElement {
  const paragraph = pasted.createElement('p');
  cells.forEach((cell, index) => {
    if (index > 0) {
      const tab = pasted.createElement('span');
      tab.style.whiteSpace = 'pre';
      tab.textContent = '\t';
      paragraph.append(tab);
    }
    if (cell) paragraph.append(inline(pasted, cell));
  });
  return paragraph;
}

/** The content of a cell on one line. */
function inline(pasted: Document, cell: HTMLTableCellElement): HTMLElement {
  const span = pasted.createElement('span');
  for (const name of CELL_STYLES) span.style.setProperty(name, cell.style.getPropertyValue(name));
  span.append(...cell.childNodes);
  for (const element of [...span.querySelectorAll('*')].reverse()) {
    if (element.tagName === 'BR') element.replaceWith(' ');
    else if (isBlock(element)) element.replaceWith(' ', ...element.childNodes, ' ');
  }
  span.normalize();
  const walker = pasted.createTreeWalker(span, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) text.data = text.data.replace(/[\s\u00a0]+/g, ' ');
  const isAlone = span.querySelector('img') === null;
  const [first, last] = [texts[0], texts.at(-1)];
  if (first && isAlone) first.data = first.data.trimStart();
  if (last && isAlone) last.data = last.data.trimEnd();
  return span;
}

/** The content of an element as a block of its own. */
function moved(pasted: Document, element: Element | null): HTMLElement {
  const block = pasted.createElement('div');
  if (element) block.append(...element.childNodes);
  return block;
}
