import { and, desc, eq, exists, gt, inArray, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import type { SessionRow } from '../../platform/db/account-rows.ts';
import type { Database } from '../../platform/db/database.ts';
import { live } from '../../platform/db/one-time-tokens.ts';
import { guests, identities, oneTimeTokens, passkeys, sessions, users } from '../../platform/db/schema.ts';

/** What must still hold at the moment when a session begins. */
export type Proof =
  | { kind: 'password'; secret: string }
  /** The hash of a one-time token for the purpose `second-factor`, which is used up. */
  | { kind: 'ticket'; hash: string }
  | { kind: 'passkey'; id: string }
  | { kind: 'identity'; provider: string; subject: string };

/**
 * Stores a new session if the proof of its user still holds: not after a password reset, a used ticket or an erased
 * account, whichever request comes first. Returns false otherwise.
 */
export async function insertSession(db: Database, session: SessionRow, proof: Proof): Promise<boolean> {
  const insert = db
    .insert(sessions)
    .select(
      db
        .select(asColumns(session))
        .from(users)
        .where(and(eq(users.id, session.userId), stillHolds(db, session, proof))),
    )
    .returning({ id: sessions.id });
  if (proof.kind !== 'ticket') return (await insert).length > 0;
  const used = db.delete(oneTimeTokens).where(eq(oneTimeTokens.hash, proof.hash));
  const [inserted] = await db.batch([insert, used]);
  return inserted.length > 0;
}

function stillHolds(db: Database, { userId, createdAt }: SessionRow, proof: Proof): SQL | undefined {
  switch (proof.kind) {
    case 'password': {
      const { provider, secret } = identities;
      const same = and(eq(identities.userId, userId), eq(provider, 'password'), eq(secret, proof.secret));
      return exists(db.select({ one: sql`1` }).from(identities).where(same));
    }
    case 'ticket': {
      const unused = and(live('second-factor', proof.hash, createdAt), eq(oneTimeTokens.userId, userId));
      return exists(db.select({ one: sql`1` }).from(oneTimeTokens).where(unused));
    }
    case 'passkey': {
      const same = and(eq(passkeys.id, proof.id), eq(passkeys.userId, userId));
      return exists(db.select({ one: sql`1` }).from(passkeys).where(same));
    }
    case 'identity': {
      const { provider, subject } = identities;
      const same = and(
        eq(provider, proof.provider),
        eq(subject, proof.subject),
        eq(identities.userId, userId),
      );
      return exists(db.select({ one: sql`1` }).from(identities).where(same));
    }
  }
}

// INSERT … SELECT takes every column, in the table's order.
function asColumns(session: SessionRow) {
  return {
    id: sql`${session.id}`.as('id'),
    userId: sql`${session.userId}`.as('user_id'),
    tokenHash: sql`${session.tokenHash}`.as('token_hash'),
    previousHash: sql`${session.previousHash}`.as('previous_hash'),
    rotatedAt: sql`${session.rotatedAt}`.as('rotated_at'),
    expiresAt: sql`${session.expiresAt}`.as('expires_at'),
    endsAt: sql`${session.endsAt}`.as('ends_at'),
    userAgent: sql`${session.userAgent}`.as('user_agent'),
    name: sql`${session.name}`.as('name'),
    guestOf: sql`${session.guestOf}`.as('guest_of'),
    authenticatedAt: sql`${session.authenticatedAt}`.as('authenticated_at'),
    createdAt: sql`${session.createdAt}`.as('created_at'),
  };
}

/** The session with this id, with its user or guest; undefined when there is none. */
export async function findSession(db: Database, id: string) {
  const rows = await db
    .select({ session: sessions, user: users, guest: guests })
    .from(sessions)
    .leftJoin(users, eq(users.id, sessions.userId))
    .leftJoin(guests, eq(guests.id, sessions.userId))
    .where(eq(sessions.id, id));
  const row = rows[0];
  if (!row) return undefined;
  const { session, user, guest } = row;
  const holder = user ? { user } : guest && { guest };
  return holder ? { session, holder } : undefined;
}

/**
 * Rotates a family to its next token; returns false when another request has done so already, or has ended the family.
 */
export async function rotateSession(
  db: Database,
  id: string,
  next: { from: string; to: string; now: number; expiresAt: number },
): Promise<boolean> {
  const rotated = await db
    .update(sessions)
    .set({ tokenHash: next.to, previousHash: next.from, rotatedAt: next.now, expiresAt: next.expiresAt })
    .where(and(eq(sessions.id, id), eq(sessions.tokenHash, next.from)))
    .returning({ id: sessions.id });
  return rotated.length > 0;
}

/** Sets or removes the name of a user's session; undefined when no unexpired session has this id. */
export async function nameSession(
  db: Database,
  userId: string,
  { id, name, now }: { id: string; name: string | null; now: number },
): Promise<SessionRow | undefined> {
  const rows = await db
    .update(sessions)
    .set({ name })
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId), gt(sessions.expiresAt, now)))
    .returning();
  return rows[0];
}

/** Selects sessions of a user: these, or all but one (null: all). */
export type Which = { ids: readonly string[] } | { allBut: string | null };

/** The ids of the selected sessions that exist. */
export async function findSessionIds(db: Database, userId: string, which: Which): Promise<string[]> {
  const rows = await db.select({ id: sessions.id }).from(sessions).where(among(userId, which));
  return rows.map(({ id }) => id);
}

/** The statement that ends the selected sessions; it returns the ids of those that existed. */
export function deleteSessions(db: Database, userId: string, which: Which) {
  return db.delete(sessions).where(among(userId, which)).returning({ id: sessions.id });
}

function among(userId: string, which: Which): SQL | undefined {
  const chosen =
    'ids' in which
      ? inArray(sessions.id, [...which.ids])
      : which.allBut === null
        ? undefined
        : ne(sessions.id, which.allBut);
  return and(eq(sessions.userId, userId), chosen);
}

/** `limit` unexpired sessions of this user, newest first, after `position`. */
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

/** Records that the user of a session has proved their identity again, at `now` (ms since 1970). */
export async function noteAuthenticated(
  db: Database,
  { userId, sessionId, now }: { userId: string; sessionId: string; now: number },
): Promise<void> {
  await db
    .update(sessions)
    .set({ authenticatedAt: now })
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)));
}
