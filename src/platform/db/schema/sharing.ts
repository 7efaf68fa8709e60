import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { ROLES } from '../../../protocol/role.ts';

// Access to documents: permissions, links, invitations and requests.

/** Roles in documents, of users and of guests of a link. The owner has a row too. */
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
