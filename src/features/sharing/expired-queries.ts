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

/** Ends what has expired in a document by `now`, guests' sessions included; the Document has to be told. */
export async function endExpiredIn(db: Database, docId: string, now: number): Promise<void> {
  const over = and(eq(permissions.docId, docId), lte(permissions.expiresAt, now)) ?? sql`FALSE`;
  await db.batch([
    raiseEpoch(db, docId),
    oweAll(db, docId, over, now),
    db.delete(sessions).where(inArray(sessions.userId, guestsOf(db, over))),
    ...endExpired(db, eq(permissions.docId, docId), now),
  ]);
}

/** Takes away what guests hold whose last session has expired by `now`: nobody can come back as one of them. */
export async function dropGuestsGone(db: Database, now: number): Promise<void> {
  const { guestOf, userId, expiresAt } = sessions;
  const gone = db
    .select({ guestOf, userId })
    .from(sessions)
    .where(and(lt(expiresAt, now), isNotNull(guestOf)));
  await db.delete(permissions).where(sql`(${permissions.docId}, ${permissions.userId}) IN ${gone}`);
}
