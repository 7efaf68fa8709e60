import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Scope } from '../../../protocol/permissions.ts';

// Accounts, and their proofs of identity.

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
