import { covering, type SegmentRef } from './covering.ts';
import { deleteKeys } from './delete-keys.ts';
import { segmentKey } from './keys.ts';
import { mergeable } from './mergeable.ts';
import { type ArchivedFrame, BrokenChain, makeSegment, proveFrame } from './segment.ts';
import { ArchiveUnreadable, listEverySegment, readSegment, writeSegment } from './segment-store.ts';

/** The result of a merge. */
export interface Merged {
  /** How many segments became how many. */
  made: number;
  of: number;
}

/**
 * Merges consecutive small segments of the log after `from` into larger ones, so that a long history takes few
 * requests to read; the edges of frames and the hash chain stay. The merged segment is stored before the small ones
 * are deleted, and a reader prefers it. So this may end anywhere, run twice, or run concurrently with itself or the
 * reconciler: it leaves the same log, and the next run deletes what is left over. Throws BrokenChain for segments
 * that are not one log, and deletes none of them.
 */
export async function mergeSegments(bucket: R2Bucket, docId: string, from = 0): Promise<Merged> {
  const every = await listEverySegment(bucket, docId, from);
  const merged = { made: 0, of: 0 };
  try {
    for (const refs of mergeable(covering(every, from))) {
      await merge(bucket, docId, refs);
      merged.made++;
      merged.of += refs.length;
    }
    await deleteRedundant(bucket, docId, every, from);
  } catch (error) {
    // Another consumer is merging the same ones.
    if (!(error instanceof ArchiveUnreadable) || !error.gone) throw error;
  }
  return merged;
}

async function merge(bucket: R2Bucket, docId: string, refs: readonly SegmentRef[]): Promise<void> {
  const frames: ArchivedFrame[] = [];
  let version = (refs[0] as SegmentRef).from;
  let before: string | null = null;
  let chain = '';
  for (const ref of refs) {
    const segment = await readSegment(bucket, docId, ref);
    if (before === null) {
      before = segment.chain;
      chain = before;
    }
    for (const frame of segment.frames) {
      // Where two overlap, they have the same frames.
      if (frame.last <= version) continue;
      chain = proveFrame(frame, version, chain);
      version = frame.last;
      frames.push(frame);
    }
  }
  const segment = makeSegment(docId, before ?? '', frames);
  const stored = await writeSegment(bucket, segment);
  if (stored.kind === 'different') {
    throw new BrokenChain(segment.from, `up to version ${segment.to} another log is archived`);
  }
  const key = segmentKey(docId, segment.from, segment.to);
  await deleteKeys(
    bucket,
    refs.map((ref) => ref.key).filter((small) => small !== key),
  );
}

// Segments that others cover as well: left over by a merge or a reconciliation that was cut off, or done by two
// consumers. Deleted only when it is the same log: the hash chain at its end, which covers everything before, is also
// in what is kept.
async function deleteRedundant(
  bucket: R2Bucket,
  docId: string,
  every: readonly SegmentRef[],
  from: number,
): Promise<void> {
  const kept = covering(every, from);
  // A segment that begins before `from` may cover versions that were not listed.
  const redundant = every.filter((ref) => ref.from >= from && !kept.includes(ref));
  for (const large of kept) {
    const held = redundant.filter((ref) => large.from < ref.to && ref.to <= large.to);
    if (held.length === 0) continue;
    const { frames } = await readSegment(bucket, docId, large);
    const chains = new Map(frames.map(({ last, chain }) => [last, chain]));
    for (const ref of held) {
      const { frames } = await readSegment(bucket, docId, ref);
      if (frames[frames.length - 1]?.chain !== chains.get(ref.to)) {
        throw new BrokenChain(ref.from, `${ref.key} and ${large.key} are different logs`);
      }
    }
    await deleteKeys(
      bucket,
      held.map((ref) => ref.key),
    );
  }
}
