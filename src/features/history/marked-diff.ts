import { joinStrokes, nobody, type Stroke } from '../../content/stroke.ts';
import { composeAttributes, type MaybeAttributes, sameAttributes } from '../../ot/attributes.ts';
import { opLength } from '../../ot/lengths.ts';
import type { Attributes, AttributeValue, Delta, Embed } from '../../ot/op.ts';
import { type Edits, type Run, RunList } from '../../ot/run-list.ts';

/** The change of a piece of text between two versions. */
export type Change =
  | { type: 'insert'; by: Stroke }
  | { type: 'delete'; by: Stroke }
  /** `before` composed onto the attributes gives those at the first version. */
  | { type: 'format'; by: Stroke; before: Attributes };

/** A piece of the text of both versions; without `change` both have it. */
export interface MarkedOp {
  insert: string | Embed;
  /** As at the second version; of deleted text, as at the first. */
  attributes?: Attributes;
  change?: Change;
}

/**
 * The merged text of two versions, marked with the author of each insertion, deletion and format. It comes from the
 * operations themselves: text that was typed again is an insertion, even if it is equal. Text that was inserted and
 * deleted in between is omitted.
 */
export class MarkedDiff {
  readonly #edits = new DiffEdits();
  readonly #pieces: RunList<Piece>;

  /** `text` is the document at the first version. */
  constructor(text: Delta) {
    this.#pieces = new RunList(text.map(kept), this.#edits);
  }

  /** Applies the next operation. Throws when it does not fit the text. */
  apply(delta: Delta, by: Stroke): void {
    this.#edits.by = by;
    this.#pieces.apply(delta);
  }

  /** The pieces so far, with equal neighbours merged. */
  *ops(): Iterable<MarkedOp> {
    let last: MarkedOp | null = null;
    for (const piece of this.#pieces) {
      const op = marked(piece);
      const joined: MarkedOp | null = last === null ? null : joinOps(last, op);
      if (joined === null && last !== null) yield last;
      last = joined ?? op;
    }
    if (last !== null) yield last;
  }
}

interface Piece extends Run {
  readonly content: string | Embed;
  readonly attributes: MaybeAttributes;
  /** Its attributes at the first version, if it existed there. */
  readonly before: MaybeAttributes;
  readonly fate: 'kept' | 'inserted' | 'deleted';
  /** Its last insertion, deletion or format; null for none. */
  readonly by: Stroke | null;
}

function kept(op: Delta[number]): Piece {
  if (!('insert' in op)) throw new Error('A document holds only inserts');
  const { insert: content, attributes } = op;
  return { length: opLength(op), content, attributes, before: attributes, fate: 'kept', by: null };
}

class DiffEdits implements Edits<Piece> {
  by: Stroke = nobody(0);

  split(piece: Piece, at: number): [Piece, Piece] {
    const text = piece.content as string;
    return [
      { ...piece, length: at, content: text.slice(0, at) },
      { ...piece, length: piece.length - at, content: text.slice(at) },
    ];
  }

  insert(op: Extract<Delta[number], { insert: unknown }>): Piece {
    const { insert: content, attributes } = op;
    return { length: opLength(op), content, attributes, before: undefined, fate: 'inserted', by: this.by };
  }

  join(left: Piece, right: Piece): Piece | null {
    if (left.fate !== 'inserted' || left.by === null || right.by === null) return null;
    if (typeof left.content !== 'string' || typeof right.content !== 'string') return null;
    const by = sameAttributes(left.attributes, right.attributes) ? joinStrokes(left.by, right.by) : null;
    if (by === null) return null;
    return { ...left, length: left.length + right.length, content: left.content + right.content, by };
  }

  remove(piece: Piece): Piece | null {
    if (piece.fate === 'inserted') return null;
    return { ...piece, length: 0, attributes: piece.before, fate: 'deleted', by: this.by };
  }

  format(piece: Piece, attributes: Attributes): Piece {
    const after = composeAttributes(piece.attributes, attributes, false);
    if (sameAttributes(after, piece.attributes)) return piece;
    return { ...piece, attributes: after, by: piece.fate === 'inserted' ? piece.by : this.by };
  }
}

function marked({ content, attributes, before, fate, by }: Piece): MarkedOp {
  const op: MarkedOp = attributes === undefined ? { insert: content } : { insert: content, attributes };
  if (by === null) return op;
  if (fate === 'inserted') return { ...op, change: { type: 'insert', by } };
  if (fate === 'deleted') return { ...op, change: { type: 'delete', by } };
  // Formatted and back again is no change.
  if (sameAttributes(attributes, before)) return op;
  return { ...op, change: { type: 'format', by, before: formatsBefore(before, attributes) } };
}

function formatsBefore(before: Attributes = {}, after: Attributes = {}): Attributes {
  const changed: Record<string, AttributeValue> = {};
  for (const key of Object.keys(after)) if (before[key] !== after[key]) changed[key] = before[key] ?? null;
  for (const key of Object.keys(before))
    if (!Object.hasOwn(after, key)) changed[key] = before[key] as AttributeValue;
  return changed;
}

function joinOps(a: MarkedOp, b: MarkedOp): MarkedOp | null {
  if (typeof a.insert !== 'string' || typeof b.insert !== 'string') return null;
  if (!sameAttributes(a.attributes, b.attributes)) return null;
  const insert = a.insert + b.insert;
  if (a.change === undefined && b.change === undefined) return { ...a, insert };
  if (a.change?.type !== b.change?.type || a.change === undefined || b.change === undefined) return null;
  const by = joinStrokes(a.change.by, b.change.by);
  if (by === null) return null;
  if (a.change.type !== 'format' || b.change.type !== 'format')
    return { ...a, insert, change: { ...a.change, by } };
  if (!sameAttributes(a.change.before, b.change.before)) return null;
  return { ...a, insert, change: { ...a.change, by } };
}
