import type Quill from 'quill/core.js';
import { MAX_CELL_WIDTH, MIN_CELL_WIDTH } from '../../../src/ot/formats.ts';
import { enterCell, findCell, resizeColumn } from './on-table.ts';

/** How near to the border of a column the pointer takes hold of it, in pixels. */
const REACH = 5;

interface Grip {
  /** The cell whose far edge is the border. */
  readonly cell: HTMLElement;
  readonly line: HTMLElement;
  readonly from: number;
  readonly isBackwards: boolean;
}

/** A press in an empty cell makes it a line, and a border between columns can be dragged. */
export function watchPointer(quill: Quill): void {
  const { root, container } = quill;
  let held: Grip | null = null;
  // The press must not move the caret first, which may be in another cell.
  root.addEventListener(
    'mousedown',
    (event) => {
      if (!holeOf(event.target) && !isOnBorder(quill, event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
  root.addEventListener('click', (event) => {
    const hole = holeOf(event.target);
    if (hole && quill.isEnabled()) fill(quill, hole);
  });
  root.addEventListener('pointermove', (event) => {
    if (held) {
      held.line.style.translate = `${event.clientX - held.from}px 0`;
      return;
    }
    container.toggleAttribute('data-column-border', isOnBorder(quill, event));
  });
  root.addEventListener('pointerdown', (event) => {
    const cell = isOnBorder(quill, event) ? cellBefore(event) : null;
    if (cell === null) return;
    event.preventDefault();
    root.setPointerCapture(event.pointerId);
    held = {
      cell,
      line: drawBorder(quill, cell, event.clientX),
      from: event.clientX,
      isBackwards: getComputedStyle(cell).direction === 'rtl',
    };
  });
  const end = (event: PointerEvent): void => {
    const grip = held;
    held = null;
    grip?.line.remove();
    container.removeAttribute('data-column-border');
    const moved = grip === null ? 0 : (event.clientX - grip.from) * (grip.isBackwards ? -1 : 1);
    if (grip !== null && event.type === 'pointerup' && moved !== 0) widen(quill, grip.cell, moved);
  };
  root.addEventListener('pointerup', end);
  root.addEventListener('pointercancel', end);
}

function holeOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof HTMLElement ? target.closest<HTMLElement>('.ql-grid-hole') : null;
}

function fill(quill: Quill, hole: HTMLElement): void {
  const row = hole.closest('.ql-grid-row');
  const index = indexOf(quill, row?.querySelector('.ql-grid-cell') ?? null);
  const found = index === null ? null : findCell(quill, index);
  if (found) enterCell(quill, found, found.row, Number(hole.dataset.column));
}

function widen(quill: Quill, cell: HTMLElement, by: number): void {
  const index = indexOf(quill, cell.closest('.ql-grid-table')?.querySelector('.ql-grid-cell') ?? null);
  const found = index === null ? null : findCell(quill, index);
  const width = Math.round(cell.getBoundingClientRect().width + by);
  if (found) {
    const fitted = Math.min(MAX_CELL_WIDTH, Math.max(MIN_CELL_WIDTH, width));
    resizeColumn(quill, found, Number(cell.getAttribute('aria-colindex')) - 1, fitted);
  }
}

function indexOf(quill: Quill, cell: Element | null): number | null {
  return (cell && quill.scroll.find(cell)?.offset(quill.scroll)) ?? null;
}

function isOnBorder(quill: Quill, event: MouseEvent): boolean {
  return quill.isEnabled() && cellBefore(event) !== null;
}

/** The cell whose far edge is under the pointer of a mouse: fingers scroll, and use the menu. */
function cellBefore(event: MouseEvent): HTMLElement | null {
  if (event instanceof PointerEvent && event.pointerType === 'touch') return null;
  const { target, clientX } = event;
  const here =
    target instanceof HTMLElement ? target.closest<HTMLElement>('.ql-grid-cell, .ql-grid-hole') : null;
  if (here === null) return null;
  const { left, right } = here.getBoundingClientRect();
  const isRtl = getComputedStyle(here).direction === 'rtl';
  const far = isRtl ? left : right;
  const near = isRtl ? right : left;
  if (Math.abs(clientX - far) <= REACH) return here;
  const column = Number(here.getAttribute('aria-colindex')) - 1;
  if (Math.abs(clientX - near) > REACH || column < 1) return null;
  return here.closest('.ql-grid-row')?.querySelector<HTMLElement>(`[aria-colindex="${column}"]`) ?? null;
}

function drawBorder(quill: Quill, cell: HTMLElement, x: number): HTMLElement {
  const line = document.createElement('div');
  const table = cell.closest('.ql-grid-table')?.getBoundingClientRect();
  const origin = quill.container.getBoundingClientRect();
  line.className = 'grid-border';
  line.style.left = `${x - origin.left}px`;
  line.style.top = `${(table?.top ?? 0) - origin.top}px`;
  line.style.height = `${table?.height ?? 0}px`;
  quill.container.append(line);
  return line;
}
