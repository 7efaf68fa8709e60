import { and, eq, lt, sql } from 'drizzle-orm';
import type { DocumentRow } from './access.ts';
import type { Database } from './database.ts';
import { documents } from './schema.ts';

/** The document with this id, whoever asks: for the Worker's own work and for signed URLs. */
export async function findDocument(db: Database, docId: string): Promise<DocumentRow | undefined> {
  return (await db.select().from(documents).where(eq(documents.id, docId)))[0];
}

/** Takes over what the Document says of its head, unless something newer is known. */
export async function recordHead(
  db: Database,
  docId: string,
  head: { version: number; length: number; updatedAt: number },
): Promise<void> {
  await db
    .update(documents)
    .set({
      version: head.version,
      length: head.length,
      reconciledVersion: head.version,
      updatedAt: sql`max(${documents.updatedAt}, ${head.updatedAt})`,
    })
    .where(and(eq(documents.id, docId), lt(documents.version, head.version)));
}

/** A snapshot of `version` is in the archive. */
export async function recordSnapshot(db: Database, docId: string, version: number): Promise<void> {
  await db
    .update(documents)
    .set({ snapshotVersion: version })
    .where(and(eq(documents.id, docId), lt(documents.snapshotVersion, version)));
}
