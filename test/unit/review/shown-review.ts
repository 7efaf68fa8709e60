import type { Suggestion, Thread } from '../../../src/protocol/review.ts';
import type { ReadHunk } from '../../../web/app/document/review/hunk-words.ts';
import type { ShownSuggestion } from '../../../web/collab/index.ts';

export const ADA = { id: 'ada', name: 'Ada', color: '#b3261e' };
export const BEN = { id: 'ben', name: 'Ben', color: '#00629d' };
/** When everything was made that has no time of its own. */
export const AT = '2026-12-01T00:00:00.000Z';

/** A thread on this place; null for the whole document. */
export function threadAt(id: string, index: number | null, more: Partial<Thread> = {}): Thread {
  const range = index === null ? null : { index, length: 3 };
  return {
    id,
    version: 1,
    range,
    quote: '',
    detached: false,
    resolved: null,
    createdAt: AT,
    suggestionId: null,
    comments: [],
    ...more,
  };
}

/** Ben's suggestion as the server tells it; its thread is `t-` with its id. */
export function toldOf(id: string, more: Partial<Suggestion> = {}): Suggestion {
  return {
    id,
    review: 1,
    author: BEN,
    note: null,
    status: 'open',
    createdAt: AT,
    updatedAt: AT,
    version: 1,
    delta: [{ insert: 'x' }],
    decidedBy: null,
    decidedAt: null,
    acceptedVersion: null,
    threadId: `t-${id}`,
    ...more,
  };
}

/** Ben's suggestion as Ada's page shows it. */
export function shown(id: string, more: Partial<ShownSuggestion> = {}): ShownSuggestion {
  return { id, was: null, isOwn: false, told: toldOf(id), isUnsent: false, ...more };
}

/** A hunk that inserts `x` at a place. */
export function hunkAt(index: number, more: Partial<ReadHunk> = {}): ReadHunk {
  const range = { index, length: 1 };
  return { number: 0, range, deleted: '', inserted: 'x', formatted: '', formats: null, ...more };
}
