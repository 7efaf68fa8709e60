import { inArray, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { throttles } from './schema.ts';

/**
 * Counts one attempt under `key` and says how long to wait (ms) when it was one too many within `window`, else 0.
 * Counted before what it guards begins, so that attempts at once cannot pass together.
 */
export async function throttle(
  db: Database,
  key: string,
  { count, window }: { count: number; window: number },
  now: number,
): Promise<number> {
  const rows = await db
    .insert(throttles)
    .values({ key, count: 1, expiresAt: now + window })
    .onConflictDoUpdate({
      target: throttles.key,
      set: {
        count: sql`CASE WHEN ${throttles.expiresAt} <= ${now} THEN 1 ELSE ${throttles.count} + 1 END`,
        expiresAt: sql`CASE WHEN ${throttles.expiresAt} <= ${now} THEN ${now + window} ELSE ${throttles.expiresAt} END`,
      },
    })
    .returning();
  const row = rows[0];
  return row && row.count > count ? row.expiresAt - now : 0;
}

/** Forgets the attempts under these keys. */
export async function forgive(db: Database, keys: string[]): Promise<void> {
  await db.delete(throttles).where(inArray(throttles.key, keys));
}
