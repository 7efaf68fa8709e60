import { and, desc, eq, gt, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm';
import type { Revision } from '../../content/revisions.ts';
import type { Database } from '../../platform/db/database.ts';
import { guests, revisions, snapshots, users, visits } from '../../platform/db/schema.ts';
import type { SnapshotRow } from '../../platform/db/snapshots.ts';

/** At most `limit` snapshots before version `before` (null: all), newest first; `named`: only those with a name. */
export async function listSnapshots(
  db: Database,
  docId: string,
  { before, limit, named }: { before: number | null; limit: number; named: boolean },
): Promise<SnapshotRow[]> {
  return db
    .select()
    .from(snapshots)
    .where(
      and(
        eq(snapshots.docId, docId),
        before === null ? undefined : lt(snapshots.version, before),
        named ? isNotNull(snapshots.name) : undefined,
      ),
    )
    .orderBy(desc(snapshots.version))
    .limit(limit);
}

/** The named snapshots of versions after `from`, up to `to`. */
export async function namesBetween(
  db: Database,
  docId: string,
  from: number,
  to: number,
): Promise<{ version: number; name: string | null }[]> {
  return db
    .select({ version: snapshots.version, name: snapshots.name })
    .from(snapshots)
    .where(
      and(
        eq(snapshots.docId, docId),
        gt(snapshots.version, from),
        lte(snapshots.version, to),
        isNotNull(snapshots.name),
      ),
    )
    .orderBy(snapshots.version);
}

/** Removes the name of a snapshot. Returns the snapshot; undefined when it does not exist. */
export async function clearName(
  db: Database,
  docId: string,
  version: number,
): Promise<SnapshotRow | undefined> {
  const rows = await db
    .update(snapshots)
    .set({ name: null })
    .where(and(eq(snapshots.docId, docId), eq(snapshots.version, version)))
    .returning();
  return rows[0];
}

/** At most `limit` stored revisions of the kept log that begin before version `before` (null: all), newest first. */
export async function listRevisions(
  db: Database,
  { id: docId, logFrom }: { id: string; logFrom: number },
  { before, limit }: { before: number | null; limit: number },
): Promise<Revision[]> {
  return db
    .select()
    .from(revisions)
    .where(
      and(
        eq(revisions.docId, docId),
        before === null ? undefined : lt(revisions.fromVersion, before),
        logFrom === 0 ? undefined : gt(revisions.toVersion, logFrom),
      ),
    )
    .orderBy(desc(revisions.fromVersion))
    .limit(limit);
}

/** An author as other users of the document see them. */
export interface Author {
  id: string;
  /** Null for a deleted account. */
  name: string | null;
  color: string | null;
  /** The author has no account and came by a link. */
  guest?: true;
}

// D1 binds at most 100 values to a statement.
const IDS_A_QUERY = 90;

/** The profiles of these users and guests, in the given order; a deleted account is known by its id only. */
export async function findAuthors(db: Database, ids: readonly string[]): Promise<Author[]> {
  const found = new Map<string, Author>();
  for (let i = 0; i < ids.length; i += IDS_A_QUERY) {
    const rows = await db
      .select({ id: users.id, name: users.name, color: users.color })
      .from(users)
      .where(inArray(users.id, ids.slice(i, i + IDS_A_QUERY)));
    for (const row of rows) found.set(row.id, row);
  }
  const others = ids.filter((id) => !found.has(id));
  for (let i = 0; i < others.length; i += IDS_A_QUERY) {
    const rows = await db
      .select({ id: guests.id, name: guests.name, color: guests.color })
      .from(guests)
      .where(inArray(guests.id, others.slice(i, i + IDS_A_QUERY)));
    for (const row of rows) found.set(row.id, { ...row, guest: true });
  }
  return ids.map((id) => found.get(id) ?? { id, name: null, color: null });
}

/** The last version of a document that a user has seen, and when; undefined without a record. */
export async function findVisit(
  db: Database,
  docId: string,
  userId: string,
): Promise<{ version: number; at: number } | undefined> {
  const rows = await db
    .select({ version: visits.version, at: visits.at })
    .from(visits)
    .where(and(eq(visits.userId, userId), eq(visits.docId, docId)));
  return rows[0];
}

/**
 * Records that a user has seen a document up to `version`, at `now`. An older device does not lower it; a visit to
 * versions after `head`, which a recovery has undone, does not count.
 */
export async function recordVisit(
  db: Database,
  {
    docId,
    userId,
    version,
    head,
    now,
  }: { docId: string; userId: string; version: number; head: number; now: number },
): Promise<void> {
  const seen = sql`CASE WHEN ${visits.version} > ${head} THEN ${version} ELSE max(${visits.version}, ${version}) END`;
  await db
    .insert(visits)
    .values({ userId, docId, version, at: now })
    .onConflictDoUpdate({ target: [visits.userId, visits.docId], set: { version: seen, at: now } });
}
