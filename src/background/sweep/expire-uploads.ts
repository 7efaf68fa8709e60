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
 * Deletes the uploads that nothing has named for 60 days. Of each its row goes first, for bytes without a row would
 * count for no one; and its bytes at once, so that what is uploaded again later keeps its own.
 */
export async function expireUploads({ env, db }: Pick<Work, 'env' | 'db'>, now: number): Promise<void> {
  for await (const { docId, hash } of takeUnnamed(db, { before: now - UNNAMED_MS, limit: AT_MOST })) {
    await env.ARCHIVE.delete(uploadKey(docId, hash));
    count('uploads_expired_total', {}, 1);
  }
}
