import type { ReviewMessage, SuggestionDecision } from '../../../src/protocol/review.ts';

/** A change of more threads and suggestions is not sent to every socket: they are told its number, and ask for it. */
export const TOLD = 50;
// The same holds for a longer one (UTF-16 units of its JSON).
const TOLD_LENGTH = 256 * 1024;
// A unit of UTF-16 takes up to 3 bytes of UTF-8: of what takes more than this, the JSON is certainly longer.
const TOLD_BYTES = 3 * TOLD_LENGTH;
// A decision is always told: clients need it with the operation that it commits.
const DECISION_LENGTH = 2 * 1024 * 1024;

/** A decision on a suggestion, as clients are told of it. */
export interface Told {
  id: string;
  decision: SuggestionDecision;
}

/** Whether texts of this many bytes are certainly too long to be told: then no one has to read them first. */
export function isTooLong(bytes: number): boolean {
  return bytes > TOLD_BYTES;
}

/** What clients are told of changes that are too large: the number alone. */
export function numberAlone(number: number, version: number): ReviewMessage {
  return { type: 'review', from: number, to: number, version, threads: [], suggestions: [], removed: [] };
}

/**
 * What clients are told of the changes up to `number`, of which `changed` has the first ones: all of it with the
 * decision that it is, or its number alone when it is too large.
 */
export function toldOf(changed: ReviewMessage, number: number, decided?: Told): ReviewMessage {
  const suggestions = changed.suggestions.map((one) =>
    one.id === decided?.id ? { ...one, decision: decided.decision } : one,
  );
  const whole = { ...changed, suggestions };
  const most = decided === undefined ? TOLD_LENGTH : DECISION_LENGTH;
  const isShort =
    whole.to === number &&
    whole.threads.length + suggestions.length <= TOLD &&
    JSON.stringify(whole).length <= most;
  return isShort ? whole : numberAlone(number, whole.version);
}
