import { and, eq, gt } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { guests, invitations, throttles, users } from '../../platform/db/schema.ts';

/** A user as a letter needs to know them. */
export type Addressee = Pick<
  typeof users.$inferSelect,
  'id' | 'email' | 'emailVerifiedAt' | 'name' | 'preferences' | 'createdAt'
>;

const addressee = {
  id: users.id,
  email: users.email,
  emailVerifiedAt: users.emailVerifiedAt,
  name: users.name,
  preferences: users.preferences,
  createdAt: users.createdAt,
};

/** The user with this id or address; undefined when there is none. */
export async function findAddressee(
  db: Database,
  by: { id: string } | { email: string },
): Promise<Addressee | undefined> {
  const where = 'id' in by ? eq(users.id, by.id) : eq(users.email, by.email);
  return (await db.select(addressee).from(users).where(where))[0];
}

/**
 * The name of a user or a guest, and whether their address is verified; undefined for one who no longer exists.
 */
export async function findActor(
  db: Database,
  id: string,
): Promise<{ name: string; isProved: boolean } | undefined> {
  const [[user], [guest]] = await db.batch([
    db.select({ name: users.name, since: users.emailVerifiedAt }).from(users).where(eq(users.id, id)),
    db.select({ name: guests.name }).from(guests).where(eq(guests.id, id)),
  ]);
  if (user !== undefined) return { name: user.name, isProved: user.since !== null };
  return guest && { name: guest.name, isProved: false };
}

/** Whether an invitation is still open at `now`. */
export async function isInvited(db: Database, id: string, now: number): Promise<boolean> {
  const where = and(eq(invitations.id, id), gt(invitations.expiresAt, now));
  return (await db.select({ id: invitations.id }).from(invitations).where(where)).length > 0;
}

/** Whether this key is remembered (`remember`) at `now`. */
export async function isRemembered(db: Database, key: string, now: number): Promise<boolean> {
  const where = and(eq(throttles.key, key), gt(throttles.expiresAt, now));
  return (await db.select({ key: throttles.key }).from(throttles).where(where)).length > 0;
}

/** Remembers a key until a time; then the sweep deletes it. */
export async function remember(db: Database, key: string, expiresAt: number): Promise<void> {
  await db
    .insert(throttles)
    .values({ key, count: 1, expiresAt })
    .onConflictDoUpdate({ target: throttles.key, set: { expiresAt } });
}
