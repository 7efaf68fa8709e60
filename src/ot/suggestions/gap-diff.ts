import { type MaybeAttributes, sameAttributes } from '../attributes.ts';
import type { DeltaBuilder } from '../delta-builder.ts';
import { opLength } from '../lengths.ts';
import { INSERTED, TYPED, withoutMarks } from '../marks.ts';
import type { Attributes, Embed } from '../op.ts';
import type { Insert } from './cursor.ts';
import { cutCommon, sameContent } from './cut-common.ts';

/** What stands between two kept units: an insert, or units of the base that go. */
export type Piece = Insert | { gone: number };

/** One character (a surrogate pair is one) or embed, as inserted; or a run that goes. */
interface Unit {
  insert: string | Embed | null;
  length: number;
  attributes: MaybeAttributes;
}

// Beyond this, the middle of two long and different insertions is replaced as a whole.
const MAX_CELLS = 250_000;

/**
 * Writes to `out` the change from one run of pieces to another at the same place. What both hold stays, so that a caret
 * in it stays: letters whose marks or formats alone differ are only formatted again.
 */
export function diffPieces(out: DeltaBuilder, from: readonly Piece[], to: readonly Piece[]): void {
  const [was, is] = [[...from], [...to]];
  const { start, end } = cutCommon(was, is);
  if (start > 0) out.retain(start, undefined);
  if (was.length === 0) for (const piece of is) insertPiece(out, piece);
  else if (is.length === 0) for (const piece of was) out.delete(pieceLength(piece));
  else diff(out, unitsOf(was), unitsOf(is));
  if (end > 0) out.retain(end, undefined);
}

function diff(out: DeltaBuilder, from: Unit[], to: Unit[]): void {
  const small = from.length * to.length <= MAX_CELLS;
  const same = small ? (a: Unit, b: Unit): boolean => score(a, b) === SAME : sameLetter;
  const most = Math.min(from.length, to.length);
  // From the beginning first: most of what is typed is typed at an end, and may end as what is before it does.
  let start = 0;
  while (start < most && same(from[start] as Unit, to[start] as Unit)) start++;
  let end = 0;
  while (end < most - start && same(from[from.length - 1 - end] as Unit, to[to.length - 1 - end] as Unit))
    end++;
  keepAll(out, from.slice(0, start), to);
  const [a, b] = [from.slice(start, from.length - end), to.slice(start, to.length - end)];
  if (a.length * b.length <= MAX_CELLS) align(out, a, b);
  else {
    for (const unit of b) insert(out, unit);
    for (const unit of a) out.delete(unit.length);
  }
  keepAll(out, from.slice(from.length - end), to.slice(to.length - end));
}

function keepAll(out: DeltaBuilder, from: readonly Unit[], to: readonly Unit[]): void {
  for (const [i, unit] of from.entries()) keep(out, unit, to[i] as Unit);
}

// The longest common subsequence; of equal ones, the one in which the most units keep their marks.
function align(out: DeltaBuilder, a: readonly Unit[], b: readonly Unit[]): void {
  const width = b.length + 1;
  const best = new Int32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let k = b.length - 1; k >= 0; k--) {
      const skip = Math.max(best[(i + 1) * width + k] as number, best[i * width + k + 1] as number);
      const both = score(a[i] as Unit, b[k] as Unit);
      best[i * width + k] =
        both > 0 ? Math.max(skip, both + (best[(i + 1) * width + k + 1] as number)) : skip;
    }
  }
  let [i, k] = [0, 0];
  while (i < a.length || k < b.length) {
    const [from, to] = [a[i], b[k]];
    const here = best[i * width + k] as number;
    if (to !== undefined && (from === undefined || here === best[i * width + k + 1])) {
      insert(out, to);
      k++;
    } else if (from !== undefined && (to === undefined || here === best[(i + 1) * width + k])) {
      out.delete(from.length);
      i++;
    } else {
      keep(out, from as Unit, to as Unit);
      i++;
      k++;
    }
  }
}

// A proposed letter that becomes text stays, and other letters move around it: its author's caret stands behind it.
const BECOMES_TEXT = 1_000;
const SAME = 8;
const OTHER_MARKS = 7;
const OTHER_FORMATS = 6;

function score(a: Unit, b: Unit): number {
  if (!sameLetter(a, b)) return 0;
  if (sameAttributes(a.attributes, b.attributes)) return SAME;
  if (a.attributes?.[INSERTED] !== undefined && b.attributes?.[INSERTED] === undefined) return BECOMES_TEXT;
  return isKept(a, b) ? OTHER_MARKS : OTHER_FORMATS;
}

function sameLetter(a: Unit, b: Unit): boolean {
  return sameContent(a.insert, b.insert) && a.attributes?.[TYPED] === b.attributes?.[TYPED];
}

function isKept(a: Unit, b: Unit): boolean {
  return (
    sameContent(a.insert, b.insert) && sameAttributes(withoutMarks(a.attributes), withoutMarks(b.attributes))
  );
}

function keep(out: DeltaBuilder, from: Unit, to: Unit): void {
  out.retain(from.length, changed(from.attributes, to.attributes));
}

function insert(out: DeltaBuilder, unit: Unit): void {
  if (unit.insert !== null) out.insert(unit.insert, unit.attributes);
}

function insertPiece(out: DeltaBuilder, piece: Piece): void {
  if ('insert' in piece) out.insert(piece.insert, piece.attributes);
}

function unitsOf(pieces: readonly Piece[]): Unit[] {
  return pieces.flatMap((piece): Unit[] => {
    if ('gone' in piece) return [{ insert: null, length: piece.gone, attributes: undefined }];
    const { insert, attributes } = piece;
    if (typeof insert !== 'string') return [{ insert, length: 1, attributes }];
    return [...insert].map((letter) => ({ insert: letter, length: letter.length, attributes }));
  });
}

function pieceLength(piece: Piece): number {
  return 'gone' in piece ? piece.gone : opLength(piece);
}

/** The attributes of a retain that turns `from` into `to`; undefined for none. */
export function changed(from: MaybeAttributes, to: MaybeAttributes): MaybeAttributes {
  if (sameAttributes(from, to)) return undefined;
  const change: Attributes = {};
  for (const name of Object.keys(from ?? {})) if (to?.[name] === undefined) change[name] = null;
  for (const [name, value] of Object.entries(to ?? {})) if (from?.[name] !== value) change[name] = value;
  return change;
}
