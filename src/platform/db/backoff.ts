import { eq, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { throttles } from './schema.ts';

/** After `free` attempts the next one waits `first` ms, and each further one twice as long, up to `longest`. */
export interface Backoff {
  free: number;
  first: number;
  longest: number;
}

/** After this long (ms) without an attempt, earlier ones are forgotten. */
export const FORGOTTEN_AFTER = 24 * 60 * 60 * 1000;

/**
 * Counts one attempt under `key`, before the work that it guards begins, so that concurrent attempts cannot pass
 * together. Returns 0, or how long to wait (ms) when it comes too early. An early attempt is not counted: only admitted
 * attempts make waits grow, so other clients' attempts lock no user out for longer than `longest`.
 */
export async function backOff(db: Database, key: string, backoff: Backoff, now: number): Promise<number> {
  const { count, expiresAt } = throttles;
  const forgetAt = now + FORGOTTEN_AFTER;
  // The row keeps the time when it may be forgotten; the last attempt was FORGOTTEN_AFTER before.
  const due = sql`${expiresAt} - ${FORGOTTEN_AFTER} + ${waitOf(backoff)}`;
  const passed = await db
    .insert(throttles)
    .values({ key, count: 1, expiresAt: forgetAt })
    .onConflictDoUpdate({
      target: throttles.key,
      set: { count: sql`CASE WHEN ${expiresAt} <= ${now} THEN 1 ELSE ${count} + 1 END`, expiresAt: forgetAt },
      setWhere: sql`${expiresAt} <= ${now} OR ${due} <= ${now}`,
    })
    .returning({ key: throttles.key });
  if (passed.length > 0) return 0;
  const rows = await db
    .select({ due: sql<number>`${due}` })
    .from(throttles)
    .where(eq(throttles.key, key));
  return Math.max(1, (rows[0]?.due ?? now) - now);
}

// `waitAfter` in SQL, since the statement that counts also compares. Beyond 2^30 it is `longest` anyway.
function waitOf({ free, first, longest }: Backoff) {
  const over = sql`${throttles.count} - ${free}`;
  return sql`CASE WHEN ${over} < 0 THEN 0 ELSE min(${longest}, ${first} * (1 << min(30, ${over}))) END`;
}

/** How long the next attempt waits (ms) after `count` attempts. */
export function waitAfter(count: number, { free, first, longest }: Backoff): number {
  return count < free ? 0 : Math.min(longest, first * 2 ** Math.min(30, count - free));
}
