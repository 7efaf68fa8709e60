import { createHash } from 'node:crypto';
import type { Range } from '../../ot/op.ts';

/** Who did something: the id of the user, and of the API token that acted for them. */
interface Done {
  by: string;
  program?: string;
}

/** A text as the log knows it: only its commitment, so that the text can be erased and the log still proves itself. */
interface Said extends Done {
  thread: string;
  comment: string;
  /** `commitmentTo` the text. */
  text: string;
  /** The ids of the users that it mentions. */
  mentions: readonly string[];
}

/** What a decision on a part of a suggestion is about: hunks of it as it was at `version`, after its change `review`. */
export interface DecidedPart {
  version: number;
  review: number;
  hunks: readonly number[];
}

/** One change of a suggestion. Append only. */
export type SuggestionEntry =
  /** It is made, or replaced by its author. The text of the entry is its delta as JSON, on version `base`. */
  | ({ kind: 'suggest'; suggestion: string; thread: string; base: number; text: string } & Done)
  /** The text of the entry is its note from now on; without one it has none. */
  | ({ kind: 'note'; suggestion: string; text?: string } & Done)
  /**
   * All of it (`part` null) or a part is decided; an accepted one was committed as version `accepted`. If anything is left
   * open, that is the text of the entry, as JSON of a delta on version `base`.
   */
  | ({
      kind: 'decide';
      suggestion: string;
      accepted: number | null;
      part: DecidedPart | null;
      base?: number;
      text?: string;
    } & Done)
  | ({ kind: 'withdraw'; suggestion: string } & Done)
  /** Nothing is left of it. */
  | { kind: 'obsolete'; suggestion: string };

/** One change of the review. Append only: a stored log is read for ever. */
export type ReviewEntry = ThreadEntry | SuggestionEntry;

/** One change of a thread, or of all that names a user. Append only. */
export type ThreadEntry =
  /**
   * A thread begins with a comment; `range` is on version `base`, null for the whole document. One that is about a
   * suggestion names it, and has no range of its own.
   */
  | ({ kind: 'thread'; base: number; range: Range | null; quote: string; suggestion?: string } & Said)
  | ({ kind: 'reply' } & Said)
  | ({ kind: 'edit' } & Said)
  | ({ kind: 'delete'; thread: string; comment: string } & Done)
  | ({ kind: 'resolve'; thread: string; resolved: boolean } & Done)
  /** What was deleted from the range of a thread came back: where it is at the version of the row. */
  | { kind: 'attach'; thread: string; range: Range }
  /** A user was erased, and each text of theirs. */
  | { kind: 'forget'; user: string };

/** Whether an entry is about a suggestion itself. */
export function isOfSuggestion(entry: ReviewEntry): entry is SuggestionEntry {
  return 'suggestion' in entry && entry.kind !== 'thread';
}

/** A row of the review log as the chain covers it; `entry` is the JSON as stored. */
export interface ReviewRow {
  /** 1, 2, … without a gap. */
  number: number;
  /** The newest version of the text when it was written. */
  version: number;
  /** ms since 1970. */
  at: number;
  entry: string;
}

/** The hash chain after `row`: `chain(n) = SHA-256(chain(n-1) ‖ row n)`; before the first row it is GENESIS. */
export function linkReview(previous: Uint8Array, { number, version, at, entry }: ReviewRow): Uint8Array {
  const text = `${number}\n${version}\n${at}\n${entry}`;
  return new Uint8Array(createHash('sha256').update(previous).update(text).digest());
}

/** What the log holds of a text, in hex. Without the salt, which is erased with it, no one can guess the text. */
export function commitmentTo(salt: string, text: string): string {
  return createHash('sha256').update(`${salt}\n${text}`).digest('hex');
}
