import { and, asc, eq, inArray, lte, or, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { writeEvents } from './event-outbox.ts';
import {
  accessRequests,
  documents,
  erasures,
  forks,
  guests,
  invitations,
  links,
  notifications,
  owedAccess,
  ownerOffers,
  permissions,
  revisions,
  sessions,
  snapshots,
  stars,
  uploads,
  visits,
} from './schema.ts';

/** A document that must be erased. */
export type Erasure = typeof erasures.$inferSelect;

/** A document's region. */
interface Place {
  id: string;
  region: Erasure['region'];
}

// Longer than a request or a queue's consumer may take, so that none of them can still be at work on the document.
const AFTER_ALL_WORK_MS = 60 * 60 * 1000;

/**
 * Records that a document is about to be created: it is erased in an hour unless `created` comes. Again for one whose
 * creation was cut off. Returns false, and changes nothing, when what is left of that is being erased already.
 */
export async function noteCreation(db: Database, { id, region }: Place, now: number): Promise<boolean> {
  const dueAt = now + AFTER_ALL_WORK_MS;
  const noted = await db
    .insert(erasures)
    .values({ docId: id, region, reason: 'creation', dueAt })
    .onConflictDoUpdate({
      target: erasures.docId,
      set: { dueAt },
      setWhere: sql`${erasures.reason} = 'creation' AND ${erasures.dueAt} > ${now}`,
    })
    .returning({ docId: erasures.docId });
  return noted.length > 0;
}

/** A creation that was noted comes to nothing: what there is of it is erased by the next sweep. */
export async function abandonCreation(db: Database, docId: string, now: number): Promise<void> {
  await db
    .update(erasures)
    .set({ dueAt: now })
    .where(and(eq(erasures.docId, docId), eq(erasures.reason, 'creation')));
}

/**
 * The statement that completes a creation if the document's row exists. It belongs in the batch that inserts the row.
 */
export function created(db: Database, docId: string) {
  const isStored = sql`EXISTS (SELECT 1 FROM ${documents} WHERE ${documents.id} = ${docId})`;
  return db.delete(erasures).where(and(eq(erasures.docId, docId), eq(erasures.reason, 'creation'), isStored));
}

/**
 * Deletes a document from D1 permanently, and records that: it can no longer be found, and its object and its archive
 * must be erased.
 */
export async function forgetDocument(
  db: Database,
  { id, region }: Place,
  now: number,
  outgoing: ReturnType<typeof writeEvents>,
): Promise<void> {
  const owed = { region, reason: 'deletion' as const, dueAt: now };
  await db.batch([
    db
      .insert(erasures)
      .values({ docId: id, ...owed })
      .onConflictDoUpdate({ target: erasures.docId, set: owed }),
    ...rowsOf(db, id),
    outgoing,
  ]);
}

/**
 * Its object and its archive are erased. A request that was at work on it at the time may still write, so it is
 * checked once more in an hour.
 */
export async function noteRemains(db: Database, docId: string, now: number): Promise<void> {
  await db
    .update(erasures)
    .set({ reason: 'remains', dueAt: now + AFTER_ALL_WORK_MS })
    .where(eq(erasures.docId, docId));
}

/** Deletes what a late request has still written, and the note with it: nothing of the document is left in D1. */
export async function deleteRemains(db: Database, docId: string): Promise<void> {
  const [first, ...rest] = rowsOf(db, docId);
  await db.batch([first, ...rest, db.delete(erasures).where(eq(erasures.docId, docId))]);
}

/** At most `limit` documents whose erasure is due, the longest due first. */
export async function listDueErasures(db: Database, now: number, limit: number): Promise<Erasure[]> {
  return db.select().from(erasures).where(lte(erasures.dueAt, now)).orderBy(asc(erasures.dueAt)).limit(limit);
}

/** At most `limit` documents that have been in the trash since before `deletedBefore` (ms since 1970). */
export async function listTrashed(
  db: Database,
  deletedBefore: number,
  limit: number,
): Promise<(Place & { title: string })[]> {
  return db
    .select({ id: documents.id, region: documents.region, title: documents.title })
    .from(documents)
    .where(lte(documents.deletedAt, deletedBefore))
    .orderBy(asc(documents.deletedAt))
    .limit(limit);
}

// The full-text index follows the row in `documents` by a trigger. Guests' sessions are found through the guests, so
// they go first.
function rowsOf(db: Database, docId: string) {
  const guestsHere = db.select({ id: guests.id }).from(guests).where(eq(guests.docId, docId));
  return [
    db.delete(sessions).where(inArray(sessions.userId, guestsHere)),
    db.delete(guests).where(eq(guests.docId, docId)),
    db.delete(links).where(eq(links.docId, docId)),
    db.delete(ownerOffers).where(eq(ownerOffers.docId, docId)),
    db.delete(invitations).where(eq(invitations.docId, docId)),
    db.delete(accessRequests).where(eq(accessRequests.docId, docId)),
    db.delete(notifications).where(eq(notifications.docId, docId)),
    db.delete(permissions).where(eq(permissions.docId, docId)),
    db.delete(stars).where(eq(stars.docId, docId)),
    db.delete(owedAccess).where(eq(owedAccess.docId, docId)),
    db.delete(snapshots).where(eq(snapshots.docId, docId)),
    db.delete(revisions).where(eq(revisions.docId, docId)),
    db.delete(visits).where(eq(visits.docId, docId)),
    db.delete(uploads).where(eq(uploads.docId, docId)),
    // Its forks stay, as documents without an origin.
    db.delete(forks).where(or(eq(forks.docId, docId), eq(forks.originId, docId))),
    db.delete(documents).where(eq(documents.id, docId)),
  ] as const;
}
