import { and, eq, lt, type SQL, sql } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { type SearchPhrase, searchPhrases, searchTerms } from '../../base/search-terms.ts';
import type { Database } from './database.ts';
import { documents } from './schema.ts';

// A virtual table: a migration creates it, and the schema that migrations are generated from does not know it. It
// holds terms, not texts.
const index = sqliteTable('documents_search', { title: text().notNull(), body: text().notNull() });

// A query with more words finds nothing that these would not find.
const MAX_PHRASES = 10;
// A row of D1 holds 2 MB.
const MAX_TERMS_BYTES = 1_800_000;
const MAX_TITLE_BYTES = 20_000;

/** What search has of a document's text: its version, its beginning for lists, and its words. */
export interface IndexedText {
  version: number;
  excerpt: string;
  body: string;
}

/** The terms of a title. Every statement that writes a title writes them beside it; a trigger indexes them. */
export function titleTerms(title: string): string {
  return searchTerms(title, MAX_TITLE_BYTES);
}

/**
 * The statements that put a text into the full-text index and its excerpt into the row, unless a newer one is there
 * or `condition` on the row is false. In this order, in one batch.
 */
export function indexText(
  db: Database,
  docId: string,
  { version, excerpt, body }: IndexedText,
  condition: SQL | undefined,
) {
  const isOlder = and(eq(documents.id, docId), lt(documents.indexedVersion, version), condition);
  return [
    setBody(db, body, isOlder),
    db.update(documents).set({ excerpt, indexedVersion: version, foldedVersion: version }).where(isOlder),
  ] as const;
}

/**
 * Rows that the index does not hold in their current state: from before this index, or changed by an older release.
 * The first index, `documents_fts`, finds them until the sweep has folded them. The same condition is in the partial
 * index of the schema.
 */
export const UNFOLDED = sql`(${documents.searchTitle} IS NULL OR ${documents.foldedVersion} < ${documents.indexedVersion})`;

/** A document whose row is not in the index yet, with the text that the first index has of it. */
export interface UnfoldedDocument {
  id: string;
  title: string;
  indexedVersion: number;
  body: string;
}

/** At most `limit` documents whose title or text the index does not know, in any order. */
export async function listUnfolded(db: Database, limit: number): Promise<UnfoldedDocument[]> {
  const { id, title, indexedVersion } = documents;
  const rows = await db
    .select({ row: sql<number>`${documents}.rowid`, id, title, indexedVersion })
    .from(documents)
    .where(UNFOLDED)
    .limit(limit);
  const listed = JSON.stringify(rows.map(({ row }) => row));
  // A text that changes after the rows were read has another `indexedVersion`: `fold` then changes nothing.
  const texts = await db.all<{ row: number; body: string }>(
    sql`SELECT rowid AS "row", body FROM documents_fts WHERE rowid IN (SELECT value FROM json_each(${listed}))`,
  );
  const bodies = new Map(texts.map(({ row, body }) => [row, body]));
  return rows.map(({ row, ...document }) => ({ ...document, body: bodies.get(row) ?? '' }));
}

/** Puts a document into the index as it was read, unless it has changed since: then it is listed again. */
export async function fold(
  db: Database,
  { id, title, indexedVersion, body }: UnfoldedDocument,
): Promise<void> {
  const unchanged = and(eq(documents.id, id), eq(documents.indexedVersion, indexedVersion));
  await db.batch([
    setBody(db, body, and(unchanged, lt(documents.foldedVersion, indexedVersion))),
    db.update(documents).set({ foldedVersion: indexedVersion }).where(unchanged),
    db
      .update(documents)
      .set({ searchTitle: titleTerms(title) })
      .where(and(eq(documents.id, id), eq(documents.title, title))),
  ]);
}

function setBody(db: Database, body: string, condition: SQL | undefined) {
  return db
    .update(index)
    .set({ body: searchTerms(body, MAX_TERMS_BYTES) })
    .where(sql`rowid = (SELECT rowid FROM ${documents} WHERE ${condition})`);
}

/**
 * The condition on `documents` that every word of `query` is in the title or the text: each as the beginning of a
 * word, in scripts without spaces anywhere, compared as `foldText` says. Null for a query without a word.
 */
export function matches(query: string): SQL | null {
  const phrases = searchPhrases(query, MAX_PHRASES);
  if (phrases.length === 0) return null;
  // Quoted, so that the index takes no word as an operator.
  const expression = phrases.map(conditionOf).join(' AND ');
  const found = sql`${documents}.rowid IN (SELECT rowid FROM documents_search WHERE documents_search MATCH ${expression})`;
  const first = sql`${documents}.rowid IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH ${asTyped(query)})`;
  return sql`(${found} OR (${UNFOLDED} AND ${first}))`;
}

// Texts that were indexed before articles were taken off have only the word as typed.
function conditionOf({ terms, prefix, typed }: SearchPhrase): string {
  const phrase = `"${terms.join(' ')}"${prefix ? '*' : ''}`;
  return typed === undefined ? phrase : `(${phrase} OR "${typed}"${prefix ? '*' : ''})`;
}

// The first index folds by itself.
function asTyped(query: string): string {
  const words = query.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words
    .slice(0, MAX_PHRASES)
    .map((word) => `"${word}"*`)
    .join(' ');
}
