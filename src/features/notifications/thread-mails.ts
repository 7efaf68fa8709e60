import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { eventEffects } from '../../platform/db/schema.ts';

const APART_MS = 10 * 60_000;

/**
 * Which of these users get a mail at once of an event in a thread: those who had none of the thread in the 10 minutes
 * before it. The answer about an event stays the same, however often and by whomever it is asked.
 */
export async function claimThreadMails(
  db: Database,
  { id, at, threadId }: { id: string; at: number; threadId: string },
  userIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const prefix = `thread-mail:${threadId}:`;
  const users = sql`json_each(${JSON.stringify(userIds)})`;
  const [, mailed] = await db.batch([
    db
      .insert(eventEffects)
      .select(
        sql`SELECT ${prefix} || value, ${id}, ${at} FROM ${users} WHERE NOT EXISTS (SELECT 1 FROM event_effects AS had WHERE had.event_id = ${prefix} || value AND had.created_at > ${at - APART_MS})`,
      )
      .onConflictDoNothing(),
    db
      .select({ key: eventEffects.eventId })
      .from(eventEffects)
      .where(
        and(
          eq(eventEffects.effect, id),
          sql`${eventEffects.eventId} IN (SELECT ${prefix} || value FROM ${users})`,
        ),
      ),
  ]);
  return new Set(mailed.map(({ key }) => key.slice(prefix.length)));
}
