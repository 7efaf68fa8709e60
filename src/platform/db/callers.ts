import { and, eq, gt, isNull, or } from 'drizzle-orm';
import type { Database } from './database.ts';
import { apiTokens, sessions, users } from './schema.ts';

/** A session that has not ended, as every request needs it; undefined when there is none. */
export async function findLiveSession(db: Database, id: string, now: number) {
  const rows = await db
    .select({
      userId: sessions.userId,
      guestOf: sessions.guestOf,
      authenticatedAt: sessions.authenticatedAt,
    })
    .from(sessions)
    .where(and(eq(sessions.id, id), gt(sessions.expiresAt, now)));
  return rows[0];
}

/** The API token with this hash that has not expired; undefined when there is none. */
export async function findApiToken(db: Database, hash: string, now: number) {
  const rows = await db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.hash, hash), or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now))));
  return rows[0];
}

/** A user's address, and since when it is verified (ms since 1970; null: not yet); undefined without such a user. */
export async function findAddress(db: Database, userId: string) {
  const { email, emailVerifiedAt } = users;
  return (await db.select({ email, emailVerifiedAt }).from(users).where(eq(users.id, userId)))[0];
}

/** Records when an API token was last used. */
export async function touchApiToken(db: Database, id: string, now: number): Promise<void> {
  await db.update(apiTokens).set({ lastUsedAt: now }).where(eq(apiTokens.id, id));
}
