import { type Held, heldLength, type Piece, pack, slice, textOf } from './held-text.ts';
import { opLength } from './lengths.ts';
import type { Delta, Range } from './op.ts';
import { plainTextOf } from './plain-text.ts';

/** How many units an anchor remembers of what was deleted from it. */
export const REMEMBERED_UNITS = 2_048;

/**
 * What the last operation that deleted from a range took at its edges; from the middle nothing need be remembered. When
 * nothing was left, all of it is `before`.
 */
export interface Lost {
  readonly before: string;
  readonly after: string;
  /** How many units outside the range the operation took with it, on the left and on the right. */
  readonly outside: readonly [left: number, right: number];
}

/** A range that knows its text, so that it notices when what was deleted from it comes back. */
export interface Anchor {
  readonly index: number;
  readonly held: Held;
  readonly lost: Lost | null;
}

/** An anchor around `text`, which begins at `index`. */
export function anchorAt(index: number, text: string): Anchor {
  return { index, held: pack([text], REMEMBERED_UNITS), lost: null };
}

/** Where an anchor is; of length 0 when nothing of its text is left. */
export function rangeOf({ index, held }: Anchor): Range {
  return { index, length: heldLength(held) };
}

/**
 * A range after an operation: what is inserted at its edges stays outside, what is inserted inside belongs to it,
 * deletions shrink it. One that is empty keeps its place, to the right of what is inserted there.
 */
export function moveRange({ index, length }: Range, ops: Delta): Range {
  const end = index + length;
  let at = 0;
  let [start, stop] = [index, end];
  for (const op of ops) {
    if (at > end) break;
    const n = opLength(op);
    if ('insert' in op) {
      if (at <= index) start += n;
      if (at < end) stop += n;
      continue;
    }
    if ('delete' in op) {
      start -= overlap(at, n, 0, index);
      stop -= overlap(at, n, 0, end);
    }
    at += n;
  }
  return { index: start, length: Math.max(0, stop - start) };
}

/**
 * Where an operation changes the text that it is on: from its first insert or delete to the end of its last one, and how
 * much longer the text gets. Null when it changes formats alone. An anchor that ends before `from` stays as it is, and
 * one that begins after `to` moves by `growth`, no matter what it remembers.
 */
export function spanOf(ops: Delta): { from: number; to: number; growth: number } | null {
  let from = -1;
  let [at, to, growth] = [0, 0, 0];
  for (const op of ops) {
    const n = opLength(op);
    if ('retain' in op) {
      at += n;
      continue;
    }
    if (from < 0) from = at;
    if ('delete' in op) at += n;
    growth += 'delete' in op ? -n : n;
    to = at;
  }
  return from < 0 ? null : { from, to, growth };
}

/**
 * An anchor after an operation, as `moveRange` has it. An operation that inserts at an edge exactly what one earlier
 * operation deleted there brings it back: all of it, with what that took from outside or without, or a piece that
 * touches what is left. Then `regained` is true.
 */
export function moveAnchor(anchor: Anchor, ops: Delta): { anchor: Anchor; regained: boolean } {
  const before = rangeOf(anchor);
  const range = moveRange(before, ops);
  if (anchor.lost === null && isUntouched(before, ops)) {
    return {
      anchor: range.index === anchor.index ? anchor : { ...anchor, index: range.index },
      regained: false,
    };
  }
  const change = changeWithin(anchor.held, before, ops);
  const back = anchor.lost && regain(anchor.lost, change.runs, before.length, range);
  const { index, lost, left, right } = back ?? { index: range.index, lost: anchor.lost, left: '', right: '' };
  return {
    anchor: {
      index,
      held: pack([left, ...change.kept, right], REMEMBERED_UNITS),
      // What comes back now lies between what was taken now and the edge.
      lost: change.deletes
        ? lostOf(left === '' ? change.lead : [], right === '' ? change.trail : [], change.outside)
        : lost,
    },
    regained: left !== '' || right !== '',
  };
}

// Consecutive inserts: where their text begins after the operation.
interface Run {
  readonly index: number;
  text: string;
}

interface Change {
  readonly kept: readonly Piece[];
  /** What is deleted before the first kept unit, and after the last one; all of it in `lead` when none is kept. */
  readonly lead: readonly Piece[];
  readonly trail: readonly Piece[];
  readonly deletes: boolean;
  /** How much is deleted with it, directly before and after the range. */
  readonly outside: readonly [left: number, right: number];
  /** What is inserted, up to the end of the range. */
  readonly runs: readonly Run[];
}

// What an operation does to the text of a range.
function changeWithin(held: Held, { index, length }: Range, ops: Delta): Change {
  const end = index + length;
  const kept: Piece[] = [];
  const runs: Run[] = [];
  let lead: Piece[] = [];
  let trail: Piece[] = [];
  const outside: [left: number, right: number] = [0, 0];
  let deletes = false;
  let at = 0;
  let after = 0;
  const keep = (pieces: readonly Piece[]): void => {
    if (pieces.length === 0) return;
    if (kept.length === 0) lead = trail;
    trail = [];
    kept.push(...pieces);
  };
  const pass = (n: number): readonly Piece[] => {
    const [from, to] = [Math.max(at, index), Math.min(at + n, end)];
    at += n;
    return from < to ? slice(held, from - index, to - index) : [];
  };
  for (const op of ops) {
    if (at > end || (at === end && !('insert' in op))) break;
    const n = opLength(op);
    if ('insert' in op) {
      const text = plainTextOf(op);
      const last = runs[runs.length - 1];
      if (last !== undefined && last.index + last.text.length === after) last.text += text;
      else runs.push({ index: after, text });
      if (at > index && at < end) keep([text]);
      after += n;
    } else if ('retain' in op) {
      keep(pass(n));
      after += n;
    } else {
      if (at < index && at + n > index) outside[0] = index - at;
      if (at < end && at + n > end) outside[1] = at + n - end;
      const gone = pass(n);
      deletes ||= gone.length > 0;
      trail.push(...gone);
    }
  }
  if (at < end) keep(pass(end - at));
  return kept.length === 0
    ? { kept, lead: trail, trail: [], deletes, outside, runs }
    : { kept, lead, trail, deletes, outside, runs };
}

interface Regained {
  readonly index: number;
  readonly lost: Lost | null;
  /** What comes back on the left and on the right. */
  readonly left: string;
  readonly right: string;
}

// What the runs bring back; `range` is where the anchor, of `length` units before, is after the operation.
function regain(lost: Lost, runs: readonly Run[], length: number, range: Range): Regained {
  const { before, after, outside } = lost;
  const all = before + after;
  let [left, right] = ['', ''];
  for (const { index, text } of runs) {
    const isLeft = index + text.length === range.index;
    const isRight = index === range.index + range.length;
    if (!isLeft && !isRight) continue;
    if (length === 0) {
      // Nothing was left that a piece could touch.
      const found = within(text, all, outside);
      if (found) return { index: index + outside[0], lost: null, left: all, right: '' };
    } else if (text === all) {
      return isLeft
        ? { index: range.index - all.length, lost: null, left: all, right }
        : { index: range.index - left.length, lost: null, left, right: all };
    } else if (isLeft && left === '') {
      if (before.endsWith(text)) left = text;
      else if (within(text, before, [outside[0], 0])) left = before;
    } else if (isRight && right === '') {
      if (after.startsWith(text)) right = text;
      else if (within(text, after, [0, outside[1]])) right = after;
    }
  }
  const rest = { before: before.slice(0, before.length - left.length), after: after.slice(right.length) };
  const isAllBack = rest.before + rest.after === '';
  return { index: range.index - left.length, lost: isAllBack ? null : { ...rest, outside }, left, right };
}

// Whether `text` is `part` with as many units beside it as were deleted with it.
function within(text: string, part: string, [left, right]: Lost['outside']): boolean {
  return text.length === left + part.length + right && text.startsWith(part, left);
}

function lostOf(lead: readonly Piece[], trail: readonly Piece[], outside: Lost['outside']): Lost | null {
  const [before, after] = [textOf(lead), textOf(trail)];
  if (before === null || after === null) return null;
  const units = before.length + after.length;
  return units === 0 || units > REMEMBERED_UNITS ? null : { before, after, outside };
}

function isUntouched({ index, length }: Range, ops: Delta): boolean {
  const end = index + length;
  let at = 0;
  for (const op of ops) {
    if (at >= end) return true;
    if ('insert' in op) {
      if (at > index) return false;
      continue;
    }
    const n = opLength(op);
    if ('delete' in op && overlap(at, n, index, end) > 0) return false;
    at += n;
  }
  return true;
}

// How much of `n` units at `at` lies in [from, to).
function overlap(at: number, n: number, from: number, to: number): number {
  return Math.max(0, Math.min(at + n, to) - Math.max(at, from));
}
