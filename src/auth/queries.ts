import { and, count, eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { identities, passkeys, recoveryCodes, sessions, totp, users } from '../db/schema.ts';

/** A user as stored. */
export type UserRow = typeof users.$inferSelect;
/** A refresh-token family as stored. */
export type SessionRow = typeof sessions.$inferSelect;

/** The user with this (normalised) address and their password's hash, or undefined. */
export async function findByEmail(db: Database, email: string) {
  const rows = await db
    .select({ user: users, secret: identities.secret })
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(and(eq(identities.provider, 'password'), eq(identities.subject, email)));
  return rows[0];
}

/** Stores a new account with its first session; false when the address is taken, also by a race. */
export async function createAccount(
  db: Database,
  { user, secret, session }: { user: UserRow; secret: string; session: SessionRow },
): Promise<boolean> {
  try {
    await db.batch([
      db.insert(users).values(user),
      db.insert(identities).values({
        provider: 'password',
        subject: user.email,
        userId: user.id,
        secret,
        createdAt: user.createdAt,
      }),
      db.insert(sessions).values(session),
    ]);
    return true;
  } catch (error) {
    if (await emailTaken(db, user.email)) return false;
    throw error;
  }
}

/** Whether an account has this (normalised) address. */
export async function emailTaken(db: Database, email: string): Promise<boolean> {
  const rows = await db.select({ id: users.id }).from(users).where(eq(users.email, email));
  return rows.length > 0;
}

/** Stores a new hash of the same password, unless the password was changed meanwhile. */
export async function replacePasswordHash(
  db: Database,
  userId: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await db
    .update(identities)
    .set({ secret: to })
    .where(
      and(eq(identities.userId, userId), eq(identities.provider, 'password'), eq(identities.secret, from)),
    );
}

/** Which second factors a user has set up. */
export async function findFactors(db: Database, userId: string) {
  const [codes, keys, recovery] = await db.batch([
    db.select({ confirmedAt: totp.confirmedAt }).from(totp).where(eq(totp.userId, userId)),
    db.select({ count: count() }).from(passkeys).where(eq(passkeys.userId, userId)),
    db.select({ count: count() }).from(recoveryCodes).where(eq(recoveryCodes.userId, userId)),
  ]);
  return {
    totp: codes[0] !== undefined && codes[0].confirmedAt !== null,
    passkeys: keys[0]?.count ?? 0,
    recoveryCodes: recovery[0]?.count ?? 0,
  };
}

/** The user with this id, or undefined. */
export async function findAccount(db: Database, userId: string): Promise<UserRow | undefined> {
  return (await db.select().from(users).where(eq(users.id, userId)))[0];
}
