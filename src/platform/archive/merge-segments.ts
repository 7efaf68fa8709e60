import { covering, type SegmentRef } from './covering.ts';
import { deleteKeys } from './delete-keys.ts';
import { segmentKey } from './keys.ts';
import { mergeable } from './mergeable.ts';
import { type ArchivedFrame, BrokenChain, makeSegment, proveFrame } from './segment.ts';
import { ArchiveUnreadable, listEverySegment, readSegment, writeSegment } from './segment-store.ts';

/** What was merged. */
export interface Merged {
  /** How many segments were made of how many. */
  made: number;
  of: number;
}

/**
 * Merges consecutive small segments of the log after `from` into larger ones, so that a long history is read with few
 * requests; the edges of frames and the hash chain stay. The merged one is stored before the small ones go, and a
 * reader prefers it; so this may end anywhere, run twice, or at the same time as itself or the reconciler: what it
 * leaves is the same log, and what is left over goes the next time. Throws BrokenChain for segments that are not one
 * log: nothing of them is deleted.
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
    // Somebody else is merging the same ones.
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
      // Where two overlap, they hold the same frames.
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

// What others hold as well: left over by a merge or a reconciliation that was cut off, or that others did too. Deleted
// only when it is the same log: the hash chain at its end, which covers all before, is there in what is kept.
async function deleteRedundant(
  bucket: R2Bucket,
  docId: string,
  every: readonly SegmentRef[],
  from: number,
): Promise<void> {
  const kept = covering(every, from);
  // What begins before `from` may hold what was not listed.
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
