import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { apiTokens, guests, users } from '../db/schema.ts';

/** The user with this id, or undefined. */
export async function findUser(db: Database, id: string) {
  return (await db.select().from(users).where(eq(users.id, id)))[0];
}

/** Changes a user; undefined when there is none with this id. */
export async function updateUser(db: Database, id: string, change: Partial<typeof users.$inferInsert>) {
  return (await db.update(users).set(change).where(eq(users.id, id)).returning())[0];
}

/** The ids of a user's API tokens. */
export async function listTokenIds(db: Database, userId: string): Promise<string[]> {
  const rows = await db.select({ id: apiTokens.id }).from(apiTokens).where(eq(apiTokens.userId, userId));
  return rows.map(({ id }) => id);
}

/** The guest with this id, or undefined. */
export async function findGuest(db: Database, id: string) {
  return (await db.select().from(guests).where(eq(guests.id, id)))[0];
}
