import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { users } from '../db/schema.ts';

/** The user with this id, or undefined. */
export async function findUser(db: Database, id: string) {
  return (await db.select().from(users).where(eq(users.id, id)))[0];
}

/** Changes a user; undefined when there is none with this id. */
export async function updateUser(db: Database, id: string, change: Partial<typeof users.$inferInsert>) {
  return (await db.update(users).set(change).where(eq(users.id, id)).returning())[0];
}
