import type { Attributes, Range } from '../../../src/ot/op.ts';
import type { Suggestion } from '../../../src/protocol/review.ts';

/** An open suggestion as a page shows it. */
export interface ShownSuggestion {
  /** Begins with `draft-` while the server has no such suggestion. */
  id: string;
  /** The id that it had in this page before the server named it; null for none. */
  was: string | null;
  isOwn: boolean;
  /** What the server says of it; null while it has no such suggestion. */
  told: Suggestion | null;
  /** Whether the server lacks some of what its author typed. */
  isUnsent: boolean;
}

/** A part of an open suggestion that can be decided by itself. */
export interface ShownHunk {
  /** Its number among the hunks of the suggestion. */
  number: number;
  /** Where it is in the view: what it inserts, deletes and formats. */
  range: Range;
  /** What it deletes and inserts, an embed as U+FFFC. */
  deleted: string;
  inserted: string;
  /** The formats that it sets on text that stays, null for one that it takes away; null for none. */
  formats: Attributes | null;
}

/** Which hunks of which state of a suggestion a decision is about, as the API takes it. */
export interface DecidedHunks {
  version: number;
  review: number;
  hunks: readonly number[];
}
