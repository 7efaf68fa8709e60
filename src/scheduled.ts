import { backUp, isUnfinished } from './background/backup/back-up.ts';
import { backupDate } from './background/backup/manifest.ts';
import { deleteOldBackups } from './background/backup/retention.ts';
import { sendDigests } from './background/letters/digest.ts';
import { emptyTrash, finishErasures } from './background/sweep/erasures.ts';
import { expireUploads } from './background/sweep/expire-uploads.ts';
import { foldSearch } from './background/sweep/fold-search.ts';
import { nudgeLagging } from './background/sweep/lagging.ts';
import { tidyArchive } from './background/sweep/tidy-archive.ts';
import { pushOwedAccess } from './content/push-access.ts';
import { tendImports } from './features/imports/tend-imports.ts';
import { endExpiredAccess } from './features/sharing/expired.ts';
import { finishUserErasures } from './features/users/erase.ts';
import { sweepExpired } from './platform/db/sweep.ts';
import { backgroundDeps, type Deps } from './platform/events/deps.ts';
import { publishUnsent } from './platform/events/publish.ts';
import { count } from './platform/observability/metrics.ts';
import { HTTP_LIMITS } from './platform/verbs/limits.ts';

/** The trigger of the nightly work, as in wrangler.toml; any other trigger runs the sweep. */
export const NIGHTLY = '17 3 * * *';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TRASH_MS = 30 * DAY;
// Every five minutes a twelfth of the documents touched today, except the latest: each document is checked once an
// hour.
const SHARES = 12;

/** The dependencies of a step, and its time. */
interface Sweep extends Deps {
  now: number;
}

type Step = [name: string, run: (sweep: Sweep) => Promise<unknown>];

const EVERY_FIVE_MINUTES: Step[] = [
  // Before expired sessions are deleted: the access of their guests is deleted with them.
  ['expired access', (sweep) => endExpiredAccess(sweep, sweep.now)],
  ['expired', ({ db, now }) => sweepExpired(db, now, now - HTTP_LIMITS.idempotency.lifetime)],
  ['events', ({ env, db, now }) => publishUnsent(env, db, now)],
  ['owed access', ({ env, db, log }) => pushOwedAccess(env, db, log)],
  ['erased users', (sweep) => finishUserErasures(sweep, sweep.now)],
  ['erasures', (sweep) => finishErasures(sweep, sweep.now)],
  ['lagging', (sweep) => lagging(sweep, 30 * MINUTE, DAY)],
  ['backup', continueBackup],
  ['archive', ({ env, db, log, now }) => tidyArchive(env, db, log, now)],
  ['uploads', (sweep) => expireUploads(sweep, sweep.now)],
  ['imports', (sweep) => tendImports(sweep, sweep.now)],
  ['search', ({ db }) => foldSearch(db)],
  ['digests', (sweep) => sendDigests(sweep, sweep.now)],
];

const EVERY_NIGHT: Step[] = [
  ['backup', ({ env, now }) => backUp(env, backupDate(now), now)],
  ['old backups', ({ env }) => deleteOldBackups(env.ARCHIVE)],
  ['trash', (sweep) => emptyTrash(sweep, sweep.now - TRASH_MS)],
  ['lagging', (sweep) => lagging(sweep, 8 * DAY, 8 * DAY)],
];

/**
 * Runs on the platform's schedule: the sweep every five minutes, and the nightly work. Each step is independent: a
 * failed one is logged and counted, and the others still run; the next call retries it. Throws at the end when one
 * failed, so that the platform shows it too.
 */
export async function scheduled({ cron, scheduledTime }: ScheduledController, env: Env): Promise<void> {
  const job = cron === NIGHTLY ? 'nightly' : 'sweep';
  const deps = backgroundDeps(env, { job });
  const sweep = { ...deps, now: scheduledTime };
  const failed: string[] = [];
  for (const [step, run] of job === 'nightly' ? EVERY_NIGHT : EVERY_FIVE_MINUTES) {
    try {
      await run(sweep);
      count('sweep_steps_total', { job, step, outcome: 'done' });
    } catch (error) {
      failed.push(step);
      count('sweep_steps_total', { job, step, outcome: 'failed' });
      deps.log.error('a step failed', { step, error: String(error) });
    }
  }
  await deps.deferred();
  if (failed.length > 0) throw new Error(`${job}: ${failed.join(', ')} failed`);
}

function lagging({ env, db, log, now }: Sweep, recent: number, longest: number): Promise<unknown> {
  const share = Math.floor(now / (5 * MINUTE)) % SHARES;
  const window = { now, since: now - recent, rest: { since: now - longest, share, of: SHARES } };
  return nudgeLagging(env, db, log, window);
}

// A large backup takes several runs, also one that began before midnight.
async function continueBackup({ env, now }: Sweep): Promise<void> {
  for (const date of [backupDate(now), backupDate(now - DAY)]) {
    if (await isUnfinished(env.ARCHIVE, date)) await backUp(env, date, now);
  }
}
