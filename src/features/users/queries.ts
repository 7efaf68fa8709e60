import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { apiTokens, guests, users } from '../../platform/db/schema.ts';

/** The user with this id; undefined when there is none. */
export async function findUser(db: Database, id: string) {
  return (await db.select().from(users).where(eq(users.id, id)))[0];
}

/**
 * Changes a user. Returns undefined, and changes nothing, when no user has this id, or when the user has changed since
 * `asOf` (an `updatedAt`); a null `asOf` is not checked.
 */
export async function updateUser(
  db: Database,
  id: string,
  change: Partial<Omit<typeof users.$inferInsert, 'updatedAt'>>,
  asOf: number | null,
) {
  const unchanged = asOf === null ? undefined : eq(users.updatedAt, asOf);
  // Every change gets a distinct time, so that the time identifies the change.
  const updatedAt = sql`max(${users.updatedAt} + 1, ${Date.now()})`;
  return (
    await db
      .update(users)
      .set({ ...change, updatedAt })
      .where(and(eq(users.id, id), unchanged))
      .returning()
  )[0];
}

/** The ids of a user's API tokens. */
export async function listTokenIds(db: Database, userId: string): Promise<string[]> {
  const rows = await db.select({ id: apiTokens.id }).from(apiTokens).where(eq(apiTokens.userId, userId));
  return rows.map(({ id }) => id);
}

/** The guest with this id; undefined when there is none. */
export async function findGuest(db: Database, id: string) {
  return (await db.select().from(guests).where(eq(guests.id, id)))[0];
}
