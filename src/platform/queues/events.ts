import { z } from 'zod';
import { ID_PATTERN } from '../../base/ids.ts';
import { SCOPES } from '../../protocol/permissions.ts';
import { SUGGESTION_STATES } from '../../protocol/review.ts';
import { ROLES } from '../../protocol/role.ts';

const id = z.string().regex(ID_PATTERN);
const time = z.number().int().nonnegative();
const role = z.enum(ROLES);
/** True if the user had such a mail today: the app and the digests still report it. */
const quiet = z.boolean().optional();

/** Who did something, from where and with which credential. */
const actor = z.object({
  kind: z.enum(['person', 'guest', 'token', 'admin', 'system', 'anonymous']),
  userId: id.nullable(),
  /** The session or the API token. */
  credentialId: z.string().nullable(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});

const envelope = { id, at: time, by: actor };

function type<const T extends string, S extends z.ZodRawShape>(name: T, shape: S) {
  return z.object({ ...envelope, type: z.literal(name), ...shape });
}

/** All events of the queue `events`; times in ms since 1970. */
export const event = z.discriminatedUnion('type', [
  type('user.registered', { userId: id, method: z.string() }),
  type('user.login', { userId: id, method: z.string() }),
  type('user.login_failed', { userId: id.nullable(), method: z.string() }),
  type('user.logout', { userId: id }),
  type('user.sessions_ended', { userId: id, sessionIds: z.array(z.string()), reason: z.string() }),
  type('user.verification_requested', { userId: id }),
  type('user.verified', { userId: id }),
  type('user.password_forgotten', { email: z.string() }),
  type('user.registration_repeated', { email: z.string() }),
  type('user.password_changed', { userId: id, how: z.enum(['change', 'reset']) }),
  type('user.factor_added', {
    userId: id,
    factor: z.enum(['passkey', 'totp', 'recovery_codes']),
    name: z.string().nullable(),
  }),
  type('user.factor_removed', {
    userId: id,
    factor: z.enum(['passkey', 'totp']),
    name: z.string().nullable(),
  }),
  type('user.identity_linked', { userId: id, provider: z.string() }),
  type('user.identity_unlinked', { userId: id, provider: z.string() }),
  type('user.token_created', { userId: id, tokenId: id, name: z.string(), scopes: z.array(z.enum(SCOPES)) }),
  type('user.token_deleted', { userId: id, tokenId: id, name: z.string() }),
  type('user.exported', { userId: id }),
  /** The user's address and name, because nothing else has them when their last mail is written. */
  // `verified`: whether the address was ever verified.
  type('user.erased', {
    userId: id,
    email: z.string(),
    name: z.string(),
    language: z.string().nullable(),
    verified: z.boolean().optional(),
  }),
  type('admin.refused', { method: z.string(), path: z.string() }),
  type('admin.acted', { method: z.string(), path: z.string() }),
  type('audit.read', { docId: id.nullable(), filter: z.record(z.string(), z.string()) }),
  type('document.created', { docId: id, title: z.string() }),
  type('document.updated', { docId: id, userIds: z.array(z.string()), from: time, to: time }),
  type('document.renamed', { docId: id, title: z.string() }),
  type('document.deleted', { docId: id, title: z.string(), permanent: z.boolean() }),
  type('document.restored', { docId: id, title: z.string() }),
  /** `version`: that of the change which restored it. */
  type('document.reverted', { docId: id, version: time }),
  /** Into `docId`, at this version of it. `message`: what the merger writes about it. */
  type('fork.merged', {
    docId: id,
    title: z.string(),
    forkId: id,
    forkTitle: z.string(),
    version: time,
    message: z.string().nullable(),
  }),
  type('document.recovered', { docId: id, version: time.nullable() }),
  type('document.shared', { docId: id, title: z.string(), userId: id, role, quiet }),
  type('document.role_changed', { docId: id, title: z.string(), userId: id, from: role, to: role, quiet }),
  type('document.unshared', { docId: id, title: z.string(), userId: id }),
  type('document.left', { docId: id, title: z.string(), userId: id }),
  type('document.owner_offered', { docId: id, title: z.string(), userId: id, until: time, quiet }),
  /** `from`: the user who had offered it. */
  type('document.owner_offer_ended', {
    docId: id,
    title: z.string(),
    userId: id,
    from: id,
    how: z.enum(['withdrawn', 'declined']),
  }),
  type('document.owner_changed', { docId: id, title: z.string(), from: id, to: id }),
  type('document.link_changed', { docId: id, role: role.nullable(), expiresAt: time.nullable() }),
  type('guest.joined', { docId: id, guestId: id, name: z.string() }),
  type('user.invited', {
    docId: id,
    title: z.string(),
    invitationId: id,
    email: z.string(),
    role,
    message: z.string().nullable(),
  }),
  type('invitation.withdrawn', { docId: id, invitationId: id, email: z.string() }),
  type('invitation.accepted', { docId: id, title: z.string(), invitationId: id, userId: id, role }),
  type('access.requested', {
    docId: id,
    title: z.string(),
    requestId: id,
    userId: id,
    role,
    message: z.string().nullable(),
  }),
  type('access.answered', { docId: id, title: z.string(), requestId: id, userId: id, role: role.nullable() }),
  /**
   * `userIds`: who is told, without whom the comment mentions. `isReply`: it answers another comment. `quote`: the text
   * that the thread is about. `excerpt`: of the comment, with `<@userId>` for whom it mentions.
   */
  type('comment.created', {
    docId: id,
    title: z.string(),
    threadId: id,
    commentId: id.optional(),
    isReply: z.literal(true).optional(),
    userIds: z.array(id),
    excerpt: z.string(),
    quote: z.string().optional(),
  }),
  type('mention.created', {
    docId: id,
    title: z.string(),
    threadId: id,
    commentId: id.optional(),
    userId: id,
    excerpt: z.string(),
    quote: z.string().optional(),
  }),
  /** `userIds`: who is told. `excerpt`: its note. */
  type('suggestion.created', {
    docId: id,
    title: z.string(),
    suggestionId: id,
    threadId: id,
    userIds: z.array(id),
    excerpt: z.string(),
  }),
  /**
   * By the person who decided: all of it (`hunks` null), or this many hunks, which `version` committed (null: they were
   * rejected). `status`: that of the suggestion since then; everyone who is told hears of one that is no longer open.
   */
  type('suggestion.decided', {
    docId: id,
    title: z.string(),
    suggestionId: id,
    threadId: id,
    authorId: id,
    how: z.enum(['accepted', 'rejected']),
    status: z.enum(SUGGESTION_STATES),
    hunks: time.nullable(),
    version: time.nullable(),
    userIds: z.array(id),
  }),
]);

/** Something that has happened. */
export type Event = z.infer<typeof event>;
/** The event's type. */
export type EventType = Event['type'];
/** Who did it, from where and with which credential. */
export type Actor = z.infer<typeof actor>;
/** An actor who is a user or a guest, with a session or an API token. */
export type KnownActor = Actor & { userId: string; credentialId: string };
/** An event without its envelope, as its publisher writes it. */
export type EventBody = DistributiveOmit<Event, keyof typeof envelope>;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
