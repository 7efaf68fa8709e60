import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { throttles } from './schema.ts';

/**
 * Counts one attempt (or `weight` of them) under `key` and says how long to wait (ms) when it exceeds the limit within `window`, else 0.
 * Counts before the work that it guards begins, so that concurrent attempts cannot pass together.
 */
export async function throttle(
  db: Database,
  key: string,
  { count, window }: { count: number; window: number },
  now: number,
  weight = 1,
): Promise<number> {
  const rows = await db
    .insert(throttles)
    .values({ key, count: weight, expiresAt: now + window })
    .onConflictDoUpdate({
      target: throttles.key,
      set: {
        count: sql`CASE WHEN ${throttles.expiresAt} <= ${now} THEN ${weight} ELSE ${throttles.count} + ${weight} END`,
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

/** Takes back one attempt under `key`. */
export async function giveBack(db: Database, key: string): Promise<void> {
  await db
    .update(throttles)
    .set({ count: sql`max(0, ${throttles.count} - 1)` })
    .where(eq(throttles.key, key));
}

/** Remembers `key` until `until` (ms since 1970). */
export async function remember(db: Database, key: string, until: number): Promise<void> {
  const row = { count: 0, expiresAt: until };
  await db
    .insert(throttles)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: throttles.key, set: row });
}

/** Whether `key` is remembered. */
export async function isRemembered(db: Database, key: string, now: number): Promise<boolean> {
  const rows = await db
    .select({ key: throttles.key })
    .from(throttles)
    .where(and(eq(throttles.key, key), gt(throttles.expiresAt, now)));
  return rows.length > 0;
}
