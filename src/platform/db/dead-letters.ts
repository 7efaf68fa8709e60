import { and, desc, eq, lt, or } from 'drizzle-orm';
import type { Database } from './database.ts';
import { deadLetters } from './schema.ts';

/** A stored message that failed too often. */
export type DeadLetter = typeof deadLetters.$inferSelect;

/** Stores a dead letter; one that is stored already stays as it is. */
export async function insertDeadLetter(db: Database, letter: DeadLetter): Promise<void> {
  await db.insert(deadLetters).values(letter).onConflictDoNothing();
}

/** At most `limit` dead letters after a position (its failure in ms since 1970, its id), newest first. */
export async function listDeadLetters(
  db: Database,
  after: readonly [failedAt: number, id: string] | null,
  limit: number,
): Promise<DeadLetter[]> {
  const beyond = after
    ? or(
        lt(deadLetters.failedAt, after[0]),
        and(eq(deadLetters.failedAt, after[0]), lt(deadLetters.id, after[1])),
      )
    : undefined;
  return db
    .select()
    .from(deadLetters)
    .where(beyond)
    .orderBy(desc(deadLetters.failedAt), desc(deadLetters.id))
    .limit(limit);
}

/** The dead letter with this id. */
export async function findDeadLetter(db: Database, id: string): Promise<DeadLetter | undefined> {
  return (await db.select().from(deadLetters).where(eq(deadLetters.id, id)))[0];
}

/** Records that a dead letter was sent again. */
export async function recordReplay(db: Database, id: string, now: number): Promise<void> {
  await db.update(deadLetters).set({ replayedAt: now }).where(eq(deadLetters.id, id));
}
