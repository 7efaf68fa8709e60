import { SNAPSHOT_SPACING } from '../archive/retention.ts';
import { BrokenChain } from '../archive/segment.ts';
import { ArchiveUnreadable, archivedFrames } from '../archive/segment-store.ts';
import { readSnapshot, writeSnapshot } from '../archive/snapshot-store.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { DocumentRow } from '../db/access.ts';
import { findDocument } from '../db/documents.ts';
import { markSnapshot, nearestSnapshots, recordSnapshot, type SnapshotRow } from '../db/snapshots.ts';
import { documentStub } from '../documents/stub.ts';
import { Playback } from '../history/playback.ts';
import { count } from '../observability/metrics.ts';
import { sameDelta } from '../ot/canonical.ts';
import { EMPTY_DOCUMENT } from '../ot/last-newline.ts';
import type { Ops } from '../ot/op.ts';
import { diverge, hasMoved } from './diverge.ts';
import { reconcile } from './reconcile.ts';
import { searchText } from './search-text.ts';
import type { Work } from './work.ts';

// Snapshots that cannot be read are passed over, up to so many; then the log is replayed from its beginning.
const SNAPSHOTS_TRIED = 3;

/** What somebody says of a snapshot that they asked for. */
export interface SnapshotMark {
  name: string | null;
  /** Who asked for it; null for one that the Document made by itself. */
  authorId: string | null;
}

/**
 * Archives the text of `version` (the end of a frame): proved to be what the snapshot before it and the archived log
 * give, and what the Document holds as its checkpoint, if it does (I4). Archives the log up to there first. Again: the
 * same, but for a new name. Holds one text and one run of operations. Throws when something cannot be reached.
 */
export async function archiveSnapshot(
  work: Work,
  document: DocumentRow,
  version: number,
  mark: SnapshotMark = { name: null, authorId: null },
): Promise<Result<SnapshotRow, 'not_found' | 'unknown_version' | 'diverged'>> {
  const archived = document.reconciledVersion >= version ? document : await reconcile(work, document.id);
  if (archived === null || archived.divergedAt !== null) return missing(work, document.id);
  if (version > archived.reconciledVersion)
    return fail('unknown_version', `there is no version ${version} yet`);
  try {
    const row = await prove(work, archived, version, mark);
    if (row === null) return fail('unknown_version', `version ${version} lies inside a frame`);
    const snapshot = Math.max(version, archived.snapshotVersion);
    await documentStub(work.env, document).acknowledge({ version: archived.reconciledVersion, snapshot });
    return ok(row);
  } catch (error) {
    if (!(error instanceof BrokenChain)) throw error;
    // Recovered to an earlier version meanwhile: nothing of what was read counts.
    if (await hasMoved(work, archived))
      throw new Error(`the document ${document.id} changes: ${error.message}`);
    await diverge(work, archived, error);
    return fail('diverged', error.message);
  }
}

// Null for a version inside a frame.
async function prove(
  work: Work,
  document: DocumentRow,
  version: number,
  mark: SnapshotMark,
): Promise<SnapshotRow | null> {
  const nearest = await nearestSnapshots(work.db, document.id, version, SNAPSHOTS_TRIED);
  const [known] = nearest;
  if (known?.version === version) {
    if (mark.name === null && mark.authorId === null) return known;
    const marked = await markSnapshot(work.db, document.id, version, mark);
    // Thinned out since it was looked up: it is archived anew.
    if (marked !== undefined) return marked;
    nearest.shift();
  }
  const base = await readBase(work, document, nearest);
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
  return store(work, document, playback, base.at, mark, checkpoint);
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
  if (checkpoint !== null && checkpoint !== replayed && !sameDelta(ops, JSON.parse(checkpoint) as Ops)) {
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
  return recordSnapshot(work.db, row, isNews ? { version, ...searchText(ops) } : null);
}

async function readBase(
  work: Work,
  document: DocumentRow,
  nearest: readonly SnapshotRow[],
): Promise<{ version: number; ops: Ops; at: number }> {
  for (const { version, at } of nearest) {
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
  return { version: 0, ops: EMPTY_DOCUMENT, at: document.createdAt };
}

async function missing(work: Work, docId: string): Promise<Result<never, 'not_found' | 'diverged'>> {
  const document = await findDocument(work.db, docId);
  if (document === undefined) return fail('not_found', 'there is no such document');
  return fail('diverged', document.divergence ?? 'the document has diverged from its archive');
}
