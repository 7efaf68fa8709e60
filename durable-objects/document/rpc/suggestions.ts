import type { Result } from '../../../src/base/result.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { User } from '../../../src/protocol/messages.ts';
import type { Suggestion, SuggestionStatus } from '../../../src/protocol/review.ts';
import type { ReviewActor } from './review.ts';

/** A change that a person proposes, on the text at `version`. */
export interface Proposal {
  /** Its id, for one that its maker has to find again; made by the Document when absent. */
  id?: string;
  by: ReviewActor;
  version: number;
  /** Untrusted: parsed and put into canonical form by the Document. */
  delta: unknown;
  /** Checked by the caller. Null: it has none; left out of a change: it stays. */
  note?: string | null;
}

/** In whose name a suggestion is taken back. Where its author does not ask, only the id: what is known of them stays. */
export type Withdrawer = Omit<ReviewActor, 'user'> & { user: User | { id: string } };

/** Hunks of a suggestion, as it was at `version`, after its change `review`. */
export interface SuggestionPart {
  version: number;
  review: number;
  hunks: readonly number[];
}

/** What is decided: all of a suggestion (`part` null), or a part. */
export interface DecisionRequest {
  by: ReviewActor;
  suggestionId: string;
  kind: 'accepted' | 'rejected';
  part: SuggestionPart | null;
}

/** An accepted suggestion, or a part of one: whose it was, and who accepted the operation at `version`. */
export interface Acceptance {
  version: number;
  suggestionId: string;
  suggester: User;
  by: User;
}

/** The last suggestion of a page: when it was made (ms since 1970), and its id. */
export interface SuggestionPosition {
  at: number;
  id: string;
}

/**
 * Why a suggestion is refused. `pruned`: the version lies before the kept log; the caller carries the delta over the
 * archived log. `forbidden`: it is another person's. `invalid`, `too_large`: its delta. `document_full`: it was not
 * accepted, since the text would be too large.
 */
export type SuggestionError =
  | 'not_found'
  | 'suggestion_not_found'
  | 'suggestion_changed'
  | 'suggestion_of_fork'
  | 'already_decided'
  | 'unknown_version'
  | 'unknown_hunk'
  | 'pruned'
  | 'forbidden'
  | 'invalid'
  | 'too_large'
  | 'document_full'
  | 'rate_limited'
  | 'too_many_suggestions';

/**
 * What a Document is asked about suggestions. The caller has checked the role; each change is durable when it answers.
 */
export interface SuggestionRpc {
  /** Proposes a change. One of which nothing is left at the newest version is obsolete from the start. */
  suggest(request: Proposal): Promise<Result<Suggestion, SuggestionError>>;
  /**
   * Replaces one's own suggestion, unless it has changed since `review`. It answers at most once a second for each
   * suggestion: a client whose user types waits, and sends what was typed meanwhile as one. `isOfFork`: a fork follows it,
   * and only a merge replaces it.
   */
  replaceSuggestion(
    request: Proposal & { suggestionId: string; review: number; isOfFork?: boolean },
  ): Promise<Result<Suggestion, SuggestionError>>;
  /**
   * Accepts or rejects. A repeat of what was decided has the same answer. `version`: the one that committed it, null for
   * a rejection; `by` and `part`: who decided it, and what of it then.
   */
  decideSuggestion(
    request: DecisionRequest,
  ): Promise<
    Result<
      { suggestion: Suggestion; version: number | null; by: string; part: SuggestionPart | null },
      SuggestionError
    >
  >;
  /** Takes back one's own suggestion. */
  withdrawSuggestion(request: {
    by: Withdrawer;
    suggestionId: string;
  }): Promise<Result<Suggestion, SuggestionError>>;
  /**
   * One suggestion at `version`, from its own (`from`) up to the newest, which null stands for. One that is not open is
   * known at its own alone.
   */
  suggestion(request: {
    suggestionId: string;
    version: number | null;
  }): Promise<Result<Suggestion & { from: number }, SuggestionError>>;
  /** Up to `limit` suggestions in the order of their beginning, of any status for null; fewer when they are long. */
  suggestions(request: {
    status: SuggestionStatus | null;
    after: SuggestionPosition | null;
    limit: number;
  }): Promise<Result<{ suggestions: Suggestion[]; next: SuggestionPosition | null }, SuggestionError>>;
  /**
   * The newest text as JSON, and the open suggestions on it in the order of their beginning; `review` is the number of
   * the last change.
   */
  suggestedText(): Promise<
    Result<
      { version: number; review: number; ops: string; open: { id: string; delta: Delta }[] },
      SuggestionError
    >
  >;
  /** Who accepted the operations after version `from`, up to `to`, that suggestions have become; in order. */
  acceptances(request: { from: number; to: number }): Promise<Result<Acceptance[], SuggestionError>>;
}
