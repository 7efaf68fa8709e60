import { sameAttributes } from '../../../src/ot/attributes.ts';
import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { keepLastNewline } from '../../editor/rewrite-change.ts';

/** A line of a document, with its newline. */
interface Line {
  ops: Op[];
  length: number;
}

// Two texts that differ by more line edits than this are replaced as a whole: an exact result is not worth a frame.
const MOST_EDITS = 400;

/**
 * A change of the document `from` into the document `to`, by lines: lines that both have stay untouched in an editor.
 * Fast rather than minimal: a line that differs is replaced as a whole.
 */
export function textChange(from: Delta, to: Delta): Delta {
  const a = linesOf(from);
  const b = linesOf(to);
  let start = 0;
  while (start < a.length && start < b.length && sameLine(a[start], b[start])) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && sameLine(a[endA - 1], b[endB - 1])) {
    endA--;
    endB--;
  }
  const delta = new DeltaBuilder();
  retain(delta, a, 0, start);
  for (const { keep, from, to } of commonRuns(a.slice(start, endA), b.slice(start, endB))) {
    if (keep) retain(delta, a, start + from.start, start + from.end);
    else {
      for (const line of b.slice(start + to.start, start + to.end)) for (const op of line.ops) delta.push(op);
      for (const line of a.slice(start + from.start, start + from.end)) delta.delete(line.length);
    }
  }
  return keepLastNewline(delta.finish(), from);
}

function retain(delta: DeltaBuilder, lines: readonly Line[], start: number, end: number): void {
  let length = 0;
  for (let i = start; i < end; i++) length += lines[i]?.length ?? 0;
  if (length > 0) delta.retain(length, undefined);
}

function linesOf(document: Delta): Line[] {
  const lines: Line[] = [];
  let ops: Op[] = [];
  const push = (op: Op & { insert: unknown }): void => {
    ops.push(op);
  };
  for (const op of document) {
    if (!('insert' in op)) continue;
    if (typeof op.insert !== 'string') {
      push(op);
      continue;
    }
    const { attributes } = op;
    for (let at = 0; at < op.insert.length; ) {
      const newline = op.insert.indexOf('\n', at);
      const end = newline < 0 ? op.insert.length : newline + 1;
      const insert = op.insert.slice(at, end);
      push(attributes === undefined ? { insert } : { insert, attributes });
      if (newline >= 0) {
        lines.push({ ops, length: documentLength(ops) });
        ops = [];
      }
      at = end;
    }
  }
  if (ops.length > 0) lines.push({ ops, length: documentLength(ops) });
  return lines;
}

function sameLine(a: Line | undefined, b: Line | undefined): boolean {
  if (a === undefined || b === undefined || a.length !== b.length || a.ops.length !== b.ops.length)
    return false;
  return a.ops.every((op, i) => sameInsert(op, b.ops[i]));
}

function sameInsert(a: Op, b: Op | undefined): boolean {
  if (b === undefined || !('insert' in a) || !('insert' in b)) return false;
  if (!sameAttributes(a.attributes, b.attributes)) return false;
  return a.insert === b.insert || JSON.stringify(a.insert) === JSON.stringify(b.insert);
}

interface Run {
  keep: boolean;
  from: { start: number; end: number };
  to: { start: number; end: number };
}

/** The lines that both share, in order, and what lies between them: Myers' greedy algorithm. */
function commonRuns(a: readonly Line[], b: readonly Line[]): Run[] {
  const path = shortestPath(a, b);
  const runs: Run[] = [];
  let [x, y] = [0, 0];
  const replace = (endX: number, endY: number): void => {
    if (endX > x || endY > y) {
      runs.push({ keep: false, from: { start: x, end: endX }, to: { start: y, end: endY } });
    }
  };
  for (const { x: startX, y: startY, length } of path) {
    replace(startX, startY);
    [x, y] = [startX + length, startY + length];
    runs.push({ keep: true, from: { start: startX, end: x }, to: { start: startY, end: y } });
  }
  replace(a.length, b.length);
  return runs;
}

interface Diagonal {
  x: number;
  y: number;
  length: number;
}

/** The diagonals of a shortest edit script; none when it takes too many edits. */
function shortestPath(a: readonly Line[], b: readonly Line[]): Diagonal[] {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  const size = most + 1;
  const furthest = new Int32Array(2 * size + 1);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits++) {
    for (let k = -edits; k <= edits; k += 2) {
      const down =
        k === -edits ||
        (k !== edits && (furthest[size + k - 1] as number) < (furthest[size + k + 1] as number));
      let x = down ? (furthest[size + k + 1] as number) : (furthest[size + k - 1] as number) + 1;
      while (x < a.length && x - k < b.length && sameLine(a[x], b[x - k])) x++;
      furthest[size + k] = x;
      if (x >= a.length && x - k >= b.length) return backtrack(trace, size, { edits, k, x });
    }
    trace.push(furthest.slice());
  }
  return [];
}

function backtrack(
  trace: readonly Int32Array[],
  size: number,
  end: { edits: number; k: number; x: number },
): Diagonal[] {
  const diagonals: Diagonal[] = [];
  let { k, x } = end;
  for (let edits = end.edits; edits >= 0; edits--) {
    const before = trace[edits - 1];
    const at = (diagonal: number): number => before?.[size + diagonal] ?? 0;
    const down = edits > 0 && (k === -edits || (k !== edits && at(k - 1) < at(k + 1)));
    const previous = down ? k + 1 : k - 1;
    const start = edits === 0 ? 0 : down ? at(previous) : at(previous) + 1;
    if (x > start) diagonals.push({ x: start, y: start - k, length: x - start });
    if (edits === 0) break;
    x = at(previous);
    k = previous;
  }
  return diagonals.reverse();
}
