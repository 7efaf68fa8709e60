import { framesOf } from '../platform/archive/frame-lines.ts';
import { abandonedKey, segmentKey, snapshotKey } from '../platform/archive/keys.ts';
import type { Segment } from '../platform/archive/segment.ts';
import { SegmentCutter } from '../platform/archive/segment-cutter.ts';
import { listEverySegment, readSegment, type SegmentRef } from '../platform/archive/segment-store.ts';
import { listSnapshotVersions } from '../platform/archive/snapshot-store.ts';
import { move } from './move.ts';
import { headOf } from './segment-head.ts';
import { setAsideReview } from './set-aside-review.ts';

/** What a recovery has set aside: nothing of it is lost, it is under `prefix`. */
export interface SetAside {
  prefix: string;
  segments: number;
  snapshots: number;
}

/**
 * Moves everything after `version` out of a document's archive, under the time `at` (ISO 8601): first the
 * review and the snapshots, then the segments from the newest down, so that the rest is a whole log at every moment. A segment that contains
 * the version is replaced by the part before it. If it is cut off anywhere, it starts again.
 */
export async function setAside(
  bucket: R2Bucket,
  docId: string,
  version: number,
  at: string,
): Promise<SetAside> {
  const aside = { prefix: abandonedKey(docId, at, ''), segments: 0, snapshots: 0 };
  await setAsideReview(bucket, docId, version, at);
  for (const key of await snapshotsAfter(bucket, docId, version)) {
    await move(bucket, key, abandonedKey(docId, at, key));
    aside.snapshots++;
  }
  const refs = await listEverySegment(bucket, docId, version);
  for (const ref of refs.reverse()) {
    if (ref.from < version) await cutSegment(bucket, docId, ref, version);
    await move(bucket, ref.key, abandonedKey(docId, at, ref.key));
    aside.segments++;
  }
  return aside;
}

/** Sets aside what an object still has of a log that is given up: its frames, as segments that nothing reads. */
export async function setAsideLog(
  bucket: R2Bucket,
  docId: string,
  stream: ReadableStream<Uint8Array>,
  at: string,
): Promise<number> {
  let versions = 0;
  let cutter: SegmentCutter | null = null;
  const store = async (segment: Segment | null) => {
    if (segment === null) return;
    const key = `object/${segmentKey(docId, segment.from, segment.to)}`;
    await bucket.put(abandonedKey(docId, at, key), JSON.stringify(segment));
  };
  for await (const frame of framesOf(stream)) {
    // The hash chain before its first frame is not known here, and proves nothing about a log that is given up.
    cutter ??= new SegmentCutter(docId, '');
    await store(cutter.take(frame, JSON.stringify(frame).length));
    versions += frame.entries.length;
  }
  await store(cutter?.rest() ?? null);
  return versions;
}

async function cutSegment(bucket: R2Bucket, docId: string, ref: SegmentRef, version: number): Promise<void> {
  const head = headOf(await readSegment(bucket, docId, ref), version);
  const httpMetadata = { contentType: 'application/json' };
  await bucket.put(segmentKey(docId, head.from, head.to), JSON.stringify(head), { httpMetadata });
}

async function snapshotsAfter(bucket: R2Bucket, docId: string, version: number): Promise<string[]> {
  const versions = await listSnapshotVersions(bucket, docId);
  return versions.filter((at) => at > version).map((at) => snapshotKey(docId, at));
}
