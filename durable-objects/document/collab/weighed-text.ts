import { sameAttributes } from '../../../src/ot/attributes.ts';
import { jsonBytes } from '../../../src/ot/bytes.ts';
import { compose } from '../../../src/ot/compose.ts';
import { DeltaReader } from '../../../src/ot/delta-reader.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { measure, type SizeBound } from './size-bound.ts';

// A change composes the pieces that it touches and skips the others.
const PIECE_MEMBERS = 64;
const PIECE_LENGTH = 4 * 1024;
// Half a surrogate pair is escaped in 6 bytes; a whole one takes 4.
const SPLIT_PAIR_BYTES = 8;

interface Piece {
  ops: Delta;
  length: number;
  /** Bytes of its members, each with its comma. */
  bytes: number;
  widest: number;
  /** The piece that it last followed, and the bytes saved where one run spans their border. */
  behind: Piece | null;
  saved: number;
}

/**
 * The text of a document in pieces: computing its exact size after a change costs what the change touches, not the
 * whole text. Changes must be canonical and fit the text.
 */
export class WeighedText {
  #pieces: readonly Piece[];

  constructor(document: Delta) {
    this.#pieces = cutUp(document);
  }

  /** The exact size. */
  get size(): SizeBound {
    return sizeOf(this.#pieces);
  }

  /** The exact size after `delta`, which is not applied. */
  sizeAfter(delta: Delta): SizeBound {
    return sizeOf(changed(this.#pieces, delta));
  }

  /** Applies `delta`. */
  apply(delta: Delta): void {
    this.#pieces = changed(this.#pieces, delta);
  }
}

function changed(before: readonly Piece[], delta: Delta): readonly Piece[] {
  const after: Piece[] = [];
  const reader = new DeltaReader(delta);
  for (const piece of before) {
    if (reader.passes(piece.length)) after.push(piece);
    else after.push(...cutUp(compose(piece.ops, reader.take(piece.length))));
  }
  return after;
}

// A run that spans several pieces is one member of the document.
function sizeOf(pieces: readonly Piece[]): SizeBound {
  let bytes = 1;
  let runs = 0;
  let widest = 0;
  let before: Piece | null = null;
  for (const piece of pieces) {
    bytes += piece.bytes;
    runs += piece.ops.length;
    if (piece.widest > widest) widest = piece.widest;
    if (piece.behind !== before) {
      piece.behind = before;
      piece.saved = savedByJoining(before?.ops[before.ops.length - 1], piece.ops[0]);
    }
    if (piece.saved > 0) {
      bytes -= piece.saved;
      runs--;
    }
    before = piece;
  }
  return { bytes, runs, widest };
}

function savedByJoining(a: Op | undefined, b: Op | undefined): number {
  if (a === undefined || b === undefined || !('insert' in a && 'insert' in b)) return 0;
  if (typeof a.insert !== 'string' || typeof b.insert !== 'string') return 0;
  if (!sameAttributes(a.attributes, b.attributes)) return 0;
  const pair = isHigh(a.insert.charCodeAt(a.insert.length - 1)) && isLow(b.insert.charCodeAt(0));
  return jsonBytes({ ...b, insert: '' }) + 1 + (pair ? SPLIT_PAIR_BYTES : 0);
}

function cutUp(ops: Delta): Piece[] {
  const pieces: Piece[] = [];
  let members: Op[] = [];
  let length = 0;
  const finish = (): void => {
    if (members.length === 0) return;
    const { bytes, widest } = measure(members);
    pieces.push({ ops: members, length, bytes: bytes - 1, widest, behind: null, saved: 0 });
    members = [];
    length = 0;
  };
  for (const op of ops) {
    for (const part of parts(op)) {
      members.push(part);
      length += opLength(part);
      if (members.length === PIECE_MEMBERS || length >= PIECE_LENGTH) finish();
    }
  }
  finish();
  return pieces;
}

function* parts(op: Op): Iterable<Op> {
  if (!('insert' in op) || typeof op.insert !== 'string' || op.insert.length <= 2 * PIECE_LENGTH) {
    yield op;
    return;
  }
  const text = op.insert;
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + PIECE_LENGTH);
    if (end < text.length && isHigh(text.charCodeAt(end - 1))) end++;
    yield { ...op, insert: text.slice(start, end) };
    start = end;
  }
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
