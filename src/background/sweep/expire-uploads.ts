import { deleteKeys } from '../../platform/archive/delete-keys.ts';
import { uploadKey } from '../../platform/archive/keys.ts';
import { takeUnnamed } from '../../platform/db/uploads.ts';
import type { Work } from '../../platform/events/work.ts';
import { count } from '../../platform/observability/metrics.ts';

const DAY_MS = 24 * 60 * 60_000;
/** How long an upload lives that no operation and no suggestion names. */
export const UNNAMED_MS = 60 * DAY_MS;
// At most this many a run; the next run continues.
const AT_MOST = 200;

/**
 * Deletes the uploads that nothing has named for 60 days. Their rows go first: what is uploaded again meanwhile has a
 * row again, and bytes without a row would count for no one.
 */
export async function expireUploads({ env, db }: Pick<Work, 'env' | 'db'>, now: number): Promise<void> {
  const taken = await takeUnnamed(db, { before: now - UNNAMED_MS, limit: AT_MOST });
  await deleteKeys(
    env.ARCHIVE,
    taken.map(({ docId, hash }) => uploadKey(docId, hash)),
  );
  count('uploads_expired_total', {}, taken.length);
}
