import type Quill from 'quill/core.js';
import { blockOf, cellsOf } from '../../../src/ot/tables/clear-range.ts';
import { contentsOf } from './on-table.ts';

/**
 * Shows a selection that goes from cell to cell as the block of cells that it is: what is copied and deleted are these,
 * not all that is between its ends in the text.
 */
export function showSelectedCells(quill: Quill): void {
  const { container, root } = quill;
  const layer = document.createElement('div');
  layer.className = 'grid-selection';
  layer.setAttribute('aria-hidden', 'true');
  container.append(layer);
  let frame = 0;
  const soon = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => draw(quill, layer));
  };
  quill.on('editor-change', soon);
  new ResizeObserver(soon).observe(root);
}

function draw(quill: Quill, layer: HTMLElement): void {
  const { index, length } = quill.selection.savedRange;
  const block = length > 0 && quill.hasFocus() ? blockOf(contentsOf(quill), { index, length }) : null;
  quill.container.toggleAttribute('data-selects-cells', block !== null);
  if (block === null) {
    if (layer.childElementCount > 0) layer.replaceChildren();
    return;
  }
  const origin = quill.container.getBoundingClientRect();
  const boxes = cellsOf(block)
    .flat()
    .flatMap((cell) => {
      const [line] = cell === null ? [null] : quill.getLine(cell.start);
      const element = (line?.domNode as Element | undefined)?.closest('.ql-grid-cell');
      return element ? [element.getBoundingClientRect()] : [];
    });
  layer.replaceChildren(
    ...boxes.map(({ left, top, width, height }) => {
      const box = document.createElement('div');
      box.style.transform = `translate(${left - origin.left}px, ${top - origin.top}px)`;
      box.style.width = `${width}px`;
      box.style.height = `${height}px`;
      return box;
    }),
  );
}
