import { and, eq, gt, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { oweAll, oweIfChanged, raiseEpoch, raiseEpochIfChanged } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import type { EventStatement, EventStatementIfChanged } from '../../platform/db/event-outbox.ts';
import { endExpired, fallBack, type GivenRole, permissionOf, rank } from '../../platform/db/grants.ts';
import { insertIf } from '../../platform/db/insert-if.ts';
import { documents, guests, links, permissions, sessions, users } from '../../platform/db/schema.ts';

/** A link as stored. */
export type LinkRow = typeof links.$inferSelect;

/** The link of a document that is valid at `now`; undefined when there is none. */
export async function findLink(db: Database, docId: string, now: number): Promise<LinkRow | undefined> {
  return (
    await db
      .select()
      .from(links)
      .where(and(eq(links.docId, docId), holds(now)))
  )[0];
}

/**
 * A link that is valid at `now`, with its document and that document's owner; undefined when there is none, or the
 * document is in the trash.
 */
export async function findOpenLink(db: Database, id: string, now: number) {
  const rows = await db
    .select({ link: links, title: documents.title, owner: { name: users.name } })
    .from(links)
    .innerJoin(documents, eq(documents.id, links.docId))
    .innerJoin(users, eq(users.id, documents.ownerId))
    .where(and(eq(links.id, id), holds(now), isNull(documents.deletedAt)));
  return rows[0];
}

/** Creates a link and replaces an existing one: its members lose what it gave. */
export async function replaceLink(db: Database, row: LinkRow, outgoing: EventStatement): Promise<void> {
  const { docId } = row;
  const now = Date.now();
  await db.batch([
    raiseEpoch(db, docId),
    ...endLinks(db, docId, now),
    db.insert(links).values(row),
    outgoing,
  ]);
}

/** Removes the link with the roles that it gave, including guests' sessions. */
export async function removeLink(db: Database, docId: string, outgoing: EventStatement): Promise<void> {
  await db.batch([raiseEpoch(db, docId), ...endLinks(db, docId, Date.now()), outgoing]);
}

/** Changes a link's role, also for its members; a direct role that is as strong replaces theirs. */
export async function changeLink(
  db: Database,
  { id, docId, role, expiresAt }: Pick<LinkRow, 'id' | 'docId' | 'role' | 'expiresAt'>,
  outgoing: EventStatement,
): Promise<void> {
  const now = Date.now();
  const byIt = eq(permissions.linkId, id);
  const directIsEnough = sql`${rank(permissions.directRole)} >= ${rank(sql`${role}`)}`;
  await db.batch([
    raiseEpoch(db, docId),
    oweAll(db, docId, byIt, now),
    db
      .update(permissions)
      .set(fallBack(now))
      .where(and(byIt, isNotNull(permissions.directRole), directIsEnough)),
    db.update(permissions).set({ role, expiresAt, updatedAt: now }).where(byIt),
    db.update(links).set({ role, expiresAt }).where(eq(links.id, id)),
    outgoing,
  ]);
}

/**
 * Gives a user the role of a link, unless they have as strong a role already, and records that the Document must be
 * told. Does nothing when the link is no longer valid. `outgoing` must write at least one event.
 */
export async function followLink(
  db: Database,
  { id, docId }: Pick<LinkRow, 'id' | 'docId'>,
  userId: string,
  outgoing: EventStatementIfChanged,
): Promise<boolean> {
  const now = Date.now();
  const { role, linkId, directRole } = permissions;
  // The role that the user has otherwise: their own, or the direct one below a link's.
  const own = sql`CASE WHEN ${linkId} IS NULL THEN ${role} ELSE ${directRole} END`;
  const outcomes = await db.batch([
    ...endExpired(db, permissionOf(docId, userId), now),
    db
      .insert(permissions)
      .select(
        sql`SELECT ${links.docId}, ${userId}, ${links.role}, ${links.id}, NULL, ${links.expiresAt}, ${now}, ${now} FROM ${links} WHERE ${links.id} = ${id} AND ${holds(now)}`,
      )
      .onConflictDoUpdate({
        target: [permissions.docId, permissions.userId],
        set: {
          role: sql`excluded.role`,
          linkId: sql`excluded.link_id`,
          directRole: own,
          expiresAt: sql`excluded.expires_at`,
          updatedAt: now,
        },
        setWhere: sql`${rank(sql`excluded.role`)} > ${rank(own)}`,
      })
      .returning({ userId: permissions.userId }),
    outgoing,
    // Each statement checks the one before it. A holder of the link can repeat this in a loop, so only a change makes
    // connections stale.
    raiseEpochIfChanged(db, docId),
    oweIfChanged(db, docId, userId, now),
  ]);
  return outcomes[2].length > 0;
}

/**
 * Stores a guest of a link, with the link's role and a session; returns false when the link is no longer valid, or
 * `limit` people have a role by it, even in a race. Tells no Document and raises no epoch: this guest is new, and a
 * class that opens a link at once would make each other's connections stale.
 */
export async function insertGuest(
  db: Database,
  link: Pick<LinkRow, 'id' | 'docId'>,
  { guest, session }: { guest: typeof guests.$inferInsert; session: typeof sessions.$inferInsert },
  { limit, outgoing }: { limit: number; outgoing: EventStatementIfChanged },
): Promise<boolean> {
  const now = Date.now();
  const isFull = sql`(SELECT count(*) FROM permissions AS others WHERE others.link_id = ${link.id}) >= ${limit}`;
  const isIn = sql`EXISTS (SELECT 1 FROM ${permissions} WHERE ${permissionOf(link.docId, guest.id)})`;
  const [permission] = await db.batch([
    db
      .insert(permissions)
      .select(
        sql`SELECT ${links.docId}, ${guest.id}, ${links.role}, ${links.id}, NULL, ${links.expiresAt}, ${now}, ${now} FROM ${links} WHERE ${links.id} = ${link.id} AND ${holds(now)} AND NOT ${isFull}`,
      )
      .returning({ userId: permissions.userId }),
    outgoing,
    insertIf(db, guests, guest, isIn),
    insertIf(db, sessions, session, isIn),
  ]);
  return permission.length > 0;
}

/** The number of people with a role by this link. */
export async function countByLink(db: Database, linkId: string): Promise<number> {
  return db.$count(permissions, eq(permissions.linkId, linkId));
}

// Includes an expired link: the sweep may not have removed it yet.
function endLinks(db: Database, docId: string, now: number) {
  const ofLink = sql`${permissions.linkId} IN (SELECT ${links.id} FROM ${links} WHERE ${links.docId} = ${docId})`;
  return [
    oweAll(db, docId, ofLink, now),
    db.delete(sessions).where(inArray(sessions.userId, guestsOf(db, ofLink))),
    db
      .update(permissions)
      .set(fallBack(now))
      .where(and(ofLink, isNotNull(permissions.directRole))),
    db.delete(permissions).where(ofLink),
    db.delete(links).where(eq(links.docId, docId)),
  ] as const;
}

/** The ids of the guests among the permissions that match `where`. */
export function guestsOf(db: Database, where: SQL) {
  return db
    .select({ id: permissions.userId })
    .from(permissions)
    .innerJoin(guests, eq(guests.id, permissions.userId))
    .where(where);
}

function holds(now: number): SQL {
  return or(isNull(links.expiresAt), gt(links.expiresAt, now)) as SQL;
}

/** A role that a link may give. */
export type LinkRole = GivenRole;
