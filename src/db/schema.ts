import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { ROLES } from '../protocol/role.ts';

// Times are ms since 1970. Every index below serves a query; what no index serves may not be asked.

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

/** Ways to prove to be a user: `password` (subject: the address, secret: a PHC string), later OpenID providers. */
export const identities = sqliteTable(
  'identities',
  {
    provider: text({ enum: ['password', 'google'] }).notNull(),
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

/** Refresh-token families, one a login. Only hashes of tokens are kept. */
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
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('sessions_user').on(table.userId, table.createdAt, table.id),
    index('sessions_expires').on(table.expiresAt),
  ],
);

/** What is known of a document outside its Document object, which alone holds the text. */
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
    /** The log is archived and proved up to here; `reconciledChain` is its hash chain there, in hex, '' at 0. */
    reconciledVersion: integer('reconciled_version').notNull(),
    reconciledChain: text('reconciled_chain').notNull().default(''),
    /** The archived log begins after this version, a snapshot's, with this hash chain in hex, '' at 0. */
    logFrom: integer('log_from').notNull().default(0),
    logChain: text('log_chain').notNull().default(''),
    /** Of this version the excerpt and the full-text index are. */
    indexedVersion: integer('indexed_version').notNull().default(0),
    /** The newest archived snapshot. */
    snapshotVersion: integer('snapshot_version').notNull(),
    /** Who wrote last, newest first, at most five users' ids. */
    lastEditors: text('last_editors', { mode: 'json' }).$type<string[]>().notNull().default([]),
    /** Since when, and where, what is archived and what the Document holds contradict each other. */
    divergedAt: integer('diverged_at'),
    divergence: text(),
    /** Raised when the document is recovered to an earlier version: versions after that are made anew. */
    generation: integer().notNull().default(0),
    /** When somebody last opened it or wrote to it, to the minute: what the sweep looks after. */
    touchedAt: integer('touched_at').notNull().default(0),
    /** Raised by every change of who may do what; the Document refuses connections looked up under an older one. */
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
  ],
);

/** What is archived of a document as a whole text: `snapshots/<docId>/<version>.json`. A named one is kept for ever. */
export const snapshots = sqliteTable(
  'snapshots',
  {
    docId: text('doc_id').notNull(),
    version: integer().notNull(),
    /** Bytes of the stored object. */
    size: integer().notNull(),
    name: text(),
    /** Who asked for it; null for one that the Document made by itself. */
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
 * Runs of operations by the same people without a pause of 5 minutes, made as the log is reconciled. A run holds the
 * versions after `fromVersion`, up to and including `toVersion`.
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

/** Messages that failed five times, to be looked at and replayed by an operator. */
export const deadLetters = sqliteTable(
  'dead_letters',
  {
    id: text().primaryKey(),
    /** The queue it was meant for, without the environment's suffix. */
    queue: text().notNull(),
    body: text({ mode: 'json' }).$type<unknown>().notNull(),
    failedAt: integer('failed_at').notNull(),
    replayedAt: integer('replayed_at'),
  },
  (table) => [index('dead_letters_failed').on(table.failedAt, table.id)],
);

/** Who may do what. The owner has a row too. */
export const permissions = sqliteTable(
  'permissions',
  {
    docId: text('doc_id').notNull(),
    userId: text('user_id').notNull(),
    role: text({ enum: ROLES }).notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.docId, table.userId] }),
    index('permissions_user').on(table.userId, table.role, table.docId),
  ],
);

/**
 * Changes of access that the Document has not confirmed yet: `subject` is a user's id, or `*` for the trash. Written
 * with the change itself, taken away once the Document holds it, so a Document that cannot be reached is told later.
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
 * Documents that are to be erased everywhere once `dueAt` has come. A row is written before a document is made, and
 * taken away together with the insertion of its row in `documents`: what was begun and never finished is found by it.
 * And it is what remains of a document that was deleted for good until nothing of it is left anywhere.
 */
export const erasures = sqliteTable(
  'erasures',
  {
    docId: text('doc_id').primaryKey(),
    region: text({ enum: ['eu', 'fedramp'] }),
    /** `creation`: unless it has come into being; `deletion`: it is there; `remains`: looked at once more. */
    reason: text({ enum: ['creation', 'deletion', 'remains'] }).notNull(),
    dueAt: integer('due_at').notNull(),
  },
  (table) => [index('erasures_due').on(table.dueAt)],
);

/** Documents that a user wants at hand. */
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
    /** Which of several requests in a race holds the row. */
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

/** Counters of what must be rare (guessing passwords), exact and shared by all locations. */
export const throttles = sqliteTable(
  'throttles',
  {
    key: text().primaryKey(),
    count: integer().notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('throttles_expires').on(table.expiresAt)],
);
