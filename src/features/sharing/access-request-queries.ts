import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { owe, raiseEpoch } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import type { EventStatementIfChanged } from '../../platform/db/event-outbox.ts';
import { type GivenRole, raiseDirectRole } from '../../platform/db/grants.ts';
import { insertIf } from '../../platform/db/insert-if.ts';
import { accessRequests, users } from '../../platform/db/schema.ts';

/** A request for access as stored. */
export type AccessRequestRow = typeof accessRequests.$inferSelect;

/**
 * Stores a request; an existing one of the same user is renewed and keeps its id, which is returned. Returns false, and
 * stores nothing, when `limit` requests of others wait already, even in a race.
 */
export async function putRequest(
  db: Database,
  row: AccessRequestRow,
  { limit, outgoing }: { limit: number; outgoing: EventStatementIfChanged },
): Promise<boolean> {
  const { docId, userId, role, message } = row;
  const others = sql`(SELECT count(*) FROM ${accessRequests} WHERE ${accessRequests.docId} = ${docId} AND ${accessRequests.userId} <> ${userId})`;
  const [stored] = await db.batch([
    insertIf(db, accessRequests, row, sql`${others} < ${limit}`)
      .onConflictDoUpdate({
        target: [accessRequests.docId, accessRequests.userId],
        set: { role, message },
      })
      .returning({ id: accessRequests.id }),
    outgoing,
  ]);
  return stored.length > 0;
}

/** The request of a user for a document; undefined when there is none. */
export async function findRequestOf(db: Database, docId: string, userId: string) {
  const where = and(eq(accessRequests.docId, docId), eq(accessRequests.userId, userId));
  return (await db.select().from(accessRequests).where(where))[0];
}

/** `limit` requests for a document with the profiles of their users, by user id, after `after`. */
export async function listRequests(
  db: Database,
  docId: string,
  { after, limit }: { after: string | null; limit: number },
) {
  const beyond = after === null ? undefined : gt(accessRequests.userId, after);
  return db
    .select({ request: accessRequests, user: users })
    .from(accessRequests)
    .innerJoin(users, eq(users.id, accessRequests.userId))
    .where(and(eq(accessRequests.docId, docId), beyond))
    .orderBy(asc(accessRequests.userId))
    .limit(limit);
}

/** The request for this document with this id; undefined when there is none. */
export async function findRequest(db: Database, docId: string, id: string) {
  const where = and(eq(accessRequests.id, id), eq(accessRequests.docId, docId));
  return (await db.select().from(accessRequests).where(where))[0];
}

/**
 * Answers a request: gives `role` unless the user has a stronger one (null gives nothing), deletes the request, and
 * records that the Document must be told. Returns false, without events, when another request came first.
 */
export async function answerRequest(
  db: Database,
  { id, docId, userId }: Pick<AccessRequestRow, 'id' | 'docId' | 'userId'>,
  role: GivenRole | null,
  outgoing: EventStatementIfChanged,
): Promise<boolean> {
  const now = Date.now();
  const gone = db
    .delete(accessRequests)
    .where(eq(accessRequests.id, id))
    .returning({ id: accessRequests.id });
  if (role === null) return (await db.batch([gone, outgoing]))[0].length > 0;
  const [deleted] = await db.batch([
    gone,
    outgoing,
    ...raiseDirectRole(db, { docId, userId, role, now }),
    raiseEpoch(db, docId),
    owe(db, docId, userId, now),
  ]);
  return deleted.length > 0;
}
