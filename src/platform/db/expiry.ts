import { and, desc, eq, gt, isNull, lt, lte, sql } from 'drizzle-orm';
import type { DocumentRow } from './access.ts';
import type { Database } from './database.ts';
import { documents, snapshots } from './schema.ts';

/** Where a log may begin: an archived snapshot's version. */
export interface Beginning {
  version: number;
  /** The hash chain there, in hex. */
  chain: string;
}

/**
 * The versions of the archived snapshots after where the log begins, committed before `at` (ms since 1970) and up to
 * version `upTo`: at most `limit`, the newest first.
 */
export async function possibleBeginnings(
  db: Database,
  { id, logFrom }: Pick<DocumentRow, 'id' | 'logFrom'>,
  { at, upTo, limit }: { at: number; upTo: number; limit: number },
): Promise<number[]> {
  const { docId, version } = snapshots;
  const rows = await db
    .select({ version })
    .from(snapshots)
    .where(and(eq(docId, id), gt(version, logFrom), lte(version, upTo), lt(snapshots.at, at)))
    .orderBy(desc(version))
    .limit(limit);
  return rows.map((row) => row.version);
}

/**
 * Makes the archived log of a document begin at a snapshot. False, and nothing has changed, when that snapshot has
 * gone, or the document has diverged, is being recovered, was recovered, or begins elsewhere since it was read.
 */
export async function beginLogAt(
  db: Database,
  { id, generation, logFrom }: Pick<DocumentRow, 'id' | 'generation' | 'logFrom'>,
  { version, chain }: Beginning,
): Promise<boolean> {
  const isThere = sql`EXISTS (SELECT 1 FROM ${snapshots} WHERE ${snapshots.docId} = ${id} AND ${snapshots.version} = ${version})`;
  const changed = await db
    .update(documents)
    .set({ logFrom: version, logChain: chain })
    .where(
      and(
        eq(documents.id, id),
        eq(documents.generation, generation),
        eq(documents.logFrom, logFrom),
        isNull(documents.divergedAt),
        isThere,
      ),
    )
    .returning({ id: documents.id });
  return changed.length > 0;
}
