import { isDocument } from '../../ot/last-newline.ts';
import { KEEP_VERSIONS } from '../../platform/archive/retention.ts';
import { proveFrame } from '../../platform/archive/segment.ts';
import { archivedFrames, listEverySegment } from '../../platform/archive/segment-store.ts';
import { readSnapshot } from '../../platform/archive/snapshot-store.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { findDocument } from '../../platform/db/documents.ts';
import { type Beginning, beginLogAt, possibleBeginnings } from '../../platform/db/expiry.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { count } from '../../platform/observability/metrics.ts';

const DAY_MS = 24 * 60 * 60_000;
/**
 * If operations are not kept for ever, they are kept for at least this many days: as long as backups and the
 * platform's bookmarks exist, so that nothing that is restored from them needs a log that is gone.
 */
export const LEAST_DAYS = 30;
// The rest of a long log goes the next day.
const SEGMENTS_A_RUN = 200;
// A snapshot that cannot be read is skipped; the log then keeps a little more.
const SNAPSHOTS_TRIED = 3;

/**
 * How many days operations are kept (OPERATIONS_KEPT_DAYS): null for ever, which is also the meaning of anything but
 * a whole number of LEAST_DAYS or more. The log then says so: a typing error must delete nothing.
 */
export function operationsKeptDays(env: Env, log: Logger): number | null {
  // The type is that of the value in wrangler.toml, which operators change.
  const setting = ((env.OPERATIONS_KEPT_DAYS as string | undefined) ?? '').trim();
  if (setting === '') return null;
  const days = /^\d{1,6}$/.test(setting) ? Number(setting) : 0;
  if (days >= LEAST_DAYS) return days;
  log.error(
    `OPERATIONS_KEPT_DAYS is no whole number of ${LEAST_DAYS} or more: operations are kept for ever`,
    {
      setting,
    },
  );
  return null;
}

/**
 * Deletes the archived log of a document up to the newest snapshot that is older than `days` at `now` (ms since
 * 1970), but never the last versions that the Document keeps itself. First D1 records that the log begins there, then
 * segments are deleted, oldest first, so that the rest is one log at every moment; if it is cut off in between, the
 * next run continues. The segment that contains the beginning stays: it proves the hash chain there. Snapshots stay.
 * Returns the version that the log begins after. Throws when the archive cannot be read: then nothing is deleted.
 */
export async function expireLog(
  env: Env,
  db: Database,
  docId: string,
  { days, now, log }: { days: number; now: number; log: Logger },
): Promise<number> {
  const document = await findDocument(db, docId);
  // The content of the archive is in doubt, or on its way to another version.
  if (document === undefined || document.divergedAt !== null) return document?.logFrom ?? 0;
  let from = document.logFrom;
  const beginning = await chooseBeginning(env.ARCHIVE, db, document, { before: now - days * DAY_MS, log });
  if (beginning !== null) {
    if (!(await beginLogAt(db, document, beginning))) return from;
    from = beginning.version;
    log.info('the log of a document begins later', { docId, from, before: document.logFrom });
  }
  if (from === 0) return from;
  const refs = (await listEverySegment(env.ARCHIVE, docId, 0, from)).filter(({ to }) => to < from);
  // By their ends: a segment that others also cover is deleted before those.
  const oldest = refs.sort((a, b) => a.to - b.to || b.from - a.from).slice(0, SEGMENTS_A_RUN);
  for (const { key } of oldest) {
    await env.ARCHIVE.delete(key);
    count('archive_segments_expired_total', {});
  }
  return from;
}

// Null when there is nothing to delete yet.
async function chooseBeginning(
  bucket: R2Bucket,
  db: Database,
  document: DocumentRow,
  { before, log }: { before: number; log: Logger },
): Promise<Beginning | null> {
  const { id: docId, archivedVersion } = document;
  const upTo = archivedVersion - KEEP_VERSIONS;
  if (upTo <= document.logFrom) return null;
  const page = { at: before, upTo, limit: SNAPSHOTS_TRIED };
  const versions = await possibleBeginnings(db, document, page);
  let failure: unknown = null;
  for (const version of versions) {
    try {
      const text = await readSnapshot(bucket, docId, version);
      if (!isDocument(text)) throw new Error(`the snapshot of version ${version} is no document`);
      return { version, chain: await chainAt(bucket, docId, version) };
    } catch (error) {
      failure = error;
      log.error('a log cannot begin at a snapshot', { docId, version, error: String(error) });
    }
  }
  if (failure !== null) throw failure;
  return null;
}

// Read from the frame that ends there, so there is one; and the frame that follows must continue it.
async function chainAt(bucket: R2Bucket, docId: string, version: number): Promise<string> {
  let chain: string | null = null;
  for await (const frame of archivedFrames(bucket, docId, version - 1, version + 1)) {
    if (chain !== null) {
      proveFrame(frame, version, chain);
      return chain;
    }
    if (frame.last !== version) break;
    chain = frame.chain;
  }
  throw new Error(`no frame of the archive ends at version ${version}, or none follows it`);
}
