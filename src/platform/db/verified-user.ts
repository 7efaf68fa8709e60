import { and, eq, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { users } from './schema.ts';

/** The id of the user who has verified this (normalised) address, or undefined. */
export async function findVerified(db: Database, email: string): Promise<string | undefined> {
  const verified = and(eq(users.email, email), sql`${users.emailVerifiedAt} IS NOT NULL`);
  return (await db.select({ id: users.id }).from(users).where(verified))[0]?.id;
}
