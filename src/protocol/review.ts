import * as z from 'zod/mini';
import type { Op } from '../ot/op.ts';

// Unknown fields are left out, never refused: a client that is older than its server keeps working.
const number = z.int().check(z.nonnegative());
const version = z.int().check(z.nonnegative());
const at = z.string();
const person = z.object({
  id: z.string(),
  name: z.string(),
  color: z.string(),
  guest: z.optional(z.literal(true)),
});
const range = z.nullable(
  z.object({ index: z.int().check(z.nonnegative()), length: z.int().check(z.nonnegative()) }),
);

const comment = z.object({
  id: z.string(),
  author: person,
  body: z.nullable(z.string()),
  mentions: z.array(z.object({ id: z.string(), name: z.string() })),
  at,
  editedAt: z.nullable(at),
});

/** The schema of a thread. */
export const thread = z.object({
  id: z.string(),
  version,
  range,
  quote: z.string(),
  detached: z.boolean(),
  resolved: z.nullable(z.object({ at, by: person })),
  createdAt: at,
  suggestionId: z.nullable(z.string()),
  comments: z.array(comment),
});

/** The states of a suggestion; all but `open` are for good. */
export const SUGGESTION_STATES = ['open', 'accepted', 'rejected', 'withdrawn', 'obsolete'] as const;

/** The schema of a suggestion. */
export const suggestion = z.object({
  id: z.string(),
  review: number,
  author: person,
  note: z.nullable(z.string()),
  status: z.enum(SUGGESTION_STATES),
  createdAt: at,
  updatedAt: at,
  version,
  delta: z.custom<readonly Op[]>((value) => Array.isArray(value), 'must be an array of ops'),
  decidedBy: z.nullable(person),
  decidedAt: z.nullable(at),
  acceptedVersion: z.nullable(version),
  threadId: z.string(),
  /** Only where a message tells of this very decision. */
  decision: z.optional(
    z.object({
      kind: z.enum(['accepted', 'rejected']),
      /** The hunks that it is about, of the suggestion as it was at `version`; null for all of it. */
      hunks: z.nullable(z.array(z.int().check(z.nonnegative()))),
      version,
    }),
  ),
});

/** What changed in the review log after `from`, up to `to`, with ranges and deltas on `version`. */
export const reviewMessage = z.object({
  type: z.literal('review'),
  from: number,
  to: number,
  version,
  threads: z.array(thread),
  suggestions: z.array(suggestion),
  removed: z.array(z.string()),
});

/** A part of the text that a thread is about; null for the whole document. */
export type ThreadRange = z.infer<typeof range>;
/** One comment of a thread; `body` is null when the first one was deleted while it had replies. */
export type Comment = z.infer<typeof comment>;
/** A thread with its comments; `range` is on `version`. */
export type Thread = z.infer<typeof thread>;
/** A decision as the message that tells of it names it. */
export type SuggestionDecision = NonNullable<Suggestion['decision']>;
/** The state of a suggestion. */
export type SuggestionStatus = (typeof SUGGESTION_STATES)[number];
/**
 * A proposed change of the text; `delta` is on `version`, `review` the number of its last change. One that is open is what
 * is left of it now; one that is not is as its author made it.
 */
export type Suggestion = z.infer<typeof suggestion>;
/** The whole present state of what changed in the review log. */
export type ReviewMessage = z.infer<typeof reviewMessage>;
