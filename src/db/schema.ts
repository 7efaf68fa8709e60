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
    reconciledVersion: integer('reconciled_version').notNull(),
    snapshotVersion: integer('snapshot_version').notNull(),
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
  ],
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

/** Documents that a user wants at hand. */
export const stars = sqliteTable(
  'stars',
  {
    userId: text('user_id').notNull(),
    docId: text('doc_id').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.docId] })],
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
