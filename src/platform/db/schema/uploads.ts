import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ImageType } from '../../../base/images/read-image.ts';

/**
 * The files of documents, by the SHA-256 of their bytes in hex: what was uploaded, and what an operation or a suggestion
 * has named. The bytes are in R2 (`uploads/<docId>/<hash>`).
 */
export const uploads = sqliteTable(
  'uploads',
  {
    docId: text('doc_id').notNull(),
    hash: text().notNull(),
    /** What was uploaded; null for one that was only named so far. */
    type: text().$type<ImageType>(),
    /** Bytes. */
    size: integer(),
    /** In pixels, as shown. */
    width: integer(),
    height: integer(),
    /** The user or guest who uploaded it; null also when that one is erased. */
    authorId: text('author_id'),
    /** The user for whom the bytes count. */
    payerId: text('payer_id'),
    /** When it was last uploaded. */
    uploadedAt: integer('uploaded_at'),
    /** When an operation last inserted it, or for ever where a suggestion has; null: nothing has named it. */
    namedAt: integer('named_at'),
  },
  (table) => [
    primaryKey({ columns: [table.docId, table.hash] }),
    index('uploads_author').on(table.authorId, table.docId, table.hash),
    index('uploads_payer').on(table.payerId, table.size),
    index('uploads_unnamed').on(table.uploadedAt).where(sql`${table.namedAt} IS NULL`),
  ],
);
