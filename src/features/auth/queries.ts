import { and, asc, count, eq, isNull, type SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { SessionRow, UserRow } from '../../platform/db/account-rows.ts';
import type { Database } from '../../platform/db/database.ts';
import { deleteTokensOf } from '../../platform/db/one-time-tokens.ts';
import {
  apiTokens,
  identities,
  oneTimeTokens,
  passkeys,
  recoveryCodes,
  sessions,
  totp,
  users,
} from '../../platform/db/schema.ts';

/** The user with this (normalised) address and the hash of the user's password, or undefined. */
export async function findByEmail(db: Database, email: string) {
  const rows = await db
    .select({ user: users, secret: identities.secret })
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(and(eq(identities.provider, 'password'), eq(identities.subject, email)));
  return rows[0];
}

/** The identity that is a new account's first way to sign in. */
export type NewIdentity = Pick<typeof identities.$inferInsert, 'provider' | 'subject' | 'secret'>;

/**
 * Stores a new account with a way to sign in, its first session and its events (a statement of the event outbox).
 * Returns false when the address is taken, even in a race.
 */
export async function createAccount(
  db: Database,
  {
    user,
    identity,
    session,
    outgoing,
  }: { user: UserRow; identity: NewIdentity; session: SessionRow; outgoing: BatchItem<'sqlite'> },
): Promise<boolean> {
  try {
    await db.batch([
      db.insert(users).values(user),
      db.insert(identities).values({ ...identity, userId: user.id, createdAt: user.createdAt }),
      db.insert(sessions).values(session),
      outgoing,
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

/** The hash of this user's password; null without one. */
export async function findPasswordHash(db: Database, userId: string): Promise<string | null> {
  const rows = await db.select({ secret: identities.secret }).from(identities).where(passwordOf(userId));
  return rows[0]?.secret ?? null;
}

/**
 * The statement that replaces the hash `from` by `to`; it does nothing when the password was changed in the meantime.
 */
export function replacePasswordHash(
  db: Database,
  userId: string,
  { from, to }: { from: string; to: string },
) {
  return db
    .update(identities)
    .set({ secret: to })
    .where(and(passwordOf(userId), eq(identities.secret, from)));
}

/** The statement that sets a user's password and replaces an existing one. */
export function setPasswordHash(db: Database, user: Pick<UserRow, 'id' | 'email'>, secret: string) {
  return db
    .insert(identities)
    .values({
      provider: 'password',
      subject: user.email,
      userId: user.id,
      secret,
      createdAt: Date.now(),
    })
    .onConflictDoUpdate({
      target: [identities.provider, identities.subject],
      set: { secret },
      setWhere: eq(identities.userId, user.id),
    });
}

/** The statement that sets a user's password if there is none. */
export function addPasswordHash(db: Database, user: Pick<UserRow, 'id' | 'email'>, secret: string) {
  const { id: userId, email: subject } = user;
  return db
    .insert(identities)
    .values({ provider: 'password', subject, userId, secret, createdAt: Date.now() })
    .onConflictDoNothing();
}

function passwordOf(userId: string): SQL | undefined {
  return and(eq(identities.userId, userId), eq(identities.provider, 'password'));
}

/** The statement that marks this address as verified, if it is still the user's. */
export function verifyAddress(db: Database, { id, email }: Pick<UserRow, 'id' | 'email'>, now: number) {
  return db
    .update(users)
    .set({ emailVerifiedAt: now, updatedAt: now })
    .where(and(eq(users.id, id), eq(users.email, email), isNull(users.emailVerifiedAt)));
}

/** A user's ways to sign in, the oldest first. */
export async function listIdentities(db: Database, userId: string) {
  const { provider, createdAt } = identities;
  return db
    .select({ provider, createdAt })
    .from(identities)
    .where(eq(identities.userId, userId))
    .orderBy(asc(createdAt));
}

/** The statements that delete every credential of a user: ways to sign in, factors, API tokens, links, tickets. */
export function deleteCredentials(db: Database, userId: string) {
  return [
    db.delete(identities).where(eq(identities.userId, userId)),
    db.delete(passkeys).where(eq(passkeys.userId, userId)),
    db.delete(totp).where(eq(totp.userId, userId)),
    db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)),
    db.delete(apiTokens).where(eq(apiTokens.userId, userId)),
    db.delete(oneTimeTokens).where(eq(oneTimeTokens.userId, userId)),
  ] as const;
}

/**
 * The statements that end what depends on the old password: sign-ins that wait for a second factor, and links in mails.
 */
export function deletePendingSignIns(db: Database, userId: string) {
  return [deleteTokensOf(db, userId, 'second-factor'), deleteTokensOf(db, userId, 'reset-password')] as const;
}

/** The ids of a user's API tokens. */
export async function findApiTokenIds(db: Database, userId: string): Promise<string[]> {
  const rows = await db.select({ id: apiTokens.id }).from(apiTokens).where(eq(apiTokens.userId, userId));
  return rows.map(({ id }) => id);
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
