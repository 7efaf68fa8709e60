import { and, asc, eq, exists, inArray, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Database } from '../../platform/db/database.ts';
import { insertIf } from '../../platform/db/insert-if.ts';
import { identities, passkeys } from '../../platform/db/schema.ts';

/** A passkey as stored. */
export type PasskeyRow = typeof passkeys.$inferSelect;

/** A user's passkeys, oldest first; there are few (`passkeysPerUser`). */
export async function listPasskeys(db: Database, userId: string): Promise<PasskeyRow[]> {
  return db.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(passkeys.createdAt));
}

/** The passkey with this credential id, of any user, or undefined. */
export async function findPasskey(db: Database, id: string): Promise<PasskeyRow | undefined> {
  return (await db.select().from(passkeys).where(eq(passkeys.id, id)))[0];
}

/**
 * The statement that stores a passkey. It returns no row when the user has `limit` of them, and fails when the
 * credential exists already.
 */
export function insertPasskey(db: Database, row: PasskeyRow, limit: number) {
  const held = sql`(SELECT count(*) FROM ${passkeys} WHERE ${passkeys.userId} = ${row.userId})`;
  return insertIf(db, passkeys, row, sql`${held} < ${limit}`).returning({ id: passkeys.id });
}

/** Whether there is a passkey with this credential id, in SQL. */
export function hasPasskey(id: string): SQL {
  return sql`EXISTS (SELECT 1 FROM ${passkeys} WHERE ${passkeys.id} = ${id})`;
}

/**
 * Records a use of a passkey. Returns false when its counter did not rise (WebAuthn 2, 6.1.1), even in a race: of two
 * signatures with one counter, one is from a copy. Authenticators that do not count always send 0.
 */
export async function notePasskeyUse(
  db: Database,
  { id, counter, backedUp, now }: { id: string; counter: number; backedUp: boolean; now: number },
): Promise<boolean> {
  const risen = or(lt(passkeys.counter, counter), and(eq(passkeys.counter, 0), sql`${counter} = 0`));
  const noted = await db
    .update(passkeys)
    .set({ counter, backedUp, lastUsedAt: now })
    .where(and(eq(passkeys.id, id), risen))
    .returning({ id: passkeys.id });
  return noted.length > 0;
}

/** Renames a user's passkey; undefined when the user has none with this id. */
export async function renamePasskey(
  db: Database,
  { userId, id, name }: { userId: string; id: string; name: string },
): Promise<PasskeyRow | undefined> {
  const renamed = await db
    .update(passkeys)
    .set({ name })
    .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId)))
    .returning();
  return renamed[0];
}

/**
 * Removes a user's passkey, unless it is the user's last way to sign in: `providers` are the kinds of identities that
 * users can sign in with. The statement itself decides, so that two removals at once cannot both succeed. Returns
 * undefined when nothing was removed.
 */
export async function deletePasskey(
  db: Database,
  { userId, id, providers }: { userId: string; id: string; providers: readonly string[] },
): Promise<PasskeyRow | undefined> {
  const other = alias(passkeys, 'other');
  const others = db
    .select({ one: sql`1` })
    .from(other)
    .where(and(eq(other.userId, userId), ne(other.id, id)));
  const identity = db
    .select({ one: sql`1` })
    .from(identities)
    .where(and(eq(identities.userId, userId), inArray(identities.provider, [...providers])));
  const removed = await db
    .delete(passkeys)
    .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId), or(exists(others), exists(identity))))
    .returning();
  return removed[0];
}
