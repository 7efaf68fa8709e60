import { documentStub } from '../../content/stub.ts';
import { uploadKey } from '../../platform/archive/keys.ts';
import type { Database } from '../../platform/db/database.ts';
import { findDocument } from '../../platform/db/documents.ts';
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
 * count for no one; and its bytes at once, so that what is uploaded again later keeps its own. Those of a document whose
 * log or review is not archived wholly stay: what is not archived may name them.
 */
export async function expireUploads({ env, db }: Pick<Work, 'env' | 'db'>, now: number): Promise<void> {
  const known = new Map<string, Promise<boolean>>();
  const mayName = (docId: string): Promise<boolean> => {
    const asked = known.get(docId) ?? isBehind(env, db, docId);
    known.set(docId, asked);
    return asked;
  };
  const bounds = { before: now - UNNAMED_MS, limit: AT_MOST };
  for await (const { docId, hash } of takeUnnamed(db, bounds, mayName)) {
    await env.ARCHIVE.delete(uploadKey(docId, hash));
    count('uploads_expired_total', {}, 1);
  }
}

async function isBehind(env: Env, db: Database, docId: string): Promise<boolean> {
  const document = await findDocument(db, docId);
  if (document === undefined) return false;
  try {
    const status = await documentStub(env, document).status();
    if (!status.ok) return true;
    const { version, review } = status.value;
    return version > document.archivedVersion || (review !== undefined && review.number > review.archived);
  } catch {
    return true;
  }
}
