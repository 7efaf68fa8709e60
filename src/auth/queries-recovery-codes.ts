import { and, eq, not, notExists, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { passkeys, recoveryCodes } from '../db/schema.ts';
import { hasTotp } from './queries-totp.ts';

/** The statements that put these codes in the place of all that a user has. */
export function replaceRecoveryCodes(db: Database, userId: string, hashes: readonly string[], now: number) {
  return [
    db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)),
    db.insert(recoveryCodes).values(hashes.map((hash) => ({ userId, hash, createdAt: now }))),
  ] as const;
}

/** Uses a recovery code up; false for all but the first who asks. */
export async function takeRecoveryCode(db: Database, userId: string, hash: string): Promise<boolean> {
  const taken = await db
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, hash)))
    .returning({ hash: recoveryCodes.hash });
  return taken.length > 0;
}

/** The statement that takes a user's recovery codes away once there is no second factor left that they stand in for. */
export function deleteUselessRecoveryCodes(db: Database, userId: string) {
  const keys = db.select({ one: sql`1` }).from(passkeys).where(eq(passkeys.userId, userId));
  return db
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), notExists(keys), not(hasTotp(db, userId))));
}
