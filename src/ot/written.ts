import { composeAttributes, type MaybeAttributes, sameAttributes } from './attributes.ts';
import { cut } from './cut.ts';
import { DeltaBuilder } from './delta-builder.ts';
import { opLength } from './lengths.ts';
import type { Attributes, AttributeValue, Delta, Embed } from './op.ts';
import { type Edits, type Run, RunList } from './run-list.ts';
import { transformAfter, transformBefore } from './transform.ts';

/** A change by one author. In a list, each applies to the text after the one before. */
export interface Written {
  /** A user's id. */
  by: string;
  delta: Delta;
}

/**
 * Both sides of a diamond of two lists that began at one text: `first` as it goes after `later`, and the other way
 * around. At the same place, what `first` inserts stays to the left.
 */
export function passEachOther(
  first: readonly Written[],
  later: readonly Written[],
): { first: Written[]; later: Written[] } {
  let [...left] = first;
  const passed = later.map(({ by, delta }) => {
    let moved = delta;
    left = left.map((one) => {
      const before = { by: one.by, delta: transformBefore(one.delta, moved) };
      moved = transformAfter(moved, one.delta);
      return before;
    });
    return { by, delta: moved };
  });
  return { first: left.filter(changes), later: passed.filter(changes) };
}

/**
 * `changes` over what was written since, one operation after the other: `after` it, or as if they had come `before`.
 */
export function carryOver(
  changes: readonly Written[],
  side: 'after' | 'before',
  since: Iterable<Delta>,
): Written[] {
  let carried = [...changes];
  for (const delta of since) {
    const one = [{ by: '', delta }];
    carried = side === 'after' ? passEachOther(one, carried).later : passEachOther(carried, one).first;
  }
  return carried;
}

/** Each change in as many consecutive operations as it takes to keep each within the limits. */
export function inOperations(
  changes: readonly Written[],
  { members, bytes }: { members: number; bytes: number },
): Written[] {
  return changes.flatMap(({ by, delta }) => {
    const parts: Written[] = [];
    for (let rest: Delta | null = delta; rest !== null; ) {
      const { first, rest: left }: ReturnType<typeof cut> = cut(rest, members, bytes);
      parts.push({ by, delta: first });
      rest = left;
    }
    return parts;
  });
}

/**
 * The same change as a list with one entry for each author, in the order in which the authors first occur. What
 * a person inserted is theirs, also where others have formatted it since; a format or a deletion of older text belongs
 * to the person who did it last. Nothing remains of what came and went.
 *
 * Rejected: one entry for each turn of authors. Two people who write at once take turns with every key.
 */
export function byAuthor(entries: Iterable<Written>): Written[] {
  const edits = new AuthoredEdits();
  const pieces = new RunList<Piece>([{ kind: 'old', length: ANY_TEXT, formats: NONE }], edits);
  const authors = new Set<string>();
  for (const { by, delta } of entries) {
    authors.add(by);
    edits.by = by;
    pieces.apply(delta);
  }
  return partsOf([...pieces], [...authors]);
}

/** A change in pieces, from left to right, with one entry for each of these authors, in this order. */
export function partsOf(pieces: readonly Piece[], authors: readonly string[]): Written[] {
  const order = new Map(authors.map((author, place) => [author, place]));
  return authors.map((by) => ({ by, delta: partOf(pieces, by, order) })).filter(changes);
}

function changes({ delta }: Written): boolean {
  return delta.length > 0;
}

// Longer than any text, and far from where numbers lose units.
const ANY_TEXT = 2 ** 50;
// Longer pieces stay apart: cutting a joined text costs its length.
const JOINED_UNITS = 1_000;

/** A format of older text: its value, and who set it. */
type OwnedFormats = ReadonlyMap<string, { by: string; value: AttributeValue }>;
const NONE: OwnedFormats = new Map();

/** A piece of a change with its author: older text, maybe with another format, new text, or deleted text. */
export type Piece = Run &
  (
    | { readonly kind: 'old'; readonly formats: OwnedFormats }
    | {
        readonly kind: 'new';
        readonly by: string;
        readonly content: string | Embed;
        readonly attributes: MaybeAttributes;
      }
    /** `units` of older text that `by` has deleted. */
    | { readonly kind: 'gone'; readonly by: string; readonly units: number }
  );

type InsertOp = Extract<Delta[number], { insert: unknown }>;

class AuthoredEdits implements Edits<Piece> {
  by = '';

  split(piece: Piece, at: number): [Piece, Piece] {
    const [left, right] = [
      { ...piece, length: at },
      { ...piece, length: piece.length - at },
    ];
    if (piece.kind !== 'new') return [left, right];
    const text = piece.content as string;
    return [{ ...left, content: text.slice(0, at) } as Piece, { ...right, content: text.slice(at) } as Piece];
  }

  insert(op: InsertOp): Piece {
    const { insert: content, attributes } = op;
    return { kind: 'new', length: opLength(op), by: this.by, content, attributes };
  }

  join(left: Piece, right: Piece): Piece | null {
    if (left.kind !== 'new' || right.kind !== 'new' || left.by !== right.by) return null;
    if (typeof left.content !== 'string' || typeof right.content !== 'string') return null;
    const length = left.length + right.length;
    if (length > JOINED_UNITS || !sameAttributes(left.attributes, right.attributes)) return null;
    return { ...left, length, content: left.content + right.content };
  }

  remove(piece: Piece): Piece | null {
    return piece.kind === 'old' ? { kind: 'gone', length: 0, by: this.by, units: piece.length } : null;
  }

  format(piece: Piece, given: Attributes): Piece {
    if (piece.kind === 'new')
      return { ...piece, attributes: composeAttributes(piece.attributes, given, false) };
    if (piece.kind === 'gone') return piece;
    const formats = new Map(piece.formats);
    for (const [name, value] of Object.entries(given)) formats.set(name, { by: this.by, value });
    return { ...piece, formats };
  }
}

// One author's part, on the text after the parts of the authors before.
function partOf(pieces: readonly Piece[], by: string, order: ReadonlyMap<string, number>): Delta {
  const delta = new DeltaBuilder();
  const isDone = (author: string): boolean => (order.get(author) ?? 0) < (order.get(by) ?? 0);
  for (const piece of pieces) {
    if (piece.kind === 'old') delta.retain(piece.length, formatsOf(piece.formats, by));
    else if (piece.kind === 'new') {
      if (piece.by === by) delta.insert(piece.content, piece.attributes);
      else if (isDone(piece.by)) delta.retain(piece.length, undefined);
    } else if (piece.by === by) delta.delete(piece.units);
    else if (!isDone(piece.by)) delta.retain(piece.units, undefined);
  }
  return delta.finish();
}

function formatsOf(formats: OwnedFormats, author: string): MaybeAttributes {
  const own = [...formats].filter(([, { by }]) => by === author).map(([name, { value }]) => [name, value]);
  return own.length > 0 ? (Object.fromEntries(own) as Attributes) : undefined;
}
