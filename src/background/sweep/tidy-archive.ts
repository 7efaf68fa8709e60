import { thinSnapshots } from '../../archiving/thin-snapshots.ts';
import { mergeSegments } from '../../platform/archive/merge-segments.ts';
import type { Database } from '../../platform/db/database.ts';
import { listTouched, type TouchedDocument } from '../../platform/db/sweep.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { count } from '../../platform/observability/metrics.ts';
import { expireLog, operationsKeptDays } from './expire-log.ts';
import { expireNamed } from './expire-named.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
// By then one snapshot a day is left, and nothing more will change.
const TOUCHED_WITHIN_MS = 9 * DAY;
// Every run of the sweep takes its share, so that each document has its turn once a day.
const SHARES = 288;
const AT_ONCE = 4;
const BUDGET_MS = 60_000;
const PAGE = 300;

/**
 * Merges the small segments and thins out the old snapshots of the documents whose turn it is; if operations are not
 * kept for ever, deletes the oldest of every document. A failure affects no other document, and that document has its
 * turn again tomorrow. Returns how many were looked at.
 */
export async function tidyArchive(env: Env, db: Database, log: Logger, now: number): Promise<number> {
  const share = Math.floor(now / (5 * MINUTE)) % SHARES;
  const days = operationsKeptDays(env, log);
  const tidying: Tidying = { env, db, log, now, days, touchedSince: now - TOUCHED_WITHIN_MS };
  // Documents that are no longer touched also age.
  const since = days === null ? tidying.touchedSince : 0;
  const window = { since: now + DAY, rest: { since, share, of: SHARES } };
  const deadline = Date.now() + BUDGET_MS;
  let looked = 0;
  for (let after: TouchedDocument | null = null; ; ) {
    const page: TouchedDocument[] = await listTouched(db, window, after, PAGE);
    const rest = [...page];
    const lane = async () => {
      for (let next = rest.shift(); next !== undefined && Date.now() < deadline; next = rest.shift()) {
        looked++;
        await tidy(tidying, next);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    after = page[page.length - 1] ?? null;
    if (page.length < PAGE) return looked;
    if (Date.now() >= deadline) {
      log.warn('there was no time to tidy all archives', { looked });
      return looked;
    }
  }
}

interface Tidying {
  env: Env;
  db: Database;
  log: Logger;
  now: number;
  /** How many days operations are kept; null for ever. */
  days: number | null;
  touchedSince: number;
}

async function tidy(tidying: Tidying, { id: docId, touchedAt }: TouchedDocument): Promise<void> {
  const { env, db, log, now, days, touchedSince } = tidying;
  try {
    // What expires need not be merged; and where the log begins then, thinning leaves a snapshot.
    const from = days === null ? 0 : await expireLog(env, db, docId, { days, now, log });
    await expireNamed(env, db, { docId, from, now });
    if (touchedAt < touchedSince) return;
    const merged = await mergeSegments(env.ARCHIVE, docId, from);
    count('archive_segments_merged_total', {}, merged.of);
    count('archive_snapshots_thinned_total', {}, await thinSnapshots(env, db, docId, now));
  } catch (error) {
    log.error('an archive cannot be tidied', { docId, error: String(error) });
  }
}
