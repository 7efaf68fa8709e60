import { database } from './db/database.ts';
import { sweepExpired } from './db/sweep.ts';
import { HTTP_LIMITS } from './http/limits.ts';
import { logger } from './observability/logger.ts';
import { tellOwed } from './sharing/tell-document.ts';

/** Every hour: deletes what has expired, and tells Documents what they could not be told before. */
export async function sweep(env: Env): Promise<void> {
  const db = database(env.DB);
  const now = Date.now();
  await sweepExpired(db, now, now - HTTP_LIMITS.idempotency.lifetime);
  await tellOwed(env, db, logger({ job: 'sweep' }));
}
