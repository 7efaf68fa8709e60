import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { NIGHTLY, scheduled } from '../../../src/scheduled.ts';

/** The run of every five minutes, as if it were `at` (ms since 1970). */
export function sweep(at = Date.now(), using: Env = env): Promise<void> {
  return scheduled(createScheduledController({ cron: '*/5 * * * *', scheduledTime: new Date(at) }), using);
}

/** The nightly run. */
export function nightly(at = Date.now(), using: Env = env): Promise<void> {
  return scheduled(createScheduledController({ cron: NIGHTLY, scheduledTime: new Date(at) }), using);
}
