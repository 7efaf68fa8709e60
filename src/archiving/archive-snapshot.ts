import { fail, ok, type Result } from '../base/result.ts';
import { Playback } from '../content/playback.ts';
import { documentStub } from '../content/stub.ts';
import { sameDelta } from '../ot/canonical.ts';
import { EMPTY_DOCUMENT } from '../ot/last-newline.ts';
import type { Delta } from '../ot/op.ts';
import { snapshotKey } from '../platform/archive/keys.ts';
import { SNAPSHOT_SPACING } from '../platform/archive/retention.ts';
import { BrokenChain } from '../platform/archive/segment.ts';
import { ArchiveUnreadable, archivedFrames } from '../platform/archive/segment-store.ts';
import { readSnapshot, writeSnapshot } from '../platform/archive/snapshot-store.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import { findDocument } from '../platform/db/documents.ts';
import {
  basesOf,
  markSnapshot,
  nearestSnapshots,
  recordSnapshot,
  type SnapshotRow,
} from '../platform/db/snapshots.ts';
import type { Work } from '../platform/events/work.ts';
import { count } from '../platform/observability/metrics.ts';
import { diverge, hasMoved } from './diverge.ts';
import { reconcile } from './reconcile.ts';
import { searchText } from './search-text.ts';

// At most this many snapshots that cannot be read are skipped; then the log is replayed from its beginning.
const SNAPSHOTS_TRIED = 3;

/** The name and author of a requested snapshot. */
export interface SnapshotMark {
  name: string | null;
  /** The user who asked for it; null for one that the Document made by itself. */
  authorId: string | null;
}

/**
 * Archives the text of `version` (the end of a frame). It proves that the text follows from the snapshot before it
 * and the archived log, and equals the Document's checkpoint, if there is one (I4). Archives the log up to there
 * first. Repeating it changes nothing but the name. Holds one text and one run of operations. Throws when something
 * cannot be reached.
 */
export async function archiveSnapshot(
  work: Work,
  document: DocumentRow,
  version: number,
  mark: SnapshotMark = { name: null, authorId: null },
): Promise<Result<SnapshotRow, 'not_found' | 'unknown_version' | 'diverged'>> {
  const known = await markKnown(work, document, version, mark);
  if (known !== null) {
    if (document.divergedAt === null) await acknowledge(work, document, version);
    return ok(known);
  }
  const isBehind = document.archivedVersion < version && document.divergedAt === null;
  const archived = isBehind ? await reconcile(work, document.id) : document;
  if (archived === null || archived.divergedAt !== null) return missing(work, document.id);
  if (version > archived.archivedVersion)
    return fail('unknown_version', `there is no version ${version} yet`);
  if (version < archived.logFrom)
    return fail('unknown_version', `the log before version ${archived.logFrom} is no longer kept`);
  try {
    const row = await prove(work, archived, version, mark);
    if (row === null) return fail('unknown_version', `version ${version} lies inside a frame`);
    await acknowledge(work, archived, version);
    return ok(row);
  } catch (error) {
    if (!(error instanceof BrokenChain)) throw error;
    // Recovered to an earlier version meanwhile: nothing that was read counts.
    if (await hasMoved(work, archived))
      throw new Error(`the document ${document.id} changes: ${error.message}`);
    await diverge(work, archived, error);
    return fail('diverged', error.message);
  }
}

// Null when there is none of this version, or it was thinned out since it was looked up.
async function markKnown(
  { db }: Work,
  { id }: DocumentRow,
  version: number,
  mark: SnapshotMark,
): Promise<SnapshotRow | null> {
  const [nearest] = await nearestSnapshots(db, id, version, 1);
  if (nearest?.version !== version) return null;
  if (mark.name === null && mark.authorId === null) return nearest;
  return (await markSnapshot(db, id, version, mark)) ?? null;
}

async function acknowledge({ env }: Work, document: DocumentRow, version: number): Promise<void> {
  const { archivedVersion, snapshotVersion } = document;
  const snapshot = Math.max(version, snapshotVersion);
  await documentStub(env, document).acknowledge({ version: archivedVersion, snapshot });
}

// Null for a version inside a frame.
async function prove(
  work: Work,
  document: DocumentRow,
  version: number,
  mark: SnapshotMark,
): Promise<SnapshotRow | null> {
  const base = await readBase(work, document, version);
  const playback = new Playback(base.version, base.ops);
  let last = base.version;
  for await (const frame of archivedFrames(work.env.ARCHIVE, document.id, base.version, version)) {
    playback.play(frame, frame.last);
    if (frame.last >= last + SNAPSHOT_SPACING && frame.last < version) {
      last = frame.last;
      await store(work, document, playback, base.at, { name: null, authorId: null }, null);
    }
  }
  if (playback.version !== version) return null;
  const checkpoint = await documentStub(work.env, document).checkpoint(version);
  const json = checkpoint === null ? null : new TextDecoder().decode(checkpoint);
  return store(work, document, playback, base.at, mark, json);
}

async function store(
  work: Work,
  document: DocumentRow,
  playback: Playback,
  baseAt: number,
  mark: SnapshotMark,
  checkpoint: string | null,
): Promise<SnapshotRow> {
  const { version, text: ops } = playback;
  const replayed = JSON.stringify(ops);
  if (checkpoint !== null && checkpoint !== replayed && !sameDelta(ops, JSON.parse(checkpoint) as Delta)) {
    throw new BrokenChain(version, 'the checkpoint of the Document is not what the archived log gives');
  }
  // As the Document has it, so that readers get the same bytes from either.
  const json = checkpoint ?? replayed;
  const stored = await writeSnapshot(work.env.ARCHIVE, document.id, version, { ops, json });
  count('archive_snapshots_total', { outcome: stored.kind });
  if (stored.kind === 'different')
    throw new BrokenChain(version, 'the archive has another snapshot of this version');
  if (stored.kind === 'written') count('archive_bytes_total', { kind: 'snapshot' }, stored.bytes);
  const row = {
    docId: document.id,
    version,
    size: Buffer.byteLength(json) + `{"version":${version},"ops":}`.length,
    ...mark,
    at: playback.at ?? baseAt,
    createdAt: Date.now(),
  };
  const isNews = version > document.indexedVersion;
  const text = isNews ? { version, ...searchText(ops) } : null;
  const recorded = await recordSnapshot(work.db, row, document.generation, text);
  if (recorded !== undefined) return recorded;
  // It would block the snapshot that the version gets now.
  if (stored.kind === 'written') await work.env.ARCHIVE.delete(snapshotKey(document.id, version));
  throw new Error(`the document ${document.id} was recovered or has diverged meanwhile`);
}

async function readBase(
  work: Work,
  document: DocumentRow,
  upTo: number,
): Promise<{ version: number; ops: Delta; at: number }> {
  for (const { version, at } of await basesOf(work.db, document, upTo - 1, SNAPSHOTS_TRIED)) {
    try {
      return { version, ops: await readSnapshot(work.env.ARCHIVE, document.id, version), at };
    } catch (error) {
      if (!(error instanceof ArchiveUnreadable)) throw error;
      work.log.error('an archived snapshot cannot be read, an older one is', {
        docId: document.id,
        error: String(error),
      });
    }
  }
  if (document.logFrom > 0)
    throw new Error(`the log of ${document.id} begins with no snapshot that can be read`);
  return { version: 0, ops: EMPTY_DOCUMENT, at: document.createdAt };
}

async function missing(work: Work, docId: string): Promise<Result<never, 'not_found' | 'diverged'>> {
  const document = await findDocument(work.db, docId);
  if (document === undefined) return fail('not_found', 'there is no such document');
  return fail('diverged', document.divergence ?? 'the document has diverged from its archive');
}
