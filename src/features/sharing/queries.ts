import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { owe, raiseEpoch } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import type { EventStatement, EventStatementIfChanged } from '../../platform/db/event-outbox.ts';
import { type GivenRole, holdsAt, permissionOf, raiseDirectRole } from '../../platform/db/grants.ts';
import { guests, ownerOffers, permissions, sessions, stars, users } from '../../platform/db/schema.ts';

/** A member as stored: the permission, and the profile of a user or of a guest. */
export type MemberRow = Awaited<ReturnType<typeof listMembers>>[number];

// Each member has one of the two; a user who is being erased may have neither, and is no longer listed.
function membersOf(db: Database) {
  return db
    .select({
      permission: permissions,
      user: { id: users.id, name: users.name, color: users.color, avatarUrl: users.avatarUrl },
      guest: { id: guests.id, name: guests.name, color: guests.color },
      /** Until when the owner offers them the document; null for no offer. */
      offeredUntil: ownerOffers.expiresAt,
    })
    .from(permissions)
    .leftJoin(
      ownerOffers,
      and(
        eq(ownerOffers.docId, permissions.docId),
        eq(ownerOffers.toId, permissions.userId),
        gt(ownerOffers.expiresAt, Date.now()),
      ),
    )
    .leftJoin(users, eq(users.id, permissions.userId))
    .leftJoin(guests, eq(guests.id, permissions.userId))
    .$dynamic();
}

const isSomebody = sql`(${users.id} IS NOT NULL OR ${guests.id} IS NOT NULL)`;

/** `limit` people with a role in this document, by user id, after `after`. */
export async function listMembers(
  db: Database,
  docId: string,
  { after, limit }: { after: string | null; limit: number },
) {
  const beyond = after === null ? undefined : gt(permissions.userId, after);
  return membersOf(db)
    .where(and(eq(permissions.docId, docId), beyond, holdsAt(Date.now()), isSomebody))
    .orderBy(asc(permissions.userId))
    .limit(limit);
}

/** A member of this document; undefined when there is none. */
export async function findMember(
  db: Database,
  docId: string,
  userId: string,
): Promise<MemberRow | undefined> {
  return (await membersOf(db).where(and(permissionOf(docId, userId), holdsAt(Date.now()), isSomebody)))[0];
}

/** Sets a user's direct role and replaces any former role. Never changes the owner's row. */
export async function grant(
  db: Database,
  { docId, userId, role }: { docId: string; userId: string; role: GivenRole },
  outgoing: readonly EventStatement[],
): Promise<void> {
  const now = Date.now();
  const direct = { role, linkId: null, directRole: null, expiresAt: null, updatedAt: now };
  await db.batch([
    db
      .insert(permissions)
      .values({ docId, userId, createdAt: now, ...direct })
      .onConflictDoUpdate({
        target: [permissions.docId, permissions.userId],
        set: direct,
        setWhere: sql`${permissions.role} <> 'owner'`,
      }),
    raiseEpoch(db, docId),
    owe(db, docId, userId, now),
    ...outgoing,
  ]);
}

/** Gives a user a direct role unless they have a stronger one, and records that the Document must be told. */
export async function raise(
  db: Database,
  { docId, userId, role }: { docId: string; userId: string; role: GivenRole },
  outgoing: readonly EventStatement[],
): Promise<void> {
  const now = Date.now();
  await db.batch([
    ...raiseDirectRole(db, { docId, userId, role, now }),
    raiseEpoch(db, docId),
    owe(db, docId, userId, now),
    ...outgoing,
  ]);
}

/**
 * Removes a user's role, and a guest's sessions with it. Never removes the owner's row. Returns false when there was
 * nothing to remove.
 */
export async function revoke(
  db: Database,
  docId: string,
  userId: string,
  outgoing: EventStatementIfChanged,
): Promise<boolean> {
  const [taken] = await db.batch([
    db
      .delete(permissions)
      .where(and(permissionOf(docId, userId), sql`${permissions.role} <> 'owner'`))
      .returning({ userId: permissions.userId }),
    outgoing,
    db.delete(stars).where(and(eq(stars.userId, userId), eq(stars.docId, docId))),
    db.delete(ownerOffers).where(and(eq(ownerOffers.docId, docId), eq(ownerOffers.toId, userId))),
    db.delete(sessions).where(and(eq(sessions.userId, userId), eq(sessions.guestOf, docId))),
    raiseEpoch(db, docId),
    owe(db, docId, userId, Date.now()),
  ]);
  return taken.length > 0;
}

/** Whether there is an account with this id. */
export async function userExists(db: Database, id: string): Promise<boolean> {
  return (await db.select({ id: users.id }).from(users).where(eq(users.id, id))).length > 0;
}
