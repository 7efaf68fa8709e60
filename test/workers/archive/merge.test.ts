import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { segmentKey } from '../../../src/platform/archive/keys.ts';
import { mergeSegments } from '../../../src/platform/archive/merge-segments.ts';
import type { ArchivedFrame } from '../../../src/platform/archive/segment.ts';
import {
  archivedFrames,
  listEverySegment,
  writeSegment,
} from '../../../src/platform/archive/segment-store.ts';
import { chained, keystrokes, segmentOf } from '../../support/frames.ts';
import { expectArchived, segmentsOf, write, written } from '../support/archived.ts';
import { failingOnce, wrapped } from '../support/faults.ts';
import { nudge } from '../support/queue.ts';

const bucket = env.ARCHIVE;
const LOG = keystrokes(2_300);

/** A log of 2,300 versions in segments of this many versions each. */
async function small(docId: string, versions = 100): Promise<void> {
  const count = LOG.length / versions;
  const ranges = Array.from({ length: count }, (_, i) => [i * versions, (i + 1) * versions] as const);
  await Promise.all(ranges.map(([from, to]) => writeSegment(bucket, segmentOf(docId, LOG, from, to))));
}

async function read(docId: string): Promise<ArchivedFrame[]> {
  const frames: ArchivedFrame[] = [];
  for await (const frame of archivedFrames(bucket, docId, 0)) frames.push(frame);
  return frames;
}

async function stored(docId: string): Promise<[number, number][]> {
  return (await listEverySegment(bucket, docId, 0)).map(({ from, to }) => [from, to]);
}

test('small segments are merged into large ones; the log stays as it is', async () => {
  const docId = randomId();
  await small(docId, 25);
  expect(await mergeSegments(bucket, docId)).toEqual({ made: 2, of: 80 });
  const after = await stored(docId);
  expect(after.slice(0, 2)).toEqual([
    [0, 1_000],
    [1_000, 2_000],
  ]);
  // The rest is too small for now.
  expect(after).toHaveLength(2 + 12);
  expect(await read(docId)).toEqual(LOG);
  expect(await mergeSegments(bucket, docId)).toEqual({ made: 0, of: 0 });
  expect(await stored(docId)).toEqual(after);
});

const CALLS = { list: [1], get: [1, 8, 20], put: [1, 2], delete: [1, 2] } as const;
const STEPS = (['before', 'after'] as const).flatMap((when) =>
  (['list', 'get', 'put', 'delete'] as const).flatMap((method) =>
    CALLS[method].map((nth) => ({ method, when, nth })),
  ),
);

for (const { method, when, nth } of STEPS) {
  test(`cut off ${when} the ${nth}. ${method}, nothing is lost and the next run finishes it`, async () => {
    const docId = randomId();
    await small(docId);
    const real = bucket[method].bind(bucket) as (...args: unknown[]) => Promise<unknown>;
    const failing = failingOnce(when, real);
    let calls = 0;
    const faulty = wrapped(bucket, {
      [method]: (...args: unknown[]) => (++calls === nth ? failing : real)(...args),
    });
    const outcome = await mergeSegments(faulty, docId).then(
      () => 'done',
      () => 'cut off',
    );
    expect(outcome).toBe('cut off');
    expect(await read(docId)).toEqual(LOG);
    await mergeSegments(bucket, docId);
    await mergeSegments(bucket, docId);
    expect((await stored(docId)).slice(0, 3)).toEqual([
      [0, 1_000],
      [1_000, 2_000],
      [2_000, 2_100],
    ]);
    expect(await read(docId)).toEqual(LOG);
  });
}

test('several at once, and readers meanwhile, see one and the same log', async () => {
  const docId = randomId();
  await small(docId);
  await Promise.all([
    mergeSegments(bucket, docId),
    mergeSegments(bucket, docId, 700),
    mergeSegments(bucket, docId),
    read(docId).then((frames) => expect(frames).toEqual(LOG)),
    read(docId).then((frames) => expect(frames).toEqual(LOG)),
  ]);
  await mergeSegments(bucket, docId);
  expect(await read(docId)).toEqual(LOG);
  // The first consumer has merged it: at most three large ones, and a small rest at the end.
  expect((await stored(docId)).length).toBeLessThan(3 + 7);
});

test('remains of a reconciliation are deleted, overlaps are merged', async () => {
  const docId = randomId();
  for (const [from, to] of [
    [0, 1_200],
    [0, 40],
    [1_200, 1_210],
    [1_200, 1_300],
    [1_250, 2_300],
  ] as const) {
    await writeSegment(bucket, segmentOf(docId, LOG, from, to));
  }
  await mergeSegments(bucket, docId);
  expect(await stored(docId)).toEqual([
    [0, 1_200],
    [1_200, 1_300],
    [1_250, 2_300],
  ]);
  expect(await read(docId)).toEqual(LOG);
});

test('I4: segments that are not one log are neither merged nor deleted', async () => {
  const other = chained(Array.from({ length: 100 }, () => ({ deltas: [[{ insert: 'z' }]] })));
  const torn = randomId();
  await small(torn);
  const [first] = await listEverySegment(bucket, torn, 0);
  await bucket.put(first?.key ?? '', JSON.stringify(segmentOf(torn, other, 0, 100)));
  await expect(mergeSegments(bucket, torn)).rejects.toMatchObject({ name: 'BrokenChain', version: 100 });
  expect(await stored(torn)).toHaveLength(23);

  const doubled = randomId();
  await writeSegment(bucket, segmentOf(doubled, LOG, 0, 1_500));
  await writeSegment(bucket, segmentOf(doubled, other, 0, 50));
  await expect(mergeSegments(bucket, doubled)).rejects.toMatchObject({ name: 'BrokenChain' });
  expect(await bucket.head(segmentKey(doubled, 0, 50))).not.toBeNull();
});

test('the reconciler merges its small segments when it is worth it', async () => {
  const document = await written();
  const { docId } = document;
  for (let i = 0; i < 37; i++) {
    await write(document, 7);
    expect(await nudge(docId)).toBe('ack');
  }
  expect(await segmentsOf(docId)).toEqual([[0, 259]]);
  await expectArchived(document);
});
