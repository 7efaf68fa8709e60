import { composeAttributes, type MaybeAttributes, sameAttributes } from '../../ot/attributes.ts';
import { DeltaBuilder } from '../../ot/delta-builder.ts';
import { opLength } from '../../ot/lengths.ts';
import type { Attributes, AttributeValue, Delta, Embed } from '../../ot/op.ts';
import { type Edits, type Run, RunList } from '../../ot/run-list.ts';

/**
 * Removes one author's operations from a text and keeps everyone else's, as if only they had written. The text is
 * transformed through the log in pieces that remember what the author did to them: inserted pieces are to be deleted,
 * deleted ones to return, formatted ones to get their former format. What others do to a piece counts permanently: text
 * inside the author's stays, what they deleted stays deleted, and formats that they set remain.
 *
 * Rejected: transforming one inverse over everyone's operations. Where that is defined it gives the same result, but
 * each step costs the whole inverse and the whole text; this costs what an operation touches.
 */
export class AuthorUndo {
  readonly #edits = new UndoEdits();
  readonly #pieces: RunList<Piece>;

  /** `text` is the document before the first operation. */
  constructor(text: Delta) {
    this.#pieces = new RunList(text.map(standing), this.#edits);
  }

  /** Applies the next operation of the log; `isOwn`: it is to be undone. Throws when it does not fit the text. */
  apply(delta: Delta, isOwn: boolean): void {
    this.#edits.isOwn = isOwn;
    this.#pieces.apply(delta);
  }

  /** The undo operation, ordinary and valid on the current text. Empty when there is nothing to undo. */
  get operation(): Delta {
    const delta = new DeltaBuilder();
    for (const { length, fate, content, attributes, undo } of this.#pieces) {
      if (fate === 'inserted') delta.delete(length);
      else if (fate === 'deleted') delta.insert(wellFormed(content), attributes);
      else delta.retain(length, undo);
    }
    return delta.finish();
  }
}

interface Piece extends Run {
  readonly content: string | Embed;
  readonly attributes: MaybeAttributes;
  /** What the author did to it: inserted and still there, deleted, or neither. */
  readonly fate: 'standing' | 'inserted' | 'deleted';
  /** Composed onto its attributes, removes the author's formats. */
  readonly undo: MaybeAttributes;
}

// Longer pieces stay apart: cutting a joined text costs its length.
const JOINED_UNITS = 1_000;

type InsertOp = Extract<Delta[number], { insert: unknown }>;

function standing(op: Delta[number]): Piece {
  if (!('insert' in op)) throw new Error('A document holds only inserts');
  const { insert: content, attributes } = op;
  return { length: opLength(op), content, attributes, fate: 'standing', undo: undefined };
}

class UndoEdits implements Edits<Piece> {
  isOwn = false;

  split(piece: Piece, at: number): [Piece, Piece] {
    const text = piece.content as string;
    return [
      { ...piece, length: at, content: text.slice(0, at) },
      { ...piece, length: piece.length - at, content: text.slice(at) },
    ];
  }

  insert(op: InsertOp): Piece {
    return { ...standing(op), fate: this.isOwn ? 'inserted' : 'standing' };
  }

  join(left: Piece, right: Piece): Piece | null {
    if (left.fate !== right.fate || left.undo !== undefined || right.undo !== undefined) return null;
    if (typeof left.content !== 'string' || typeof right.content !== 'string') return null;
    const length = left.length + right.length;
    if (length > JOINED_UNITS || !sameAttributes(left.attributes, right.attributes)) return null;
    return { ...left, length, content: left.content + right.content };
  }

  remove(piece: Piece): Piece | null {
    if (!this.isOwn || piece.fate === 'inserted') return null;
    const attributes = composeAttributes(piece.attributes, piece.undo, false);
    return { ...piece, length: 0, attributes, fate: 'deleted', undo: undefined };
  }

  format(piece: Piece, formats: Attributes): Piece {
    const { attributes: before = {}, undo = {} } = piece;
    const attributes = composeAttributes(before, formats, false);
    const left: Record<string, AttributeValue> = { ...undo };
    for (const [name, value] of Object.entries(formats)) {
      // For the author the first change counts, which knows what was there before; for others the last, which stays.
      if (!this.isOwn) delete left[name];
      else if (!Object.hasOwn(left, name) && (before[name] ?? null) !== value)
        left[name] = before[name] ?? null;
    }
    return { ...piece, attributes, undo: effective(left, attributes) };
  }
}

// Without the members that would change nothing.
function effective(undo: Attributes, attributes: Attributes = {}): MaybeAttributes {
  const changing = Object.entries(undo).filter(([name, value]) => (attributes[name] ?? null) !== value);
  return changing.length > 0 ? Object.fromEntries(changing) : undefined;
}

// Deleting half a pair that others have left is allowed; inserting it again is not.
function wellFormed(content: string | Embed): string | Embed {
  return typeof content === 'string' ? content.toWellFormed() : content;
}
