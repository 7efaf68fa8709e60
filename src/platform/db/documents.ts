import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { Event } from '../queues/events.ts';
import type { DocumentRow } from './access.ts';
import type { Database } from './database.ts';
import { writeEventsIfChanged } from './event-outbox.ts';
import { documents, revisions as revisionsTable } from './schema.ts';
import { type IndexedText, indexText } from './search.ts';
import { needsTouch, toMinute } from './touch.ts';

/** A revision as it is stored. */
export type RevisionRow = Omit<typeof revisionsTable.$inferSelect, 'docId'>;

/** The state of a Document's log, as the Document reports it. */
export interface Head {
  version: number;
  length: number;
  size: number;
  /** When it was committed, ms since 1970. */
  updatedAt: number;
}

/** The archive's progress: what was checked and stored since D1 was last told. */
export interface Archived {
  version: number;
  /** The hash chain there, in hex. */
  chain: string;
  /** The revisions that are new or have grown. */
  revisions: readonly RevisionRow[];
  lastEditors: string[];
  head: Head;
  /** The text to show and to search; null to leave the current one. */
  text: IndexedText | null;
  /** The events about it, written with it. */
  events: readonly Event[];
}

/** The document with this id, without any check of access: for the Worker's own work and for signed URLs. */
export async function findDocument(db: Database, docId: string): Promise<DocumentRow | undefined> {
  return (await db.select().from(documents).where(eq(documents.id, docId)))[0];
}

/** A document with its newest revision: where archiving continues. */
export async function findArchived(
  db: Database,
  docId: string,
): Promise<{ document: DocumentRow; revision: RevisionRow | null } | undefined> {
  const [rows, newest] = await db.batch([
    db.select().from(documents).where(eq(documents.id, docId)),
    db
      .select()
      .from(revisionsTable)
      .where(eq(revisionsTable.docId, docId))
      .orderBy(desc(revisionsTable.fromVersion))
      .limit(1),
  ]);
  const document = rows[0];
  return document && { document, revision: newest[0] ?? null };
}

/**
 * Records the archive's progress, all or nothing, if D1 is still at `from`. False when another consumer was faster,
 * or a recovery has begun: then nothing has changed.
 */
export async function recordArchived(
  db: Database,
  from: Pick<DocumentRow, 'id' | 'archivedVersion' | 'archivedChain' | 'generation' | 'touchedAt'>,
  { version, chain, revisions, lastEditors, head, text, events }: Archived,
): Promise<boolean> {
  const { id, archivedVersion, archivedChain, generation } = from;
  const unmoved = and(
    eq(documents.id, id),
    eq(documents.archivedVersion, archivedVersion),
    eq(documents.archivedChain, archivedChain),
    eq(documents.generation, generation),
    isNull(documents.divergedAt),
  );
  // After the statements that read what it changes, and before the one that checks whether it changed anything.
  const advance = db
    .update(documents)
    .set({
      archivedVersion: version,
      archivedChain: chain,
      lastEditors,
      ...headValues(head),
      // An index follows it, so it is written only when it changes, at most once a minute.
      ...(needsTouch(from, head.updatedAt) && { touchedAt: toMinute(head.updatedAt) }),
    })
    .where(unmoved)
    .returning({ id: documents.id });
  const grow = inParts(revisions).map((part) => growRevisions(db, id, part, unmoved));
  const index = text === null ? [] : indexText(db, id, text, unmoved);
  const outgoing = events.length === 0 ? [] : [writeEventsIfChanged(db, events)];
  const statements = [...grow, ...index, advance, ...outgoing] as unknown as [BatchItem<'sqlite'>];
  const results: unknown[] = await db.batch(statements);
  return (results[grow.length + index.length] as unknown[]).length > 0;
}

// A parameter may hold 2 MB.
const ROWS_A_STATEMENT = 1_000;

function inParts<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / ROWS_A_STATEMENT);
  return Array.from({ length: count }, (_, i) =>
    rows.slice(i * ROWS_A_STATEMENT, (i + 1) * ROWS_A_STATEMENT),
  );
}

function growRevisions(
  db: Database,
  docId: string,
  rows: readonly RevisionRow[],
  condition: SQL | undefined,
) {
  const select = sql`SELECT ${docId}, value ->> 'fromVersion', value ->> 'toVersion', value -> 'authors',
      value ->> 'startedAt', value ->> 'endedAt', value ->> 'inserted', value ->> 'deleted'
    FROM json_each(${JSON.stringify(rows)})
    WHERE EXISTS (SELECT 1 FROM ${documents} WHERE ${condition})`;
  return db
    .insert(revisionsTable)
    .select(select)
    .onConflictDoUpdate({
      target: [revisionsTable.docId, revisionsTable.fromVersion],
      set: {
        toVersion: sql`excluded.to_version`,
        authors: sql`excluded.authors`,
        startedAt: sql`excluded.started_at`,
        endedAt: sql`excluded.ended_at`,
        inserted: sql`excluded.inserted`,
        deleted: sql`excluded.deleted`,
      },
    });
}

/** Records the state of the Document's log, though it is not archived. */
export async function recordHead(db: Database, docId: string, head: Head): Promise<void> {
  await db.update(documents).set(headValues(head)).where(eq(documents.id, docId));
}

/** Records that the archive and the Document contradict each other; the first finding stays. */
export async function recordDivergence(
  db: Database,
  docId: string,
  divergence: string,
  now: number,
): Promise<void> {
  await db
    .update(documents)
    .set({ divergedAt: now, divergence })
    .where(and(eq(documents.id, docId), isNull(documents.divergedAt)));
}

// Messages come in any order: none of them takes D1 back (I7).
function headValues({ version, length, size, updatedAt }: Head) {
  return {
    version: sql`max(${documents.version}, ${version})`,
    length,
    size,
    updatedAt: sql`max(${documents.updatedAt}, ${updatedAt})`,
  };
}
