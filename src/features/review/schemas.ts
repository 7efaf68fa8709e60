import { id, orNull, time, z } from '../../platform/http/openapi.ts';
import { lines } from '../../platform/http/text-schemas.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { mentionedIn } from '../../protocol/mentions.ts';

const version = z.number().int().nonnegative();

/** A person who wrote, resolved or decided something. */
const person = z
  .object({ id: z.string(), name: z.string(), color: z.string(), guest: z.literal(true).optional() })
  .openapi('Person');

/** A part of the text. */
const range = z.object({ index: z.number().int(), length: z.number().int() }).openapi('Range');

/** One comment. */
export const comment = z
  .object({
    id: z.string(),
    author: person,
    body: z.string().nullable().openapi({
      description: 'Null for the first comment of a thread with replies, when it was deleted',
    }),
    mentions: z.array(z.object({ id: z.string(), name: z.string() })),
    at: time,
    editedAt: time.nullable(),
  })
  .openapi('Comment');

/** A thread with its comments. */
export const thread = z
  .object({
    id: z.string(),
    version: version.openapi({ description: 'The version that `range` is on' }),
    range: orNull(range).openapi({ description: 'Null: the thread is about the whole document' }),
    quote: z.string().openapi({ description: 'The text that it was begun on' }),
    detached: z.boolean().openapi({ description: 'The text is gone; `range` is where it was' }),
    resolved: z.object({ at: time, by: person }).nullable(),
    createdAt: time,
    suggestionId: z.string().nullable(),
    comments: z.array(comment),
  })
  .openapi('Thread');

/** A proposed change of the text. */
export const suggestion = z
  .object({
    id: z.string(),
    review: version.openapi({ description: 'The number of its last change' }),
    author: person,
    note: z.string().nullable(),
    status: z.enum(['open', 'accepted', 'rejected', 'withdrawn', 'obsolete']),
    createdAt: time,
    updatedAt: time,
    version,
    delta: z.array(z.record(z.string(), z.unknown())),
    decidedBy: orNull(person),
    decidedAt: time.nullable(),
    acceptedVersion: version.nullable(),
    threadId: z.string().openapi({ description: 'It is listed once it has a comment' }),
  })
  .openapi('Suggestion');

/** What changed in the review log, as sockets are told it. */
export const reviewPage = z
  .object({
    type: z.literal('review'),
    from: version,
    to: version,
    version: version.openapi({ description: 'The version that ranges and deltas are on' }),
    threads: z.array(thread),
    suggestions: z.array(suggestion),
    removed: z.array(z.string()).openapi({ description: 'Ids of threads and suggestions that are gone' }),
    nextSince: version.nullable().openapi({ description: 'Where to go on; null at the end' }),
  })
  .openapi('Review');

const { commentLength, mentionsPerComment } = HTTP_LIMITS;

const body = lines(commentLength).refine((text) => mentionedIn(text).length <= mentionsPerComment, {
  message: `must mention at most ${mentionsPerComment} people`,
});

/** The body of a comment in a request. */
export const commentBody = z.strictObject({ body });

/** A new thread. */
export const threadBody = z.strictObject({
  version: version.openapi({ description: 'The version that `range` is on, however old' }),
  range: orNull(
    z.strictObject({
      index: z.number().int().nonnegative(),
      length: z.number().int().nonnegative(),
    }),
  ),
  body,
});

/** The parameters of the path of a thread. */
export const threadParams = z.object({ docId: id, threadId: id });

/** The parameters of the path of a comment. */
export const commentParams = z.object({ docId: id, threadId: id, commentId: id });
