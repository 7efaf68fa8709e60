import type { Delta } from '../../../src/ot/op.ts';
import type { Draft } from '../layers/layer-ports.ts';

/** What is asked of the server for a suggestion; `key` makes asking again harmless. */
export type SuggestionRequest =
  | { kind: 'make'; key: string; version: number; delta: Delta }
  | { kind: 'replace'; key: string; id: string; review: number; version: number; delta: Delta }
  | { kind: 'withdraw'; key: string; id: string; review: number };

/** What the server has answered. */
export type SuggestionAnswer =
  /** `review` is 0 where the answer does not tell it. */
  | { kind: 'taken'; id: string; review: number }
  /** It was done before, and the answer to that is no longer kept: what a new suggestion is called is unknown. */
  | { kind: 'done' }
  | Refused;

/** A refusal: it changed nothing. */
export interface Refused {
  kind: 'refused';
  /**
   * `changed`: the suggestion is not what this client took it for; it is asked again once that is known. `later`: there
   * is no room now. `never`: not before something else is asked for.
   */
  why: 'changed' | 'later' | 'never';
  code: string;
  message: string;
  /** How long the server asks to wait; null when it does not say. */
  waitMs: number | null;
}

/** The request that brings a suggestion to what its author typed: `name` is what the server calls it, null for none. */
export function requestFor(
  name: string | null,
  { review, version, delta }: Pick<Draft, 'review' | 'delta'> & { version: number },
  key: string,
): SuggestionRequest {
  if (name === null) return { kind: 'make', key, version, delta };
  if (delta.length === 0) return { kind: 'withdraw', key, id: name, review };
  return { kind: 'replace', key, id: name, review, version, delta };
}

/** The code of a refusal: the suggestion follows a fork, and is never changed here. */
export const OF_FORK = 'suggestion_of_fork';

/** What a refusal with this status and code means for what was asked. */
export function whyRefused(status: number, code: string): Refused['why'] {
  const isOther = code === 'suggestion_changed' || code === 'already_decided' || code === OF_FORK;
  if (isOther || status === 404) return 'changed';
  // A key that the server knows with another body is not used again.
  const isForNow = code === 'too_many_suggestions' || code === 'idempotency_key_reused' || status === 429;
  return isForNow ? 'later' : 'never';
}
