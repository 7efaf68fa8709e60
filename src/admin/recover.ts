import type { DocumentStatus } from '../../durable-objects/document/rpc.ts';
import { reconcile } from '../archiving/reconcile.ts';
import { must } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type DocumentStub, documentStub } from '../content/stub.ts';
import { abandonedKey } from '../platform/archive/keys.ts';
import { ArchiveUnreadable, listSegments, readSegment } from '../platform/archive/segment-store.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import { findDocument } from '../platform/db/documents.ts';
import {
  beginRecovery,
  endRecovery,
  isBeingRecovered,
  restoreMark,
  rewind,
  rowsAfter,
} from '../platform/db/recovery.ts';
import type { Work } from '../platform/events/work.ts';
import { sendDocumentChange } from '../platform/queues/producers.ts';
import { headOf } from './segment-head.ts';
import { setAside, setAsideLog } from './set-aside.ts';
import { setAsideReviewOf } from './set-aside-review.ts';

/** The result of a recovery. */
export interface Recovery {
  /** The version that the document has now. */
  version: number;
  /** The newest version that was archived before. */
  archived: number;
  /** The prefix of the archive under which everything after it is now, and how much that is. */
  aside: { prefix: string; segments: number; snapshots: number; versionsOfObject: number };
}

/** Why nothing, or not all, was done. */
export type RecoveryError = 'unknown_version' | 'not_archived' | 'archive' | 'object';

/**
 * Rebuilds a document from its archive, up to `version` (null: everything archived), whatever its object has. Later
 * versions are set aside, not destroyed. What the object owes is archived first, if possible. If it is cut off
 * anywhere, repeat it with the version that it has answered or logged: until it is done nothing else is archived.
 */
export async function recoverDocument(
  work: Work,
  document: DocumentRow,
  version: number | null,
  now: number,
): Promise<Result<Recovery, RecoveryError>> {
  const { env, db, log } = work;
  const { id: docId } = document;
  const bucket = env.ARCHIVE;
  const stub = documentStub(env, document);
  await archiveWhatIsOwed(work, document);
  const status = await statusOf(stub, work);
  const segments = await listSegments(bucket, docId, 0);
  const archived = segments[segments.length - 1]?.to ?? 0;
  const target = version ?? archived;
  if (target > Math.max(archived, status?.version ?? 0))
    return fail('unknown_version', `there is no version ${target}`);
  if (target > archived)
    return fail('not_archived', `the archive ends at version ${archived}: bring it up to ${target} first`);

  const expired = fail('unknown_version', `the log is no longer kept from version ${target} on`);
  if (target < document.logFrom) return expired;

  const chain = target === document.logFrom ? ok(document.logChain) : await chainAt(bucket, docId, target);
  if (!chain.ok) return chain;
  const known = await findDocument(db, docId);
  const diverged = (status?.divergence ?? null) !== null || (known?.divergedAt ?? null) !== null;

  const at = new Date(now).toISOString();
  log.warn('a document is being recovered', { docId, version: target, archived, at });
  // It may have expired since the document was read; from here on it does not.
  if (!(await beginRecovery(db, docId, target, now))) return expired;
  // Everything that an object has which contradicts the archive: where it begins to differ is not known.
  const versionsOfObject = await setAsideObject(work, stub, docId, status, {
    at,
    after: diverged ? 0 : archived,
  });
  await setAsideReviewOfObject(work, stub, docId, status, at);
  // The object first: it changes nothing unless it proves that the archive leads to that version.
  const recovered = await stub.recover({ docId, version });
  if (!recovered.ok) {
    if (known !== undefined && !isBeingRecovered(known)) await restoreMark(db, known);
    return fail('object', `${recovered.error.code}: ${recovered.error.message}`);
  }
  const rows = await rowsAfter(db, docId, target);
  await bucket.put(abandonedKey(docId, at, 'rows.json'), JSON.stringify(rows));
  const aside = await setAside(bucket, docId, target, at);
  await rewind(db, docId, target, chain.value);
  // Archiving that was under way when this began may have finished since.
  const late = await setAside(bucket, docId, target, at);
  await endRecovery(db, docId);
  await stub.markDiverged(null);
  await sendDocumentChange(env, { docId, from: target, to: target }).catch((error: unknown) => {
    log.warn('the recovered document could not be nudged', { docId, error: String(error) });
  });
  return ok({
    version: recovered.value.version,
    archived,
    aside: {
      prefix: aside.prefix,
      segments: aside.segments + late.segments,
      snapshots: aside.snapshots + late.snapshots,
      versionsOfObject,
    },
  });
}

async function archiveWhatIsOwed(work: Work, document: DocumentRow): Promise<void> {
  try {
    if (document.divergedAt === null) await reconcile(work, document.id);
  } catch (error) {
    // A broken object is a reason to recover: then the archive decides.
    work.log.warn('what is owed could not be archived before recovering', {
      docId: document.id,
      error: String(error),
    });
  }
}

async function statusOf(stub: DocumentStub, { log }: Work): Promise<DocumentStatus | null> {
  try {
    const status = await stub.status();
    return status.ok ? status.value : null;
  } catch (error) {
    log.warn('the object to recover does not answer', { error: String(error) });
    return null;
  }
}

async function setAsideObject(
  { env, log }: Work,
  stub: DocumentStub,
  docId: string,
  status: DocumentStatus | null,
  { at, after }: { at: string; after: number },
): Promise<number> {
  if (status === null) return 0;
  const from = Math.max(status.keptFrom, after);
  if (from >= status.version) return 0;
  try {
    const frames = await stub.frames(from);
    return frames.ok ? await setAsideLog(env.ARCHIVE, docId, frames.value, at) : 0;
  } catch (error) {
    log.warn('the log of the object could not be laid aside', { docId, error: String(error) });
    return 0;
  }
}

async function setAsideReviewOfObject(
  { env, log }: Work,
  stub: DocumentStub,
  docId: string,
  status: DocumentStatus | null,
  at: string,
): Promise<void> {
  try {
    if (status?.review) await setAsideReviewOf(env.ARCHIVE, docId, stub, status.review, at);
  } catch (error) {
    log.warn('the review of the object could not be laid aside', { docId, error: String(error) });
  }
}

// The hash chain at a version, as the archive will end at it. Read before anything is changed.
async function chainAt(bucket: R2Bucket, docId: string, version: number): Promise<Result<string, 'archive'>> {
  try {
    const [ref] = await listSegments(bucket, docId, version - 1, version);
    if (ref === undefined) return fail('archive', `version ${version} is in no segment`);
    const { frames } = headOf(await readSegment(bucket, docId, ref), version);
    return ok(must(frames[frames.length - 1]).chain);
  } catch (error) {
    if (!(error instanceof ArchiveUnreadable)) throw error;
    return fail('archive', error.message);
  }
}
