import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { segmentKey } from '../../../src/platform/archive/keys.ts';
import { type ArchivedFrame, BrokenChain } from '../../../src/platform/archive/segment.ts';
import {
  ArchiveUnreadable,
  archivedFrames,
  listSegments,
  MAX_SEGMENT_VERSIONS,
  readSegment,
  writeSegment,
} from '../../../src/platform/archive/segment-store.ts';
import { chained, keystrokes, segmentOf } from '../../support/frames.ts';
import { wrapped } from '../support/faults.ts';

const bucket = env.ARCHIVE;

async function store(docId: string, log: ArchivedFrame[], ranges: [number, number][]): Promise<void> {
  for (const [from, to] of ranges) await writeSegment(bucket, segmentOf(docId, log, from, to));
}

async function versions(frames: AsyncIterable<ArchivedFrame>): Promise<number[]> {
  const seen: number[] = [];
  for await (const { first, last } of frames) for (let v = first; v <= last; v++) seen.push(v);
  return seen;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i + 1);

test('I7: a segment is written once; the same log again changes nothing, another log is reported', async () => {
  const docId = randomId();
  const log = keystrokes(10);
  expect(await writeSegment(bucket, segmentOf(docId, log, 0, 10))).toMatchObject({ kind: 'written' });
  const etag = (await bucket.head(segmentKey(docId, 0, 10)))?.etag;
  expect(await writeSegment(bucket, segmentOf(docId, log, 0, 10))).toMatchObject({ kind: 'same' });
  const other = chained(Array.from({ length: 10 }, () => ({ deltas: [[{ insert: 'z' }]] })));
  expect(await writeSegment(bucket, segmentOf(docId, other, 0, 10))).toMatchObject({ kind: 'different' });
  expect((await bucket.head(segmentKey(docId, 0, 10)))?.etag).toBe(etag);
  await bucket.put(segmentKey(docId, 0, 10), '{"docId":');
  expect(await writeSegment(bucket, segmentOf(docId, log, 0, 10))).toMatchObject({ kind: 'different' });
});

test('segments are listed in order, page by page, from shortly before the requested version', async () => {
  const docId = randomId();
  // The platform's pages hold 1,000.
  const paged = wrapped(bucket, {
    list: (options: R2ListOptions) => bucket.list({ ...options, limit: 3 }),
  });
  const keys = Array.from({ length: 10 }, (_, i) => segmentKey(docId, i * 5_000, (i + 1) * 5_000));
  for (const key of [...keys, `ops/${docId}/readme`]) await bucket.put(key, 'not read');
  expect((await listSegments(paged, docId, 0)).map((ref) => ref.key)).toEqual(keys);
  const tail = await listSegments(paged, docId, 44_920);
  expect(tail.map(({ from, to }) => [from, to])).toEqual([
    [40_000, 45_000],
    [45_000, 50_000],
  ]);
  expect((await listSegments(paged, docId, 6_000, 12_000)).map(({ from }) => from)).toEqual([5_000, 10_000]);
  const long = segmentKey(docId, 50_000 - MAX_SEGMENT_VERSIONS + 1, 50_001);
  await bucket.put(long, 'not read');
  expect((await listSegments(paged, docId, 50_000)).map((ref) => ref.key)).toEqual([long]);
});

test('frames are read across segments, overlaps once, from inside a frame and up to a version', async () => {
  const docId = randomId();
  const log = chained(Array.from({ length: 40 }, () => ({ deltas: [[{ insert: 'a' }], [{ insert: 'b' }]] })));
  await store(docId, log, [
    [0, 10],
    [10, 20],
    [6, 24],
    [20, 60],
    [24, 30],
    [60, 80],
  ]);
  expect(await versions(archivedFrames(bucket, docId, 0))).toEqual(range(0, 80));
  expect(await versions(archivedFrames(bucket, docId, 22))).toEqual(range(22, 80));
  expect(await versions(archivedFrames(bucket, docId, 23, 31))).toEqual(range(22, 32));
  expect(await versions(archivedFrames(bucket, docId, 80))).toEqual([]);
});

test('segments merged during reading are listed again; one that is listed and missing is an error, twice', async () => {
  const docId = randomId();
  const log = keystrokes(30);
  await store(docId, log, [
    [0, 10],
    [10, 20],
    [20, 30],
  ]);
  const frames = archivedFrames(bucket, docId, 0);
  const seen: number[] = [];
  for await (const { first } of frames) {
    seen.push(first);
    if (first !== 5) continue;
    await store(docId, log, [[0, 30]]);
    await bucket.delete([segmentKey(docId, 0, 10), segmentKey(docId, 10, 20), segmentKey(docId, 20, 30)]);
  }
  expect(seen).toEqual(range(0, 30));

  const lost = wrapped(bucket, { get: async () => null });
  await expect(versions(archivedFrames(lost, docId, 0))).rejects.toMatchObject({
    name: 'ArchiveUnreadable',
    gone: true,
    key: segmentKey(docId, 0, 30),
  });
});

test('a gap, a contradiction and an object that is no segment are errors, never an early end', async () => {
  const docId = randomId();
  const log = keystrokes(30);
  await store(docId, log, [
    [0, 10],
    [15, 20],
  ]);
  await expect(versions(archivedFrames(bucket, docId, 0))).rejects.toMatchObject({
    name: 'BrokenChain',
    version: 10,
  });
  await expect(versions(archivedFrames(bucket, docId, 12))).rejects.toBeInstanceOf(BrokenChain);

  const other = chained(Array.from({ length: 20 }, () => ({ deltas: [[{ insert: 'z' }]] })));
  await store(docId, other, [[10, 20]]);
  await expect(versions(archivedFrames(bucket, docId, 0))).rejects.toMatchObject({ version: 10 });

  const [ref] = await listSegments(bucket, docId, 0);
  if (ref === undefined) throw new Error('nothing is listed');
  for (const body of ['', '{}', 'null', JSON.stringify(segmentOf(docId, log, 0, 9))]) {
    await bucket.put(ref.key, body);
    await expect(readSegment(bucket, docId, ref)).rejects.toBeInstanceOf(ArchiveUnreadable);
  }
  const entry = { ...segmentOf(docId, log, 0, 10), frames: [{ ...log[0], last: 10 }] };
  await bucket.put(ref.key, JSON.stringify(entry));
  await expect(readSegment(bucket, docId, ref)).rejects.toThrow('is no segment');
});
