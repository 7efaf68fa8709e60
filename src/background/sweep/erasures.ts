import { eraseDocument, finishErasure } from '../../features/documents/erase.ts';
import { listDueErasures, listTrashed } from '../../platform/db/erasures.ts';
import { SYSTEM } from '../../platform/events/publish.ts';
import type { Work } from '../../platform/events/work.ts';
import { count } from '../../platform/observability/metrics.ts';

// At most this many a run; the next run continues.
const AT_MOST = 200;

/**
 * Carries out the erasures that are due: documents whose creation never finished (an unreachable object), and those
 * that were deleted while something could not be reached.
 */
export async function finishErasures(work: Work, now: number): Promise<void> {
  const { db, log } = work;
  for (const erasure of await listDueErasures(db, now, AT_MOST)) {
    const { docId, reason } = erasure;
    try {
      await finishErasure(work, erasure);
      count('erasures_total', { reason });
    } catch (error) {
      log.warn('an erasure is still owed', { docId, reason, error: String(error) });
    }
  }
}

/** Erases the documents that have been in the trash since before `deletedBefore` (ms since 1970). */
export async function emptyTrash(work: Work, deletedBefore: number): Promise<void> {
  const { db, log } = work;
  for (const place of await listTrashed(db, deletedBefore, AT_MOST)) {
    log.info('a document is erased from the trash', { docId: place.id });
    await eraseDocument(work, SYSTEM, place);
  }
}
