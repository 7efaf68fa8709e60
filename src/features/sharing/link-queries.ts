import { and, eq, gt, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { oweAll, oweIfChanged, raiseEpoch, raiseEpochIfChanged } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import type { EventStatement, EventStatementIfChanged } from '../../platform/db/event-outbox.ts';
import { endExpired, fallBack, type GivenRole, permissionOf, rank } from '../../platform/db/grants.ts';
import { insertIf } from '../../platform/db/insert-if.ts';
import { documents, guests, links, permissions, sessions, users } from '../../platform/db/schema.ts';

/** A link as stored. */
export type LinkRow = typeof links.$inferSelect;

/** The link of a document that holds at `now`, or undefined. */
export async function findLink(db: Database, docId: string, now: number): Promise<LinkRow | undefined> {
  return (
    await db
      .select()
      .from(links)
      .where(and(eq(links.docId, docId), holds(now)))
  )[0];
}

/** A link that holds at `now`, what it leads to and whose that is; undefined when there is none, or it lies in the trash. */
export async function findOpenLink(db: Database, id: string, now: number) {
  const rows = await db
    .select({ link: links, title: documents.title, owner: { name: users.name } })
    .from(links)
    .innerJoin(documents, eq(documents.id, links.docId))
    .innerJoin(users, eq(users.id, documents.ownerId))
    .where(and(eq(links.id, id), holds(now), isNull(documents.deletedAt)));
  return rows[0];
}

/** Makes a link, in the place of any there was: who came by that one has no longer what it gave. */
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

/** Takes the link away, and what it gave to whoever came by it, guests' sessions included. */
export async function removeLink(db: Database, docId: string, outgoing: EventStatement): Promise<void> {
  await db.batch([raiseEpoch(db, docId), ...endLinks(db, docId, Date.now()), outgoing]);
}

/** Changes what a link gives, to whoever came by it too; a direct role that is as strong takes its place. */
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
 * Gives a user what a link gives, unless they have as strong a role already, and notes that the Document has to be told.
 * Does nothing when the link does not hold any more. `outgoing` must write at least one event.
 */
export async function followLink(
  db: Database,
  { id, docId }: Pick<LinkRow, 'id' | 'docId'>,
  userId: string,
  outgoing: EventStatementIfChanged,
): Promise<boolean> {
  const now = Date.now();
  const { role, linkId, directRole } = permissions;
  // What they hold besides: their own role, or what a link's stands over.
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
    // Each looks at the one before it. Whoever has the link may do this in a loop: only a change makes connections stale.
    raiseEpochIfChanged(db, docId),
    oweIfChanged(db, docId, userId, now),
  ]);
  return outcomes[2].length > 0;
}

/**
 * Stores a guest of a link, with what the link gives and a session; false when the link does not hold any more, or `limit`
 * people hold a role by it, also by a race. Nobody has to be told and no epoch is raised: nothing was known of this guest,
 * and a class that comes by a link at once would make each other's connections stale.
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

/** How many people hold a role by this link. */
export async function countByLink(db: Database, linkId: string): Promise<number> {
  return db.$count(permissions, eq(permissions.linkId, linkId));
}

// Of a link that has expired, too: the sweep may not have come by.
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

/** The ids of the guests among the permissions that fit `where`. */
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
