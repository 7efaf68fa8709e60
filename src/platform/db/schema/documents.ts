import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

// Documents outside their objects, which alone have the text.

/** The metadata of a document outside its Document object, which alone has the text. */
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
    /** The log is archived and checked up to here; `archivedChain` is its hash chain there, in hex, '' at 0. */
    archivedVersion: integer('reconciled_version').notNull(),
    archivedChain: text('reconciled_chain').notNull().default(''),
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
    /** When a user last opened it or wrote to it, to the minute: the sweep selects by it. */
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
