import { importKey } from '../../platform/archive/keys.ts';
import type { Work } from '../../platform/events/work.ts';
import { sendDocumentImports } from '../../platform/queues/producers.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { deleteImport, failRest, type ImportRow, listDueImports, listWaiting, postpone } from './queries.ts';
import { discardArchive } from './work-on-file.ts';

// At most this many a run; the next run continues.
const AT_MOST = 100;

const LATE = { code: 'internal', message: 'The import took longer than it may.' };

/**
 * Asks again for the files of imports that have stopped, ends those that take too long, and deletes those that ended days
 * ago. Throws the first error, after all others.
 */
export async function tendImports(work: Work, now: number): Promise<void> {
  const failures: unknown[] = [];
  for (const row of await listDueImports(work.db, now, AT_MOST))
    await tend(work, row, now).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function tend(work: Work, row: ImportRow, now: number): Promise<void> {
  const { env, db, log } = work;
  const { longest, stalled } = HTTP_LIMITS.queuedImports;
  if (row.state !== 'running') {
    // Its archive again: one that was cancelled may have been kept after that.
    await env.ARCHIVE.delete(importKey(row.userId, row.id));
    await deleteImport(db, row.id);
  } else if (now - row.createdAt >= longest) {
    await failRest(db, row.id, LATE, now);
    await discardArchive(work, row);
  } else {
    const waiting = await listWaiting(db, row.id);
    log.warn('an import has stopped', { importId: row.id, waiting: waiting.length });
    await postpone(db, row.id, now + stalled);
    await sendDocumentImports(env, row.id, waiting);
  }
}
