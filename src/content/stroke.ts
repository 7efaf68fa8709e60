import { must } from '../base/assert.ts';
import { SERVER_USER } from '../base/ids.ts';
import type { Delta } from '../ot/op.ts';
import { type ArchivedFrame, authorOf } from '../platform/archive/segment.ts';

/** The author and time of a change to a piece of text: what one author did there within a minute counts as one. */
export interface Stroke {
  /** A user's id; null for no author: the line that every document begins with, and the Document's own repairs. */
  author: string | null;
  /** The newest version that belongs to it. */
  version: number;
  /** When that was committed, ms since 1970. */
  at: number;
  /** When the oldest was. */
  since: number;
}

const MINUTE_MS = 60_000;

/** The line that every document begins with. */
export function nobody(createdAt: number): Stroke {
  return { author: null, version: 0, at: createdAt, since: createdAt };
}

function strokeOf(frame: ArchivedFrame, index: number): Stroke {
  const author = authorOf(frame, index);
  return {
    author: author.startsWith(SERVER_USER) ? null : author,
    version: frame.first + index,
    at: frame.at,
    since: frame.at,
  };
}

/** Both as one, if they are one author's within a minute; else null. */
export function joinStrokes(a: Stroke, b: Stroke): Stroke | null {
  if (a.author !== b.author || a.version === 0 || b.version === 0) return null;
  const since = Math.min(a.since, b.since);
  if (Math.max(a.at, b.at) - since > MINUTE_MS) return null;
  const newest = a.version > b.version ? a : b;
  return newest.since === since ? newest : { ...newest, since };
}

/** The authors of these strokes, each once, in order of appearance. */
export function authorsOf(strokes: Iterable<Stroke>): string[] {
  const ids = new Set<string>();
  for (const { author } of strokes) if (author !== null) ids.add(author);
  return [...ids];
}

/** Calls `each` with the operations of `frame` after version `from`, up to `to`, and with their authors. */
export function eachOperation(
  frame: ArchivedFrame,
  { from, to }: { from: number; to: number },
  each: (delta: Delta, by: Stroke) => void,
): void {
  const end = Math.min(frame.entries.length, to - frame.first + 1);
  for (let i = Math.max(0, from + 1 - frame.first); i < end; i++) {
    each(must(frame.entries[i]).delta, strokeOf(frame, i));
  }
}
