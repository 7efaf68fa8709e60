import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

// Work that the service still has to do, or must not repeat.

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
