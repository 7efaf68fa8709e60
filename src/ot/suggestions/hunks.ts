import { normalise } from '../canonical.ts';
import { OBJECT_REPLACEMENT } from '../formats.ts';
import { opLength } from '../lengths.ts';
import type { Delta, Op } from '../op.ts';
import { plainText } from '../plain-text.ts';

/** A run of changes without a bare retain between them, in the text that the delta is on. */
export interface Hunk {
  index: number;
  /** How many units of the text it deletes or formats. */
  length: number;
  /** What it deletes and inserts, an embed as U+FFFC. */
  deleted: string;
  inserted: string;
}

/** The hunks of `delta` on `document`, from left to right. */
export function hunksOf(delta: Delta, document: Delta): Hunk[] {
  const text = plainText(document);
  return runsOf(delta).map(({ index, ops }) => {
    const hunk: Hunk = { index, length: 0, deleted: '', inserted: '' };
    for (const op of ops) {
      const at = index + hunk.length;
      if ('insert' in op) hunk.inserted += typeof op.insert === 'string' ? op.insert : OBJECT_REPLACEMENT;
      else hunk.length += opLength(op);
      if ('delete' in op) hunk.deleted += text.slice(at, at + op.delete);
    }
    return hunk;
  });
}

/** The same hunks as deltas, each on the whole text alone. */
export function hunkDeltas(delta: Delta): Delta[] {
  return runsOf(delta).map(({ index, ops }) => normalise(index > 0 ? [{ retain: index }, ...ops] : ops));
}

function runsOf(delta: Delta): { index: number; ops: Op[] }[] {
  const runs: { index: number; ops: Op[] }[] = [];
  let index = 0;
  let isOpen = false;
  for (const op of delta) {
    const changes = !('retain' in op) || op.attributes !== undefined;
    if (changes && isOpen) runs[runs.length - 1]?.ops.push(op);
    else if (changes) runs.push({ index, ops: [op] });
    isOpen = changes;
    if (!('insert' in op)) index += opLength(op);
  }
  return runs;
}
