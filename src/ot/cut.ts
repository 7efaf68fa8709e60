import { jsonBytes } from './bytes.ts';
import { normalise } from './canonical.ts';
import { opLength } from './lengths.ts';
import type { Delta, Op } from './op.ts';

// A retain, in JSON, with room to spare.
const RETAIN_BYTES = 64;

/**
 * Cuts a change that is over the limits into its first part and the rest, as consecutive operations: the rest begins
 * after what the first has inserted and retained. `rest` is null when nothing had to be cut. An op whose attributes
 * alone are over the limit stays whole: the server refuses it, and its author is told.
 */
export function cut(ops: Delta, maxMembers: number, maxBytes: number): { first: Delta; rest: Delta | null } {
  if (ops.length <= maxMembers && jsonBytes(ops) <= maxBytes) return { first: ops, rest: null };
  const pieces = ops.flatMap((op) => chunk(op, maxBytes));
  let taken = 0;
  let bytes = 2;
  // A leading retain alone would be no progress: it is dropped.
  let progress = false;
  for (const piece of pieces) {
    bytes += jsonBytes(piece) + 1;
    if (progress && (taken === maxMembers || bytes > maxBytes)) break;
    taken++;
    progress ||= !('retain' in piece) || piece.attributes !== undefined;
  }
  const head = pieces.slice(0, taken);
  const passed = head.reduce((length, op) => ('delete' in op ? length : length + opLength(op)), 0);
  const rest = pieces.slice(taken);
  if (rest.length === 0) return { first: normalise(head), rest: null };
  return { first: normalise(head), rest: normalise(passed > 0 ? [{ retain: passed }, ...rest] : rest) };
}

// Long texts in pieces, so that any op fits after a retain: one unit is at most 6 bytes of JSON. Never splits a pair.
function chunk(op: Op, maxBytes: number): Op[] {
  if (!('insert' in op) || typeof op.insert !== 'string' || op.insert.length * 6 < maxBytes / 4) return [op];
  const { attributes } = op;
  const room = maxBytes - (attributes === undefined ? 0 : jsonBytes(attributes)) - 2 * RETAIN_BYTES;
  const size = Math.max(2, Math.floor(Math.min(room, maxBytes / 4) / 6));
  const pieces: Op[] = [];
  for (let start = 0; start < op.insert.length; ) {
    let end = Math.min(op.insert.length, start + size);
    const unit = op.insert.charCodeAt(end - 1);
    if (end < op.insert.length && unit >= 0xd800 && unit <= 0xdbff) end--;
    const insert = op.insert.slice(start, end);
    pieces.push(attributes === undefined ? { insert } : { insert, attributes });
    start = end;
  }
  return pieces;
}
