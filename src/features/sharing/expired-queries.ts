import { and, asc, eq, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm';
import { oweAll, raiseEpoch } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { endExpired } from '../../platform/db/grants.ts';
import { permissions, sessions } from '../../platform/db/schema.ts';
import { guestsOf } from './link-queries.ts';

/** The documents of the `limit` permissions that expired first, by `now`. */
export async function listExpired(db: Database, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ docId: permissions.docId })
    .from(permissions)
    .where(lte(permissions.expiresAt, now))
    .orderBy(asc(permissions.expiresAt))
    .limit(limit);
  return [...new Set(rows.map(({ docId }) => docId))];
}

/**
 * Ends everything in a document that has expired by `now`, including guests' sessions; records that the Document must
 * be told.
 */
export async function endExpiredIn(db: Database, docId: string, now: number): Promise<void> {
  const over = and(eq(permissions.docId, docId), lte(permissions.expiresAt, now)) ?? sql`FALSE`;
  await db.batch([
    raiseEpoch(db, docId),
    oweAll(db, docId, over, now),
    db.delete(sessions).where(inArray(sessions.userId, guestsOf(db, over))),
    ...endExpired(db, eq(permissions.docId, docId), now),
  ]);
}

/** Deletes the permissions of guests whose last session has expired by `now`: they have no way to return. */
export async function dropGuestsGone(db: Database, now: number): Promise<void> {
  const { guestOf, userId, expiresAt } = sessions;
  const gone = db
    .select({ guestOf, userId })
    .from(sessions)
    .where(and(lt(expiresAt, now), isNotNull(guestOf)));
  await db.delete(permissions).where(sql`(${permissions.docId}, ${permissions.userId}) IN ${gone}`);
}
