import { and, eq, not, notExists, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { passkeys, recoveryCodes } from '../../platform/db/schema.ts';
import { hasTotp } from './totp-queries.ts';

/** The statements that replace all codes of a user by these. */
export function replaceRecoveryCodes(db: Database, userId: string, hashes: readonly string[], now: number) {
  return [
    db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)),
    db.insert(recoveryCodes).values(hashes.map((hash) => ({ userId, hash, createdAt: now }))),
  ] as const;
}

/**
 * The statement that gives a user these codes if there are none and `onlyIf` holds: adding another second factor does
 * not change existing codes. It returns no row then. The statement itself decides: of two factors added at once, one
 * brings codes.
 */
export function addRecoveryCodes(
  db: Database,
  userId: string,
  hashes: readonly string[],
  now: number,
  onlyIf: SQL = sql`TRUE`,
) {
  const held = sql`SELECT 1 FROM ${recoveryCodes} WHERE ${recoveryCodes.userId} = ${userId}`;
  return db
    .insert(recoveryCodes)
    .select(
      // In the order in which the table has its columns.
      sql`SELECT ${userId}, value, ${now} FROM json_each(${JSON.stringify(hashes)}) WHERE NOT EXISTS (${held}) AND ${onlyIf}`,
    )
    .returning({ hash: recoveryCodes.hash });
}

/** Uses a recovery code up; only the first call returns true. */
export async function takeRecoveryCode(db: Database, userId: string, hash: string): Promise<boolean> {
  const taken = await db
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, hash)))
    .returning({ hash: recoveryCodes.hash });
  return taken.length > 0;
}

/** The statement that deletes a user's recovery codes once no second factor is left that they could replace. */
export function deleteUselessRecoveryCodes(db: Database, userId: string) {
  const keys = db.select({ one: sql`1` }).from(passkeys).where(eq(passkeys.userId, userId));
  return db
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), notExists(keys), not(hasTotp(db, userId))));
}
