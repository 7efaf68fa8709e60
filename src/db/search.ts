import { and, eq, lt, type SQL, sql } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from './database.ts';
import { documents } from './schema.ts';

// A virtual table: it is made by a migration, and none of the schema that migrations are generated from.
const index = sqliteTable('documents_fts', { title: text().notNull(), body: text().notNull() });

// A query of more words finds nothing that one of these would not.
const MAX_WORDS = 20;

/** What is to be found of a document's text: its version, its beginning for lists, and its words. */
export interface IndexedText {
  version: number;
  excerpt: string;
  body: string;
}

/**
 * The statements that put a text into the full-text index and its excerpt into the row, unless a newer one is there or
 * `condition` on the row does not hold. In this order, in one batch. Titles need none: triggers index them.
 */
export function indexText(
  db: Database,
  docId: string,
  { version, excerpt, body }: IndexedText,
  condition: SQL | undefined,
) {
  const isOlder = and(eq(documents.id, docId), lt(documents.indexedVersion, version), condition);
  return [
    db.update(index).set({ body }).where(sql`rowid = (SELECT rowid FROM ${documents} WHERE ${isOlder})`),
    db.update(documents).set({ excerpt, indexedVersion: version }).where(isOlder),
  ] as const;
}

/**
 * The condition on `documents` that every word of `query` stands in the title or the text, each as the beginning of a
 * word, whatever its case and accents. Null for a query without a word.
 */
export function matches(query: string): SQL | null {
  const words = query.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  if (words.length === 0) return null;
  // Quoted, so that no word is an operator of the index.
  const expression = words
    .slice(0, MAX_WORDS)
    .map((word) => `"${word}"*`)
    .join(' ');
  return sql`${documents}.rowid IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH ${expression})`;
}
