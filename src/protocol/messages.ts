import * as z from 'zod/mini';
import { CLIENT_ID_PATTERN } from '../base/ids.ts';
import type { Op } from '../ot/op.ts';
import { reviewMessage } from './review.ts';
import { ROLES } from './role.ts';

// Deltas are checked here only for being arrays: parseDelta (src/ot) is their schema, and a delta that breaks a rule
// is answered by `reject`, not by a close as a malformed message is.
const delta = z.custom<readonly Op[]>((value) => Array.isArray(value), 'must be an array of ops');

const version = z.int().check(z.nonnegative());
const seq = z.int().check(z.positive());
const clientId = z.string().check(z.regex(CLIENT_ID_PATTERN));
const length = z.int().check(z.nonnegative());
const selection = { index: length, length };
const cursor = z.nullable(z.strictObject(selection));
const role = z.enum(ROLES);

const join = z.strictObject({
  type: z.literal('join'),
  client: clientId,
  version: z.nullable(version),
  pending: z.boolean(),
  generation: z.optional(version),
});
const op = z.strictObject({ type: z.literal('op'), version, seq, delta, cursor: z.optional(cursor) });
const moveCursor = z.strictObject({ type: z.literal('cursor'), version, cursor });
const auth = z.strictObject({
  type: z.literal('auth'),
  token: z.string().check(z.minLength(1), z.maxLength(8192)),
});
const leave = z.strictObject({ type: z.literal('leave') });

/** Everything that a client may send, except the literal frame `ping`. */
export const clientMessage = z.discriminatedUnion('type', [join, op, moveCursor, auth, leave]);

/**
 * The schema of each message that a client may send. A schema prepares itself when it is first used, and a union
 * prepares all its members: the first join of an object that just woke waits for that, so each message is read by its
 * own schema.
 */
export const clientMessages = { join, op, cursor: moveCursor, auth, leave } satisfies {
  [T in ClientMessage['type']]: z.ZodMiniType<Extract<ClientMessage, { type: T }>>;
};

// From here on an unknown field is left out, never refused: a client that is older than its server keeps working.
const cursorTold = z.nullable(z.object(selection));
const user = z.object({
  id: z.string(),
  name: z.string(),
  color: z.string(),
  guest: z.optional(z.literal(true)),
});
const rosterEntry = z.object({ client: clientId, user, role, cursor: cursorTold });
// By client id.
const numbers = z.record(z.string(), length);

const snapshot = z.nullable(
  z.union([z.object({ version, ops: delta }), z.object({ version, url: z.string() })]),
);

const joined = z.object({
  type: z.literal('joined'),
  protocol: z.int(),
  version,
  role,
  user,
  snapshot,
  reset: z.optional(z.literal(true)),
  generation: z.optional(version),
  synced: version,
  roster: z.array(rosterEntry),
  more: z.optional(length),
  number: z.optional(length),
  numbers: z.optional(numbers),
  review: z.optional(length),
  limits: z.object({ opBytes: length, documentBytes: length }),
});

const entry = z.object({ client: clientId, seq, delta, cursor: z.optional(cursorTold) });
// A broken entry must not pass for a run: its author would wait for the acknowledgement for ever.
const composedRun: z.ZodMiniType<{ delta: readonly Op[] }> = z.object({
  delta,
  client: z.optional(z.never()),
  seq: z.optional(z.never()),
});
const ops = z.object({
  type: z.literal('ops'),
  from: version,
  to: version,
  ops: z.array(z.union([entry, composedRun])),
});

const presence = z.object({
  type: z.literal('presence'),
  joined: z.array(rosterEntry),
  left: z.array(clientId),
  cursors: z.array(z.object({ client: clientId, version, cursor: cursorTold })),
  more: z.optional(length),
  numbers: z.optional(numbers),
});

/** Why an operation was not accepted. */
export const REJECT_CODES = ['forbidden', 'invalid', 'too_large', 'document_full'] as const;
const reject = z.object({
  type: z.literal('reject'),
  seq,
  code: z.enum(REJECT_CODES),
  message: z.string(),
});
const synced = z.object({ type: z.literal('synced'), version, snapshot: version });
const roleChanged = z.object({ type: z.literal('role'), role });
const renamed = z.object({ type: z.literal('renamed'), title: z.string() });
const restored = z.object({ type: z.literal('restored'), version, user });
const error = z.object({ type: z.literal('error'), code: z.string(), message: z.string() });

/** Everything that the server may send, except the literal frame `pong`. */
export const serverMessage = z.discriminatedUnion('type', [
  joined,
  ops,
  presence,
  reject,
  synced,
  roleChanged,
  renamed,
  restored,
  reviewMessage,
  error,
]);

/** The schema of each message that the server may send, like `clientMessages`. */
export const serverMessages = {
  joined,
  ops,
  presence,
  reject,
  synced,
  role: roleChanged,
  renamed,
  restored,
  review: reviewMessage,
  error,
} satisfies { [T in ServerMessage['type']]: z.ZodMiniType<Extract<ServerMessage, { type: T }>> };

/** A selection in the document; null for none. */
export type Cursor = z.infer<typeof cursor>;
/** A user as the others in a document see them; `guest`: without an account, with a name of their own choice. */
export type User = z.infer<typeof user>;
/** One editor instance that is in the document now. */
export type RosterEntry = z.infer<typeof rosterEntry>;
/** First frame of a client: which version it has. */
export type JoinMessage = z.infer<typeof join>;
/** One operation on a version. */
export type OpMessage = z.infer<typeof op>;
/** A selection that moved without an edit. */
export type CursorMessage = z.infer<typeof moveCursor>;
/** A message from a client. */
export type ClientMessage = z.infer<typeof clientMessage>;
/** Answer to `join`. */
export type JoinedMessage = z.infer<typeof joined>;
/** A committed operation. */
export type Entry = z.infer<typeof entry>;
/** A run of whole frames in one delta; it has no author, so it never acknowledges. */
export type ComposedRun = z.infer<typeof composedRun>;
/** The log from one version to another: one unit of transformation. */
export type OpsMessage = z.infer<typeof ops>;
/** Who came, left and moved. */
export type PresenceMessage = z.infer<typeof presence>;
/** The document has another title. */
export type RenamedMessage = z.infer<typeof renamed>;
/** A user restored the text of an older version, by the operation at `version`. */
export type RestoredMessage = z.infer<typeof restored>;
/** Why an operation was not accepted. */
export type RejectCode = (typeof REJECT_CODES)[number];
/** An operation was not accepted. */
export type RejectMessage = z.infer<typeof reject>;
/** A message from the server. */
export type ServerMessage = z.infer<typeof serverMessage>;
