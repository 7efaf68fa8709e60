import { normalise } from '../../../src/ot/canonical.ts';
import type { Attributes, Delta, Embed, Op } from '../../../src/ot/op.ts';

/** The format that a mark is. Capital, as no name in a log is: nothing that was written can pass for one. */
export const MARK = 'Mark';

/** What a mark says of a piece of text. */
export type MarkKind = 'author' | 'insert' | 'delete' | 'format';

/** A piece of the text of two versions at once, as `GET …/diff` gives it. */
export interface MarkedOp {
  insert: string | Embed;
  attributes?: Attributes;
  /** What became of it in between; nothing when it stands in both. */
  change?: { type: 'insert' | 'delete' | 'format'; author: string | null };
}

/** Somebody's run of text, as `GET …/attribution` gives it. */
export interface AttributedRun {
  length: number;
  author: string | null;
}

/** A stretch of changes that lie together, in the text that shows them. */
export interface ChangeSpot {
  index: number;
  length: number;
  inserted: string;
  deleted: string;
  /** Whether there is more to it than formats. */
  formatOnly: boolean;
  authors: string[];
}

/** What the mark of `kind` by `author` is as an attribute (web/editor/history/mark.ts). */
export function markValue(kind: MarkKind, author: string | null): string {
  return `${kind} ${author ?? ''}`;
}

/** Stands for a changed end of a line, which by itself cannot be seen. */
const PILCROW = '¶';

/**
 * A text that shows what changed, and where. Changed line ends get a sign of their own, unless they end a line whose
 * last words were changed alike.
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
      spot = { index, length: 0, inserted: '', deleted: '', formatOnly: true, authors: [] };
      spots.push(spot);
    }
    const mark = markValue(change.type, change.author);
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
    if (change.author !== null && !spot.authors.includes(change.author)) spot.authors.push(change.author);
  }
  return { document, spots };
}

/** A document with everybody's text marked as theirs. Throws when the runs are of another text. */
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
      marked.push(...authored(piece, attributes, runs[run]?.author ?? null));
      used += step;
      left -= step;
    }
  }
  return normalise(marked);
}

/** An operation whose insertions are marked as `author`'s. */
export function markInsertions(delta: Delta, author: string): Op[] {
  return normalise(
    delta.flatMap((op) => ('insert' in op ? authored(op.insert, op.attributes, author) : [op])),
  );
}

// Not the ends of lines: the editor gives them only what formats a line, and would find its text not to be ours.
function authored(insert: string | Embed, attributes: Attributes | undefined, author: string | null): Op[] {
  const plain = attributes === undefined ? {} : { attributes };
  if (author === null) return [{ insert, ...plain }];
  const mark = { ...attributes, [MARK]: markValue('author', author) };
  if (typeof insert !== 'string') return [{ insert, attributes: mark }];
  return insert
    .split(/(\n+)/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      piece.startsWith('\n') ? { insert: piece, ...plain } : { insert: piece, attributes: mark },
    );
}
