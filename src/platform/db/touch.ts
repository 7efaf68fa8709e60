import { and, eq, lt } from 'drizzle-orm';
import type { Database } from './database.ts';
import { documents } from './schema.ts';

const MINUTE_MS = 60_000;

/**
 * Records that a user opened or changed a document at `now` (ms since 1970), to the minute: writes at most one row a
 * minute, however often it is called. For `waitUntil`: it need not be awaited.
 */
export async function touchDocument(db: Database, docId: string, now: number): Promise<void> {
  const touchedAt = toMinute(now);
  await db
    .update(documents)
    .set({ touchedAt })
    .where(and(eq(documents.id, docId), lt(documents.touchedAt, touchedAt)));
}

/** Whether a document as it was just read must still be touched at `now`: saves a query that would change nothing. */
export function needsTouch(document: { touchedAt: number }, now: number): boolean {
  return document.touchedAt < toMinute(now);
}

/** The beginning of the minute. */
export function toMinute(now: number): number {
  return Math.floor(now / MINUTE_MS) * MINUTE_MS;
}
