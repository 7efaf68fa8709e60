import { normalise } from '../../../src/ot/canonical.ts';
import type { Attributes, Delta, Embed, Op } from '../../../src/ot/op.ts';

/** The format name of a mark. Capitalised, unlike any name in a log, so that no stored format can pass for a mark. */
export const MARK = 'Mark';

/** The kind of a mark. */
export type MarkKind = 'author' | 'insert' | 'delete' | 'format';

/** Whose a piece of text is. */
export interface Credit {
  author: string | null;
  /** Of an accepted suggestion: who accepted it. */
  acceptedBy?: string;
}

/** A piece of the merged text of two versions, as `GET …/diff` returns it. */
export interface MarkedOp {
  insert: string | Embed;
  attributes?: Attributes;
  /** The change of this piece; absent when both versions contain it. */
  change?: { type: 'insert' | 'delete' | 'format' } & Credit;
}

/** A run of text by one author, as `GET …/attribution` returns it. */
export interface AttributedRun extends Credit {
  length: number;
}

/** A group of adjacent changes, in the text that shows them. */
export interface ChangeSpot {
  index: number;
  length: number;
  inserted: string;
  deleted: string;
  /** Whether it changes formats only. */
  formatOnly: boolean;
  authors: string[];
  /** The suggestions in it that were accepted, by each two users once. */
  accepted: { suggester: string; by: string }[];
}

/** The attribute value of a mark of `kind` (mark.ts): its words are parted by spaces. */
export function markValue(kind: MarkKind, { author, acceptedBy }: Credit): string {
  return [kind, author ?? '', ...(acceptedBy === undefined ? [] : [acceptedBy])].join(' ');
}

/** Stands for a changed newline, which is not visible itself. */
const PILCROW = '¶';

/**
 * A text that shows the changes, and their places. A changed newline gets a visible sign, unless its line ends in words
 * with the same change.
 */
export function markChanges(marked: readonly MarkedOp[]): { document: Op[]; spots: ChangeSpot[] } {
  const document: Op[] = [];
  const spots: ChangeSpot[] = [];
  let index = 0;
  let spot: ChangeSpot | null = null;
  let lastMark: string | null = null;

  const push = (insert: string | Embed, attributes: Attributes | undefined): void => {
    document.push(attributes === undefined ? { insert } : { insert, attributes });
    index += typeof insert === 'string' ? insert.length : 1;
  };
  for (const { insert, attributes, change } of marked) {
    if (change === undefined) {
      push(insert, attributes);
      spot = null;
      lastMark = null;
      continue;
    }
    if (spot === null) {
      spot = { index, length: 0, inserted: '', deleted: '', formatOnly: true, authors: [], accepted: [] };
      spots.push(spot);
    }
    const mark = markValue(change.type, change);
    for (const piece of typeof insert === 'string' ? insert.split(/(\n)/) : [insert]) {
      if (piece === '') continue;
      if (piece === '\n') {
        if (change.type === 'format' || lastMark !== mark) push(PILCROW, { [MARK]: mark });
        push(piece, attributes);
        lastMark = null;
      } else {
        push(piece, { ...attributes, [MARK]: mark });
        lastMark = mark;
      }
    }
    spot.length = index - spot.index;
    const text = typeof insert === 'string' ? insert : '';
    if (change.type === 'insert') spot.inserted += text;
    if (change.type === 'delete') spot.deleted += text;
    if (change.type !== 'format') spot.formatOnly = false;
    credit(spot, change);
  }
  return { document, spots };
}

function credit({ authors, accepted }: ChangeSpot, { author, acceptedBy: by }: Credit): void {
  if (author === null) return;
  if (!authors.includes(author)) authors.push(author);
  if (by === undefined || accepted.some((known) => known.suggester === author && known.by === by)) return;
  accepted.push({ suggester: author, by });
}

/** A document with all text marked by author. Throws when the runs belong to another text. */
export function markAuthors(document: Delta, runs: readonly AttributedRun[]): Op[] {
  const marked: Op[] = [];
  let run = 0;
  let left = runs[0]?.length ?? 0;
  for (const op of document) {
    if (!('insert' in op)) throw new Error('Invariant broken: a document holds only inserts');
    const { insert, attributes } = op;
    const length = typeof insert === 'string' ? insert.length : 1;
    for (let used = 0; used < length; ) {
      while (left === 0 && run < runs.length - 1) left = runs[++run]?.length ?? 0;
      if (left === 0) throw new Error('The runs end before the text does');
      const step = Math.min(left, length - used);
      const piece = typeof insert === 'string' ? insert.slice(used, used + step) : insert;
      marked.push(...authored(piece, attributes, runs[run] ?? { author: null }));
      used += step;
      left -= step;
    }
  }
  return normalise(marked);
}

/** An operation with its insertions marked. */
export function markInsertions(delta: Delta, by: Credit): Op[] {
  return normalise(delta.flatMap((op) => ('insert' in op ? authored(op.insert, op.attributes, by) : [op])));
}

// Newlines are not marked: the editor accepts only line formats on them, and its text would then differ from ours.
function authored(insert: string | Embed, attributes: Attributes | undefined, by: Credit): Op[] {
  const plain = attributes === undefined ? {} : { attributes };
  if (by.author === null) return [{ insert, ...plain }];
  const mark = { ...attributes, [MARK]: markValue('author', by) };
  if (typeof insert !== 'string') return [{ insert, attributes: mark }];
  return insert
    .split(/(\n+)/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      piece.startsWith('\n') ? { insert: piece, ...plain } : { insert: piece, attributes: mark },
    );
}
