import { and, asc, desc, eq, isNull, lt, lte, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { documents, snapshots } from './schema.ts';
import { type IndexedText, indexText } from './search.ts';

/** An archived snapshot as D1 lists it. */
export type SnapshotRow = typeof snapshots.$inferSelect;

/** The snapshot of a version, or undefined. */
export async function findSnapshot(
  db: Database,
  docId: string,
  version: number,
): Promise<SnapshotRow | undefined> {
  const rows = await db
    .select()
    .from(snapshots)
    .where(and(eq(snapshots.docId, docId), eq(snapshots.version, version)));
  return rows[0];
}

/** At most `limit` archived snapshots of `version` or before, nearest first. */
export async function nearestSnapshots(
  db: Database,
  docId: string,
  version: number,
  limit: number,
): Promise<SnapshotRow[]> {
  return db
    .select()
    .from(snapshots)
    .where(and(eq(snapshots.docId, docId), lte(snapshots.version, version)))
    .orderBy(desc(snapshots.version))
    .limit(limit);
}

/**
 * The archived snapshots to start from on the way to `version` (not before `logFrom`, where the log begins), nearest
 * first: at most `limit`, and the one that the log begins with.
 */
export async function basesOf(
  db: Database,
  { id, logFrom }: { id: string; logFrom: number },
  version: number,
  limit: number,
): Promise<SnapshotRow[]> {
  const rows = (await nearestSnapshots(db, id, version, limit)).filter((row) => row.version >= logFrom);
  if (logFrom === 0 || rows.at(-1)?.version === logFrom) return rows;
  const [first] = await nearestSnapshots(db, id, logFrom, 1);
  return first?.version === logFrom ? [...rows, first] : rows;
}

/**
 * Records an archived snapshot, and puts its text into the index if the index is older. A known snapshot gets the
 * given name and author. Undefined, and nothing has changed, when the document has diverged or was recovered since
 * that `generation`: the snapshot may be of a version that was undone.
 */
export async function recordSnapshot(
  db: Database,
  row: SnapshotRow,
  generation: number,
  text: IndexedText | null,
): Promise<SnapshotRow | undefined> {
  const { docId, version, size, name, authorId, at, createdAt } = row;
  const same = and(eq(documents.generation, generation), isNull(documents.divergedAt));
  const insert = db
    .insert(snapshots)
    .select(
      sql`SELECT ${docId}, ${version}, ${size}, ${name}, ${authorId}, ${at}, ${createdAt}
        WHERE EXISTS (SELECT 1 FROM ${documents} WHERE ${and(eq(documents.id, docId), same)})`,
    )
    .onConflictDoUpdate({
      target: [snapshots.docId, snapshots.version],
      set: {
        name: sql`coalesce(excluded.name, ${snapshots.name})`,
        authorId: sql`coalesce(excluded.author_id, ${snapshots.authorId})`,
      },
    })
    .returning();
  const newest = db
    .update(documents)
    .set({ snapshotVersion: version })
    .where(and(eq(documents.id, docId), lt(documents.snapshotVersion, version), same));
  const index = text === null ? [] : indexText(db, docId, text, same);
  const [[stored]] = await db.batch([insert, newest, ...index]);
  return stored;
}

/** Gives an archived snapshot the given name and author; undefined when it does not exist. */
export async function markSnapshot(
  db: Database,
  docId: string,
  version: number,
  { name, authorId }: Pick<SnapshotRow, 'name' | 'authorId'>,
): Promise<SnapshotRow | undefined> {
  const rows = await db
    .update(snapshots)
    .set({
      name: sql`coalesce(${name}, ${snapshots.name})`,
      authorId: sql`coalesce(${authorId}, ${snapshots.authorId})`,
    })
    .where(and(eq(snapshots.docId, docId), eq(snapshots.version, version)))
    .returning();
  return rows[0];
}

/** All archived snapshots of a document, by version. */
export async function listSnapshots(db: Database, docId: string): Promise<SnapshotRow[]> {
  return db.select().from(snapshots).where(eq(snapshots.docId, docId)).orderBy(asc(snapshots.version));
}

/**
 * Deletes the rows of those of these snapshots that are unnamed, since their objects are gone. One that got a name
 * meanwhile stays, and so does the one that the log begins with.
 */
export async function deleteSnapshots(
  db: Database,
  docId: string,
  versions: readonly number[],
): Promise<number[]> {
  const listed = sql`(SELECT value FROM json_each(${JSON.stringify(versions)}))`;
  const gone = await db
    .delete(snapshots)
    .where(
      and(
        eq(snapshots.docId, docId),
        sql`${snapshots.version} IN ${listed}`,
        isNull(snapshots.name),
        sql`${snapshots.version} <> (SELECT ${documents.logFrom} FROM ${documents} WHERE ${documents.id} = ${docId})`,
      ),
    )
    .returning({ version: snapshots.version });
  return gone.map(({ version }) => version);
}
