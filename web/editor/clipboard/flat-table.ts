import { isBlock } from './pasted-blocks.ts';
import type { PastedRow } from './pasted-table.ts';

/** Writes a table of pasted markup as a line for each of its rows, with tabs between the cells, including empty ones. */
export function flattenTable(pasted: Document, table: HTMLTableElement, rows: readonly PastedRow[]): void {
  const lines = rows.map((row) => line(pasted, row));
  if (table.caption) {
    const caption = pasted.createElement('div');
    caption.append(...table.caption.childNodes);
    lines.unshift(caption);
  }
  table.replaceWith(...lines);
}

function line(pasted: Document, cells: PastedRow): HTMLElement {
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
