import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Actor } from '../../queues/events.ts';

/**
 * Archives of many texts that a queue makes documents of. The archive is in R2 (`imports/<userId>/<id>`) while it is
 * worked on.
 */
export const imports = sqliteTable(
  'imports',
  {
    id: text().primaryKey(),
    /** Whose the documents become. */
    userId: text('user_id').notNull(),
    /** Who asked for it, for the events of its documents. */
    actor: text({ mode: 'json' }).$type<Actor>().notNull(),
    state: text({ enum: ['running', 'done', 'cancelled'] }).notNull(),
    fileName: text('file_name').notNull(),
    /** Bytes of the archive. */
    size: integer().notNull(),
    region: text({ enum: ['eu', 'fedramp'] }),
    /** The origin of the app, for links between the documents. */
    origin: text().notNull(),
    /** The documents that it shall become. */
    total: integer().notNull(),
    /** The files that are no texts: those that are no image of a document either are counted as left out. */
    others: integer().notNull(),
    /** Bytes of the images of the documents that are made. */
    imageBytes: integer('image_bytes').notNull().default(0),
    createdAt: integer('created_at').notNull(),
    /** When nothing was left to do; null while it is running. */
    endedAt: integer('ended_at'),
    /** When the sweep looks at it next: at a running one, or to delete one that has ended. */
    dueAt: integer('due_at').notNull(),
  },
  (table) => [index('imports_user').on(table.userId, table.state), index('imports_due').on(table.dueAt)],
);

/** The texts of such an archive, in their order: each becomes a document. */
export const importFiles = sqliteTable(
  'import_files',
  {
    importId: text('import_id').notNull(),
    number: integer().notNull(),
    /** Its path in the archive. */
    path: text().notNull(),
    /** The id that its document has or gets: links to it are written before it is there. */
    docId: text('doc_id').notNull(),
    state: text({ enum: ['waiting', 'made', 'failed'] }).notNull(),
    /** Of the document. */
    title: text(),
    /** Why no document was made of it. */
    code: text(),
    message: text(),
    /** What the document could not keep; known before it is there. */
    warnings: text({ mode: 'json' }).$type<{ code: string; count: number }[]>().notNull().default([]),
    /** Which entries of the archive it shows as images: a bit of 30 in each number. */
    images: text({ mode: 'json' }).$type<number[]>().notNull().default([]),
    /** Attempts that ended without a word, as those of a Worker do that takes too much memory. */
    tries: integer().notNull().default(0),
    /** The message that is at work on it, until when. */
    holder: text(),
    heldUntil: integer('held_until').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.importId, table.number] }),
    index('import_files_waiting').on(table.importId, table.number).where(sql`${table.state} = 'waiting'`),
  ],
);
