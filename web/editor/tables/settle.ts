import Block from 'quill/blots/block.js';
import type Container from 'quill/blots/container.js';
import { Parchment } from 'quill/core.js';
import { cellIds } from '../../../src/ot/cell.ts';
import { CellBlot, RowBlot, TableBlot } from './blots.ts';

const { ContainerBlot } = Parchment;

/** Puts every line into the cell that its format names, or out of any; also when the format changes. */
export function settleLines(): void {
  const { optimize } = Block.prototype;
  Block.prototype.optimize = function (this: Block, context: { [key: string]: unknown }): void {
    settle(this);
    optimize.call(this, context);
  };
}

function settle(line: Block): void {
  // One that was joined to another meanwhile.
  if (line.domNode.parentNode === null) return;
  const wanted = line.domNode.dataset.cell ?? null;
  if ((cellOf(line)?.of ?? null) === wanted) return;
  lift(line);
  if (wanted !== null) enter(line, wanted);
}

function cellOf(line: Block): CellBlot | null {
  let at: unknown = line.parent;
  while (at instanceof ContainerBlot && !(at instanceof CellBlot)) at = at.parent;
  return at instanceof CellBlot ? at : null;
}

/** Takes a line out of all containers, which it parts. */
function lift(line: Block): void {
  while (line.parent instanceof ContainerBlot) {
    const { parent } = line;
    if (line.next !== null) parent.splitAfter(line);
    parent.parent.insertBefore(line, parent.next);
    if (parent.children.length === 0) parent.remove();
  }
}

// Behind the table before it, when it is of that: a text that is set line by line makes no table for each.
function enter(line: Block, value: string): void {
  const table = cellIds(value)?.table ?? '';
  const before: unknown = line.prev;
  const at = before instanceof TableBlot && before.table === table ? before : made(TableBlot, line, table);
  if (at.parent == null) line.parent.insertBefore(at, line);
  const tail: unknown = at.children.tail;
  const row = tail instanceof RowBlot ? tail : made(RowBlot, line);
  if (row.parent == null) at.appendChild(row);
  const last: unknown = row.children.tail;
  const cell = last instanceof CellBlot && last.of === value ? last : made(CellBlot, line, value);
  if (cell.parent == null) row.appendChild(cell);
  cell.appendChild(line);
}

function made<B extends Container>(
  Blot: { blotName: string; new (...args: never[]): B },
  { scroll }: Block,
  value?: string,
): B {
  return scroll.create(Blot.blotName, value) as unknown as B;
}
