import { lt } from 'drizzle-orm';
import type { Database } from './database.ts';
import { idempotencyKeys, sessions, throttles } from './schema.ts';

/** Deletes what has expired: first answers older than `answersBefore`, sessions, counters. */
export async function sweepExpired(db: Database, now: number, answersBefore: number): Promise<void> {
  await db.batch([
    db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, answersBefore)),
    db.delete(sessions).where(lt(sessions.expiresAt, now)),
    db.delete(throttles).where(lt(throttles.expiresAt, now)),
  ]);
}
