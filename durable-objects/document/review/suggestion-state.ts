import {
  type DecidedPart,
  isOfSuggestion,
  type SuggestionEntry,
} from '../../../src/platform/archive/review-chain.ts';
import type { SuggestionStatus } from '../../../src/protocol/review.ts';
import type { Numbered } from './thread-state.ts';

/** A delta that lies among the texts of the review log: the number of its entry, and the version that it is on. */
export interface StoredDelta {
  text: number;
  base: number;
}

/** A decision that was made. */
export interface Decided {
  by: string;
  /** The version that committed it; null for a rejection. */
  accepted: number | null;
  /** Null for all that was left. */
  part: DecidedPart | null;
}

/** A suggestion without its delta. */
export interface StoredSuggestion {
  id: string;
  /** The numbers of its first and its last change. */
  created: number;
  changed: number;
  /** ms since 1970, as `updatedAt`. */
  createdAt: number;
  updatedAt: number;
  author: string;
  thread: string;
  status: SuggestionStatus;
  /** As its author made it. */
  made: StoredDelta;
  /** What decisions on parts have left of that; null for all of it, and once nothing is open. */
  left: StoredDelta | null;
  /** The number of the entry whose text is its note; null for none, and for one that was erased. */
  note: number | null;
  /** Who ended it and when (ms since 1970); no one when nothing was left. */
  ended: { by: string | null; at: number } | null;
  /** The version that committed the last accepted part. */
  acceptedVersion: number | null;
  /** The last decisions, so that a repeat is recognised. */
  decisions: readonly Decided[];
}

// Far more than are repeated.
const DECISIONS = 50;

/**
 * A suggestion after an entry about it (null: it is made); the same object when the entry does not concern it. The one
 * rule for what an entry does: commits, rebuilds and checks all use it.
 */
export function afterSuggestionEntry(
  before: StoredSuggestion | null,
  { number, at, entry }: Numbered,
): StoredSuggestion | null {
  if (entry.kind === 'forget') return before === null ? null : forgetting(before, entry.user, number);
  if (!isOfSuggestion(entry)) return before;
  if (before === null) return entry.kind === 'suggest' ? made(entry, number, at) : null;
  if (before.id !== entry.suggestion) return before;
  const changed = { ...before, changed: number, updatedAt: at };
  switch (entry.kind) {
    case 'suggest':
      return { ...changed, made: { text: number, base: entry.base }, left: null };
    case 'note':
      return { ...changed, note: entry.text === undefined ? null : number };
    case 'decide':
      return decided(changed, entry);
    case 'withdraw':
      return { ...changed, status: 'withdrawn', left: null, ended: { by: entry.by, at } };
    case 'obsolete': {
      const status = before.acceptedVersion === null ? 'obsolete' : 'accepted';
      return { ...changed, status, left: null, ended: { by: null, at } };
    }
  }
}

/** The numbers of the entries whose texts a suggestion needs. */
export function textsOf({ made, left, note }: StoredSuggestion): number[] {
  return [made.text, left?.text ?? null, note].filter((number) => number !== null);
}

/** The delta that counts: what is left of an open one, and else as its author made it. */
export function currentOf({ made, left }: StoredSuggestion): StoredDelta {
  return left ?? made;
}

type Made = Extract<SuggestionEntry, { kind: 'suggest' }>;

function made({ suggestion, thread, by, base }: Made, number: number, at: number): StoredSuggestion {
  return {
    id: suggestion,
    created: number,
    changed: number,
    createdAt: at,
    updatedAt: at,
    author: by,
    thread,
    status: 'open',
    made: { text: number, base },
    left: null,
    note: null,
    ended: null,
    acceptedVersion: null,
    decisions: [],
  };
}

function decided(
  changed: StoredSuggestion,
  { accepted, part, base, by }: Extract<SuggestionEntry, { kind: 'decide' }>,
): StoredSuggestion {
  const acceptedVersion = accepted ?? changed.acceptedVersion;
  const decisions = [...changed.decisions, { by, accepted, part }].slice(-DECISIONS);
  const after = { ...changed, acceptedVersion, decisions };
  if (base !== undefined) return { ...after, left: { text: changed.changed, base } };
  // Of mixed decisions it is accepted if any part was.
  const status = acceptedVersion === null ? 'rejected' : 'accepted';
  return { ...after, status, left: null, ended: { by, at: changed.updatedAt } };
}

function forgetting(before: StoredSuggestion, user: string, number: number): StoredSuggestion {
  if (before.author !== user && before.ended?.by !== user) return before;
  return { ...before, changed: number, note: before.author === user ? null : before.note };
}
