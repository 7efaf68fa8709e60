import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Scope } from '../../protocol/permissions.ts';
import { ROLES } from '../../protocol/role.ts';
import type { Event } from '../queues/events.ts';

// Times are ms since 1970. Every index below serves a query; a query without an index is not allowed.

/** People. `email` is normalised (lower case, NFC) and unique. */
export const users = sqliteTable(
  'users',
  {
    id: text().primaryKey(),
    email: text().notNull(),
    emailVerifiedAt: integer('email_verified_at'),
    name: text().notNull(),
    color: text().notNull(),
    avatarUrl: text('avatar_url'),
    preferences: text({ mode: 'json' }).$type<Record<string, string | number | boolean>>().notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [uniqueIndex('users_email').on(table.email)],
);

/**
 * Ways to prove an identity: `password` (subject: the address, secret: a PHC string), or the name of an OpenID
 * provider (subject: its `sub`). Passkeys have their own table.
 */
export const identities = sqliteTable(
  'identities',
  {
    provider: text().notNull(),
    subject: text().notNull(),
    userId: text('user_id').notNull(),
    secret: text(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.subject] }),
    index('identities_user').on(table.userId),
  ],
);

/** Refresh-token families, one a login, of users and of guests. Only hashes of tokens are kept. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text().primaryKey(),
    userId: text('user_id').notNull(),
    tokenHash: text('token_hash').notNull(),
    previousHash: text('previous_hash'),
    rotatedAt: integer('rotated_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    endsAt: integer('ends_at').notNull(),
    userAgent: text('user_agent').notNull(),
    /** What the user calls it; null for what its user agent says. */
    name: text(),
    /** For a guest's session, the one document that it opens. */
    guestOf: text('guest_of'),
    /** When its user last proved their identity: sensitive changes require a new proof after a while. */
    authenticatedAt: integer('authenticated_at').notNull().default(0),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('sessions_user').on(table.userId, table.createdAt, table.id),
    index('sessions_expires').on(table.expiresAt),
  ],
);

/** Keys of authenticators (WebAuthn), to sign in with and as a second factor. */
export const passkeys = sqliteTable(
  'passkeys',
  {
    /** The credential id, base64url. */
    id: text().primaryKey(),
    userId: text('user_id').notNull(),
    name: text().notNull(),
    /** COSE, base64url. */
    publicKey: text('public_key').notNull(),
    counter: integer().notNull(),
    transports: text({ mode: 'json' }).$type<string[]>().notNull(),
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
  },
  (table) => [index('passkeys_user').on(table.userId, table.createdAt)],
);

/** Time-based one-time passwords (RFC 6238), one secret a user. */
export const totp = sqliteTable('totp', {
  userId: text('user_id').primaryKey(),
  /** Encrypted (src/platform/tokens/account-key.ts). */
  secret: text().notNull(),
  /** When a first code proved that the secret arrived; until then it protects nothing. */
  confirmedAt: integer('confirmed_at'),
  /** The newest time step that was used: none is accepted twice. */
  lastStep: integer('last_step').notNull().default(0),
  createdAt: integer('created_at').notNull(),
});

/** Codes that open an account when its second factor is lost; each works once. Only hashes are kept. */
export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    userId: text('user_id').notNull(),
    hash: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.hash] })],
);

/**
 * Tokens that work once, for a while: links in mails, challenges, sign-ins that wait for a second factor. Only the
 * hash of the proof is kept; using it deletes the row.
 */
export const oneTimeTokens = sqliteTable(
  'one_time_tokens',
  {
    hash: text().primaryKey(),
    purpose: text().notNull(),
    /** Null for a token that is issued before the user is known. */
    userId: text('user_id'),
    data: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    expiresAt: integer('expires_at').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('one_time_tokens_user').on(table.userId, table.purpose),
    index('one_time_tokens_expires').on(table.expiresAt),
  ],
);

/** API tokens: shown once, kept as a hash. */
export const apiTokens = sqliteTable(
  'api_tokens',
  {
    id: text().primaryKey(),
    userId: text('user_id').notNull(),
    name: text().notNull(),
    hash: text().notNull(),
    /** The last characters, so that the user recognises it. */
    hint: text().notNull(),
    scopes: text({ mode: 'json' }).$type<Scope[]>().notNull(),
    /** The only documents that it opens; null for all of its user's. */
    docIds: text('doc_ids', { mode: 'json' }).$type<string[]>(),
    expiresAt: integer('expires_at'),
    /** To the minute. */
    lastUsedAt: integer('last_used_at'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('api_tokens_hash').on(table.hash),
    index('api_tokens_user').on(table.userId, table.createdAt, table.id),
  ],
);

/** People without an account, each in one document that a link opened for them. They choose their name. */
export const guests = sqliteTable(
  'guests',
  {
    id: text().primaryKey(),
    docId: text('doc_id').notNull(),
    linkId: text('link_id').notNull(),
    name: text().notNull(),
    color: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('guests_document').on(table.docId)],
);

/** What is known of a document outside its Document object, which alone has the text. */
export const documents = sqliteTable(
  'documents',
  {
    id: text().primaryKey(),
    ownerId: text('owner_id').notNull(),
    title: text().notNull(),
    region: text({ enum: ['eu', 'fedramp'] }),
    version: integer().notNull(),
    length: integer().notNull(),
    size: integer().notNull(),
    excerpt: text().notNull(),
    /** The log is archived and checked up to here; `reconciledChain` is its hash chain there, in hex, '' at 0. */
    reconciledVersion: integer('reconciled_version').notNull(),
    reconciledChain: text('reconciled_chain').notNull().default(''),
    /** The archived log begins after this version, a snapshot's, with this hash chain in hex, '' at 0. */
    logFrom: integer('log_from').notNull().default(0),
    logChain: text('log_chain').notNull().default(''),
    /** The version of the excerpt and of the full-text index. */
    indexedVersion: integer('indexed_version').notNull().default(0),
    /** The version that `documents_search` has; if it is less than `indexedVersion`, the sweep brings it there. */
    foldedVersion: integer('folded_version').notNull().default(0),
    /** The title's terms, indexed by a trigger; null until the sweep has made them. */
    searchTitle: text('search_title'),
    /** The newest archived snapshot. */
    snapshotVersion: integer('snapshot_version').notNull(),
    /** The last writers, newest first: at most five users' ids. */
    lastEditors: text('last_editors', { mode: 'json' }).$type<string[]>().notNull().default([]),
    /** Since when, and where, the archive and the Document contradict each other. */
    divergedAt: integer('diverged_at'),
    divergence: text(),
    /** Raised when the document is recovered to an earlier version: versions after that are assigned again. */
    generation: integer().notNull().default(0),
    /** When somebody last opened it or wrote to it, to the minute: the sweep goes by it. */
    touchedAt: integer('touched_at').notNull().default(0),
    /** Raised by every change of access; the Document refuses connections that were looked up under an older one. */
    accessEpoch: integer('access_epoch').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    deletedAt: integer('deleted_at'),
  },
  (table) => [
    index('documents_owner_updated').on(table.ownerId, table.updatedAt, table.id),
    index('documents_owner_created').on(table.ownerId, table.createdAt, table.id),
    index('documents_owner_title').on(table.ownerId, table.title, table.id),
    index('documents_touched').on(table.touchedAt, table.id),
    index('documents_trashed').on(table.deletedAt, table.id),
    index('documents_unfolded')
      .on(table.id)
      .where(sql`(${table.searchTitle} IS NULL OR ${table.foldedVersion} < ${table.indexedVersion})`),
  ],
);

/** The archived whole texts of a document: `snapshots/<docId>/<version>.json`. A named one is kept for ever. */
export const snapshots = sqliteTable(
  'snapshots',
  {
    docId: text('doc_id').notNull(),
    version: integer().notNull(),
    /** Bytes of the stored object. */
    size: integer().notNull(),
    name: text(),
    /** The user who asked for it; null for one that the Document made by itself. */
    authorId: text('author_id'),
    /** When the version was committed. */
    at: integer().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.docId, table.version] }),
    index('snapshots_created').on(table.createdAt),
  ],
);

/**
 * Runs of operations by the same people without a pause of 5 minutes, created as the log is reconciled. A run covers
 * the versions after `fromVersion`, up to and including `toVersion`.
 */
export const revisions = sqliteTable(
  'revisions',
  {
    docId: text('doc_id').notNull(),
    fromVersion: integer('from_version').notNull(),
    toVersion: integer('to_version').notNull(),
    /** Users' ids, in order of appearance. */
    authors: text({ mode: 'json' }).$type<string[]>().notNull(),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at').notNull(),
    /** UTF-16 units. */
    inserted: integer().notNull(),
    deleted: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.docId, table.fromVersion] })],
);

/** Up to which version a user has seen a document, for "since your last visit". */
export const visits = sqliteTable(
  'visits',
  {
    userId: text('user_id').notNull(),
    docId: text('doc_id').notNull(),
    version: integer().notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.docId] }), index('visits_document').on(table.docId)],
);

/** Messages that failed five times, for an operator to look at and replay. */
export const deadLetters = sqliteTable(
  'dead_letters',
  {
    id: text().primaryKey(),
    /** The queue of the message, without the environment's suffix. */
    queue: text().notNull(),
    body: text({ mode: 'json' }).$type<unknown>().notNull(),
    failedAt: integer('failed_at').notNull(),
    replayedAt: integer('replayed_at'),
  },
  (table) => [index('dead_letters_failed').on(table.failedAt, table.id)],
);

/** Who may do what: users, and guests of a link. The owner has a row too. */
export const permissions = sqliteTable(
  'permissions',
  {
    docId: text('doc_id').notNull(),
    userId: text('user_id').notNull(),
    role: text({ enum: ROLES }).notNull(),
    /** The link that it came by, and with which it changes and ends; null for one that was given directly. */
    linkId: text('link_id'),
    /**
     * The role that the user was given directly, beside a stronger one by a link: what remains when the link ends.
     */
    directRole: text('direct_role', { enum: ROLES }),
    /** When it ends by itself, as its link does; null for never. */
    expiresAt: integer('expires_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.docId, table.userId] }),
    index('permissions_user').on(table.userId, table.role, table.docId),
    index('permissions_link').on(table.linkId),
    index('permissions_expires').on(table.expiresAt),
  ],
);

/**
 * Ownership that is offered to a member and not accepted yet: at most one offer for each document. It is valid while
 * `fromId` owns the document and `toId` is a member of it.
 */
export const ownerOffers = sqliteTable(
  'owner_offers',
  {
    docId: text('doc_id').primaryKey(),
    fromId: text('from_id').notNull(),
    toId: text('to_id').notNull(),
    expiresAt: integer('expires_at').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('owner_offers_to').on(table.toId),
    index('owner_offers_from').on(table.fromId),
    index('owner_offers_expires').on(table.expiresAt),
  ],
);

/** Invited addresses without a verified account so far. */
export const invitations = sqliteTable(
  'invitations',
  {
    id: text().primaryKey(),
    docId: text('doc_id').notNull(),
    /** Normalised as `users.email` is. */
    email: text().notNull(),
    role: text({ enum: ROLES }).notNull(),
    message: text(),
    invitedBy: text('invited_by').notNull(),
    expiresAt: integer('expires_at').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('invitations_document_email').on(table.docId, table.email),
    index('invitations_email').on(table.email),
    index('invitations_expires').on(table.expiresAt),
    index('invitations_inviter').on(table.invitedBy),
  ],
);

/** The link of a document, at most one. Its token is derived from its id (src/features/sharing), so none is stored. */
export const links = sqliteTable(
  'links',
  {
    id: text().primaryKey(),
    docId: text('doc_id').notNull(),
    role: text({ enum: ROLES }).notNull(),
    expiresAt: integer('expires_at'),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('links_document').on(table.docId)],
);

/** Users who ask for access to a document that they may not open. The answer deletes the row. */
export const accessRequests = sqliteTable(
  'access_requests',
  {
    id: text().primaryKey(),
    docId: text('doc_id').notNull(),
    userId: text('user_id').notNull(),
    role: text({ enum: ROLES }).notNull(),
    message: text(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('access_requests_document_user').on(table.docId, table.userId),
    index('access_requests_user').on(table.userId),
  ],
);

/**
 * Events that were written with their change and wait for the queue: whatever happens to the queue, no event is lost.
 */
export const eventOutbox = sqliteTable(
  'event_outbox',
  {
    id: text().primaryKey(),
    body: text({ mode: 'json' }).$type<Event>().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('event_outbox_created').on(table.createdAt)],
);

/** What an event has already brought about, so that this happens once, however often the event comes. */
export const eventEffects = sqliteTable(
  'event_effects',
  {
    eventId: text('event_id').notNull(),
    effect: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.eventId, table.effect] }),
    index('event_effects_created').on(table.createdAt),
  ],
);

/** The notifications of users in the app; `mail` says whether one must still go into a mail. */
export const notifications = sqliteTable(
  'notifications',
  {
    id: text().primaryKey(),
    userId: text('user_id').notNull(),
    eventId: text('event_id').notNull(),
    kind: text().notNull(),
    docId: text('doc_id'),
    actorId: text('actor_id'),
    /** What its text is made from: names and titles as they were. */
    data: text({ mode: 'json' }).$type<Record<string, string | number | null>>().notNull(),
    createdAt: integer('created_at').notNull(),
    readAt: integer('read_at'),
    mail: text({ enum: ['none', 'due', 'sent'] }).notNull(),
  },
  (table) => [
    uniqueIndex('notifications_event').on(table.eventId, table.userId),
    index('notifications_user').on(table.userId, table.createdAt, table.id),
    index('notifications_unread').on(table.userId, table.readAt),
    index('notifications_mail').on(table.mail, table.userId, table.createdAt),
    index('notifications_document').on(table.docId),
    index('notifications_actor').on(table.actorId),
  ],
);

/** How a user wants to be notified of a kind; without a row the kind's default applies. */
export const notificationPreferences = sqliteTable(
  'notification_preferences',
  {
    userId: text('user_id').notNull(),
    kind: text().notNull(),
    inApp: integer('in_app', { mode: 'boolean' }).notNull(),
    mail: text({ enum: ['now', 'digest', 'off'] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.kind] })],
);

/**
 * Who did what, when, from where and with which credential. Rows are only ever added (triggers refuse the rest);
 * erasing a user (`user_erasures`) empties the personal data in theirs.
 */
export const auditLog = sqliteTable(
  'audit_log',
  {
    /** The event's. */
    id: text().primaryKey(),
    at: integer().notNull(),
    type: text().notNull(),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id'),
    /** The session or API token that was used. */
    credentialId: text('credential_id'),
    address: text(),
    userAgent: text('user_agent'),
    docId: text('doc_id'),
    /** The affected user. */
    subjectId: text('subject_id'),
    details: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    index('audit_log_at').on(table.at, table.id),
    index('audit_log_document').on(table.docId, table.at, table.id),
    index('audit_log_actor').on(table.actorId, table.at, table.id),
    index('audit_log_subject').on(table.subjectId, table.at, table.id),
    index('audit_log_type').on(table.type, table.at, table.id),
  ],
);

/**
 * Changes of access that the Document has not confirmed yet: `subject` is a user's id, or `*` for the trash. A row is
 * written with the change itself and deleted once the Document has it, so a Document that cannot be reached is told
 * later.
 */
export const owedAccess = sqliteTable(
  'owed_access',
  {
    docId: text('doc_id').notNull(),
    subject: text().notNull(),
    accessEpoch: integer('access_epoch').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.docId, table.subject] }),
    index('owed_access_created').on(table.createdAt),
  ],
);

/**
 * Documents that must be erased everywhere once `dueAt` has come. A row is written before a document is created, and
 * deleted together with the insertion of its row in `documents`: it finds documents whose creation never finished. It
 * is also what remains of a document that was deleted for good until nothing of it is left anywhere.
 */
export const erasures = sqliteTable(
  'erasures',
  {
    docId: text('doc_id').primaryKey(),
    region: text({ enum: ['eu', 'fedramp'] }),
    /** `creation`: unless it was created after all; `deletion`: it exists; `remains`: checked once more. */
    reason: text({ enum: ['creation', 'deletion', 'remains'] }).notNull(),
    dueAt: integer('due_at').notNull(),
  },
  (table) => [index('erasures_due').on(table.dueAt)],
);

/**
 * Erased users, by an id that reveals nothing, and what is still owed of their erasure (src/features/users/erase.ts).
 * Rows of the audit log can be emptied only for users in this table.
 */
export const userErasures = sqliteTable(
  'user_erasures',
  {
    userId: text('user_id').primaryKey(),
    /** What happens to the documents that they own. */
    documents: text({ enum: ['delete', 'hand-over'] }).notNull(),
    /** `owed`: documents may still know them; `remains`: checked once more; `done`: nothing is left but this row. */
    state: text({ enum: ['owed', 'remains', 'done'] }).notNull(),
    dueAt: integer('due_at').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('user_erasures_due').on(table.state, table.dueAt)],
);

/** Documents that a user keeps at hand. */
export const stars = sqliteTable(
  'stars',
  {
    userId: text('user_id').notNull(),
    docId: text('doc_id').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.docId] }), index('stars_document').on(table.docId)],
);

/** First answers to writes with an Idempotency-Key; `status` is null while the first is still running. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    userId: text('user_id').notNull(),
    route: text().notNull(),
    key: text().notNull(),
    /** Which of several concurrent requests holds the row. */
    holder: text().notNull(),
    requestHash: text('request_hash').notNull(),
    status: integer(),
    headers: text({ mode: 'json' }).$type<Record<string, string>>(),
    body: text(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.route, table.key] }),
    index('idempotency_keys_created').on(table.createdAt),
  ],
);

/** Counters of events that must be rare (guessing passwords), exact and shared by all locations. */
export const throttles = sqliteTable(
  'throttles',
  {
    key: text().primaryKey(),
    count: integer().notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('throttles_expires').on(table.expiresAt)],
);
