import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { holdsAt } from './grants.ts';
import { insertIf } from './insert-if.ts';
import { forks, permissions } from './schema.ts';

/** A fork as stored. */
export type ForkRow = typeof forks.$inferSelect;

/** The origin of a fork, as those see it who may read it. */
export interface Origin {
  docId: string;
  /** The version that the fork began with. */
  version: number;
}

/** The statement that stores a new fork, if its document is stored. It belongs in that batch. */
export function insertFork(db: Database, row: ForkRow, isStored: SQL) {
  return insertIf(db, forks, row, isStored);
}

/**
 * Joins a fork to its document, in SQL, if this user has a role in its origin. `among`: the only documents that the
 * caller's credential opens; null for all.
 */
export function seenFork(docId: SQL, userId: string, among: readonly string[] | null, now: number): SQL {
  const isMember = sql`EXISTS (SELECT 1 FROM ${permissions} WHERE ${permissions.docId} = ${forks.originId} AND ${permissions.userId} = ${userId} AND ${holdsAt(now)})`;
  const isOpen = among === null ? undefined : inArray(forks.originId, [...among]);
  return and(eq(forks.docId, docId), isMember, isOpen) as SQL;
}

/** The origin of a document as this user sees it; null for none. */
export async function findOrigin(db: Database, docId: string, userId: string): Promise<Origin | null> {
  const rows = await db
    .select({ docId: forks.originId, version: forks.originVersion })
    .from(forks)
    .where(seenFork(sql`${docId}`, userId, null, Date.now()));
  return rows[0] ?? null;
}

/** The fork that a document is, for every caller; undefined for none. */
export async function findFork(db: Database, docId: string): Promise<ForkRow | undefined> {
  return (await db.select().from(forks).where(eq(forks.docId, docId)))[0];
}

/** Whether a fork of a document has recorded this as its open suggestion. Recorded first, it is known before it is made. */
export async function isOfFork(db: Database, originId: string, suggestionId: string): Promise<boolean> {
  const rows = await db
    .select({ docId: forks.docId })
    .from(forks)
    .where(and(eq(forks.originId, originId), sql`${forks.proposed} ->> 'id' = ${suggestionId}`))
    .limit(1);
  return rows.length > 0;
}

/**
 * Begins a merge or an update of a fork, until `until` at the latest (ms since 1970), and returns the fork. Undefined
 * while another is under way.
 */
export async function takeTurn(
  db: Database,
  docId: string,
  { turn, now, until }: { turn: string; now: number; until: number },
): Promise<ForkRow | undefined> {
  const [row] = await db
    .update(forks)
    .set({ turn, turnUntil: until })
    .where(and(eq(forks.docId, docId), sql`${forks.turnUntil} <= ${now}`))
    .returning();
  return row;
}

/** Records where a fork and its origin have met; nothing when the turn is over. */
export async function recordMeeting(
  db: Database,
  { docId, turn }: Pick<ForkRow, 'docId' | 'turn'>,
  met: Pick<ForkRow, 'metOrigin' | 'metFork' | 'bridge' | 'unmerged' | 'proposed'>,
): Promise<void> {
  await db
    .update(forks)
    .set(met)
    .where(and(eq(forks.docId, docId), eq(forks.turn, turn)));
}

/** Ends a turn: the next merge or update may begin from `end` on (ms since 1970; 0 for at once). */
export async function endTurn(
  db: Database,
  { docId, turn }: Pick<ForkRow, 'docId' | 'turn'>,
  end: number,
): Promise<void> {
  await db
    .update(forks)
    .set({ turn: '', turnUntil: end })
    .where(and(eq(forks.docId, docId), eq(forks.turn, turn)));
}
