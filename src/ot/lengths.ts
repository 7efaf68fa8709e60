import type { Delta, Op } from './op.ts';

/** How many units of text an op covers, in UTF-16 units; an embed counts 1. */
export function opLength(op: Op): number {
  if ('retain' in op) return op.retain;
  if ('delete' in op) return op.delete;
  return typeof op.insert === 'string' ? op.insert.length : 1;
}

/** The shortest text that `ops` can be applied to. */
export function baseLength(ops: Delta): number {
  let length = 0;
  for (const op of ops) if (!('insert' in op)) length += opLength(op);
  return length;
}

/** How much longer (or, negative, shorter) the text is after `ops`. */
export function lengthChange(ops: Delta): number {
  let change = 0;
  for (const op of ops) {
    if ('insert' in op) change += opLength(op);
    else if ('delete' in op) change -= op.delete;
  }
  return change;
}

/** The length of a document: inserts only. */
export function documentLength(ops: Delta): number {
  let length = 0;
  for (const op of ops) length += opLength(op);
  return length;
}
