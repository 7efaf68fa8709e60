import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { NIGHTLY, scheduled } from '../../../src/scheduled.ts';

/** What the clock calls every five minutes, as if it were `at` (ms since 1970). */
export function sweep(at = Date.now(), using: Env = env): Promise<void> {
  return scheduled(createScheduledController({ cron: '*/5 * * * *', scheduledTime: new Date(at) }), using);
}

/** What the clock calls once a night. */
export function nightly(at = Date.now(), using: Env = env): Promise<void> {
  return scheduled(createScheduledController({ cron: NIGHTLY, scheduledTime: new Date(at) }), using);
}
