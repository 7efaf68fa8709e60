import { and, eq, gt, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { oneTimeTokens } from './schema.ts';

/** A one-time token as stored. */
export type OneTimeTokenRow = typeof oneTimeTokens.$inferSelect;

/** Stores a token; with `replacing`, the user's older ones of the same purpose end at the same moment. */
export async function storeToken(db: Database, row: OneTimeTokenRow, replacing: boolean): Promise<void> {
  const insert = insertToken(db, row);
  if (replacing && row.userId !== null) await db.batch([deleteTokensOf(db, row.userId, row.purpose), insert]);
  else await insert;
}

/** The statement that stores a token. */
export function insertToken(db: Database, row: OneTimeTokenRow) {
  return db.insert(oneTimeTokens).values(row);
}

/** The token with this hash that has not expired, or undefined; it stays. */
export async function findToken(db: Database, purpose: string, hash: string, now: number) {
  return (
    await db
      .select()
      .from(oneTimeTokens)
      .where(live(purpose, hash, now))
  )[0];
}

/** Deletes the token with this hash, and returns what it held; undefined for all but the first caller. */
export async function takeToken(db: Database, purpose: string, hash: string, now: number) {
  return (
    await db
      .delete(oneTimeTokens)
      .where(live(purpose, hash, now))
      .returning()
  )[0];
}

/**
 * Counts one more attempt (`data.attempts`) in one statement, so that concurrent attempts are each counted; undefined
 * when there is no such token, or `limit` attempts were made already.
 */
export async function countAttempt(
  db: Database,
  purpose: string,
  hash: string,
  { limit, now }: { limit: number; now: number },
) {
  const attempts = sql`coalesce(json_extract(${oneTimeTokens.data}, '$.attempts'), 0)`;
  const rows = await db
    .update(oneTimeTokens)
    .set({ data: sql`json_set(${oneTimeTokens.data}, '$.attempts', ${attempts} + 1)` })
    .where(and(live(purpose, hash, now), sql`${attempts} < ${limit}`))
    .returning();
  return rows[0];
}

/** The statement that ends every token of a user for a purpose. */
export function deleteTokensOf(db: Database, userId: string, purpose: string) {
  return db
    .delete(oneTimeTokens)
    .where(and(eq(oneTimeTokens.userId, userId), eq(oneTimeTokens.purpose, purpose)));
}

/** The condition under which a token is valid. */
export function live(purpose: string, hash: string, now: number) {
  return and(
    eq(oneTimeTokens.hash, hash),
    eq(oneTimeTokens.purpose, purpose),
    gt(oneTimeTokens.expiresAt, now),
  );
}
