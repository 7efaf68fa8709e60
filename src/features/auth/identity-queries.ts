import { and, asc, eq, exists, inArray, ne, notExists, or, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { alias } from 'drizzle-orm/sqlite-core';
import type { UserRow } from '../../platform/db/account-rows.ts';
import type { Database } from '../../platform/db/database.ts';
import { identities, passkeys, users } from '../../platform/db/schema.ts';

/** A user at an OpenID provider. */
export interface ProviderIdentity {
  provider: string;
  /** The provider's `sub`. */
  subject: string;
}

/** The user with this identity, or undefined. */
export async function findUserByIdentity(
  db: Database,
  { provider, subject }: ProviderIdentity,
): Promise<UserRow | undefined> {
  const rows = await db
    .select({ user: users })
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(and(eq(identities.provider, provider), eq(identities.subject, subject)));
  return rows[0]?.user;
}

/** The user with this (normalised) address, or undefined. */
export async function findUserByEmail(db: Database, email: string): Promise<UserRow | undefined> {
  return (await db.select().from(users).where(eq(users.email, email)))[0];
}

/** The statement that makes this a user's identity; it fails when the identity is taken. */
export function insertIdentity(db: Database, userId: string, identity: ProviderIdentity, now: number) {
  return db.insert(identities).values({ ...identity, userId, secret: null, createdAt: now });
}

/**
 * Stores a new user with an identity and its events. Returns false when the address or the identity is taken, even in a
 * race.
 */
export async function createUserWith(
  db: Database,
  user: UserRow,
  { identity, outgoing }: { identity: ProviderIdentity; outgoing: BatchItem<'sqlite'> },
): Promise<boolean> {
  try {
    await db.batch([
      db.insert(users).values(user),
      insertIdentity(db, user.id, identity, user.createdAt),
      outgoing,
    ]);
    return true;
  } catch (error) {
    const taken = (await findUserByEmail(db, user.email)) ?? (await findUserByIdentity(db, identity));
    if (taken) return false;
    throw error;
  }
}

/**
 * The statement that makes this a user's identity, unless it is taken or the user has another one of this provider: it
 * returns no row then. The statement itself decides: of two at once, one succeeds.
 */
export function linkIdentity(
  db: Database,
  userId: string,
  { provider, subject }: ProviderIdentity,
  now: number,
) {
  const same = alias(identities, 'same');
  const others = db
    .select({ one: sql`1` })
    .from(same)
    .where(and(eq(same.userId, userId), eq(same.provider, provider)));
  return db
    .insert(identities)
    .select(
      db
        .select({
          provider: sql`${provider}`.as('provider'),
          subject: sql`${subject}`.as('subject'),
          userId: sql`${userId}`.as('user_id'),
          secret: sql`NULL`.as('secret'),
          createdAt: sql`${now}`.as('created_at'),
        })
        .from(users)
        .where(and(eq(users.id, userId), notExists(others))),
    )
    .onConflictDoNothing()
    .returning({ userId: identities.userId });
}

/** A user's identities at providers, oldest first. */
export async function listProviderIdentities(db: Database, userId: string) {
  const { provider, createdAt } = identities;
  return db
    .select({ provider, createdAt })
    .from(identities)
    .where(and(eq(identities.userId, userId), ne(provider, 'password')))
    .orderBy(asc(createdAt));
}

/**
 * Removes a user's identity at a provider, unless it is the user's last way to sign in: `providers` are the kinds of
 * identities that users can sign in with. The statement itself decides. Returns false when nothing was removed.
 */
export async function unlinkIdentity(
  db: Database,
  { userId, provider, providers }: { userId: string; provider: string; providers: readonly string[] },
): Promise<boolean> {
  const rest = alias(identities, 'rest');
  const ways = providers.filter((other) => other !== provider);
  const identity = db
    .select({ one: sql`1` })
    .from(rest)
    .where(and(eq(rest.userId, userId), inArray(rest.provider, ways)));
  const passkey = db.select({ one: sql`1` }).from(passkeys).where(eq(passkeys.userId, userId));
  const removed = await db
    .delete(identities)
    .where(
      and(
        eq(identities.userId, userId),
        eq(identities.provider, provider),
        or(exists(identity), exists(passkey)),
      ),
    )
    .returning({ userId: identities.userId });
  return removed.length > 0;
}
