import { and, eq, gt, lte, sql } from 'drizzle-orm';
import type { DocumentRow } from './access.ts';
import type { Database } from './database.ts';
import { documents, revisions, snapshots, visits } from './schema.ts';

const RECOVERING = 'being recovered to version';

/** The value of `documents.divergence` while a document is being recovered: nothing is archived meanwhile. */
export function recoveringTo(version: number): string {
  return `${RECOVERING} ${version}`;
}

/** Whether this document is being recovered: its object and D1 are moving to another version. */
export function isBeingRecovered({ divergence }: Pick<DocumentRow, 'divergence'>): boolean {
  return divergence?.startsWith(RECOVERING) ?? false;
}

/**
 * Holds off reconciling and expiry, and begins another generation of versions; once, however often the recovery is
 * started. False, and nothing has changed, when the log by now begins after that version.
 */
export async function beginRecovery(
  db: Database,
  docId: string,
  version: number,
  now: number,
): Promise<boolean> {
  const mark = recoveringTo(version);
  const begun = await db
    .update(documents)
    .set({
      divergedAt: sql`coalesce(${documents.divergedAt}, ${now})`,
      divergence: mark,
      generation: sql`${documents.generation} + (${documents.divergence} IS NOT ${mark})`,
    })
    .where(and(eq(documents.id, docId), lte(documents.logFrom, version)))
    .returning({ id: documents.id });
  return begun.length > 0;
}

/** The rows about everything after `version`: what `rewind` deletes or changes. */
export async function rowsAfter(db: Database, docId: string, version: number) {
  const [document, snapshotRows, revisionRows] = await db.batch([
    db.select().from(documents).where(eq(documents.id, docId)),
    db
      .select()
      .from(snapshots)
      .where(and(eq(snapshots.docId, docId), gt(snapshots.version, version))),
    db
      .select()
      .from(revisions)
      .where(and(eq(revisions.docId, docId), gt(revisions.toVersion, version))),
  ]);
  return { documents: document, snapshots: snapshotRows, revisions: revisionRows };
}

/**
 * Sets D1 back as if nothing had come after `version`, whose hash chain is `chain` (hex, '' at 0). A revision that
 * reaches beyond is deleted whole: reconciling creates it again from the archive.
 */
export async function rewind(db: Database, docId: string, version: number, chain: string): Promise<void> {
  const newest = db
    .select({ version: sql`coalesce(max(${snapshots.version}), 0)` })
    .from(snapshots)
    .where(and(eq(snapshots.docId, docId), lte(snapshots.version, version)));
  await db.batch([
    db.delete(snapshots).where(and(eq(snapshots.docId, docId), gt(snapshots.version, version))),
    db.delete(revisions).where(and(eq(revisions.docId, docId), gt(revisions.toVersion, version))),
    db
      .update(visits)
      .set({ version })
      .where(and(eq(visits.docId, docId), gt(visits.version, version))),
    db
      .update(documents)
      .set({
        version,
        archivedVersion: version,
        archivedChain: chain,
        indexedVersion: 0,
        foldedVersion: 0,
        snapshotVersion: sql`(${newest})`,
      })
      .where(eq(documents.id, docId)),
  ]);
}

/** The recovery could not even begin: restores what was known of the document before. */
export async function restoreMark(
  db: Database,
  { id, divergedAt, divergence }: Pick<DocumentRow, 'id' | 'divergedAt' | 'divergence'>,
): Promise<void> {
  await db.update(documents).set({ divergedAt, divergence }).where(eq(documents.id, id));
}

/** The recovery is complete: reconciling continues from here. */
export async function endRecovery(db: Database, docId: string): Promise<void> {
  await db.update(documents).set({ divergedAt: null, divergence: null }).where(eq(documents.id, docId));
}
