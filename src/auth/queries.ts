import { and, desc, eq, gt, lt, or } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { identities, sessions, users } from '../db/schema.ts';

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

/** Stores a new hash of the same password. */
export async function setPasswordHash(db: Database, email: string, secret: string): Promise<void> {
  await db
    .update(identities)
    .set({ secret })
    .where(and(eq(identities.provider, 'password'), eq(identities.subject, email)));
}

/** Stores a new session. */
export async function insertSession(db: Database, session: SessionRow): Promise<void> {
  await db.insert(sessions).values(session);
}

/** The session with this id, and its user, or undefined. */
export async function findSession(db: Database, id: string) {
  const rows = await db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, id));
  return rows[0];
}

/** Moves a family on to its next token; does nothing when another request has done so already. */
export async function rotateSession(
  db: Database,
  id: string,
  next: { from: string; to: string; now: number; expiresAt: number },
): Promise<void> {
  await db
    .update(sessions)
    .set({ tokenHash: next.to, previousHash: next.from, rotatedAt: next.now, expiresAt: next.expiresAt })
    .where(and(eq(sessions.id, id), eq(sessions.tokenHash, next.from)));
}

/** Ends a session of this user; false when there is none with this id. */
export async function endSession(db: Database, userId: string, id: string): Promise<boolean> {
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends every session of this user. */
export async function endAllSessions(db: Database, userId: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.userId, userId));
}

/** `limit` sessions of this user that have not expired, newest first, after `position`. */
export async function listSessions(
  db: Database,
  userId: string,
  { after, limit, now }: { after: [number, string] | null; limit: number; now: number },
): Promise<SessionRow[]> {
  const older = after
    ? or(lt(sessions.createdAt, after[0]), and(eq(sessions.createdAt, after[0]), lt(sessions.id, after[1])))
    : undefined;
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now), older))
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    .limit(limit);
}
