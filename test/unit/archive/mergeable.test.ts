import { expect, test } from 'vitest';
import type { SegmentRef } from '../../../src/platform/archive/covering.ts';
import { ENOUGH_BYTES, mergeable, TOO_MANY } from '../../../src/platform/archive/mergeable.ts';

/** Consecutive segments of these numbers of versions, each of `size` bytes. */
function inRow(versions: readonly number[], size = 1_000, start = 0): SegmentRef[] {
  let at = start;
  return versions.map((count) => {
    const from = at;
    at += count;
    return { from, to: at, key: `${from}-${at}`, size };
  });
}

function ranges(refs: readonly SegmentRef[]): [number, number][] {
  return mergeable(refs).map((run) => [run[0]?.from ?? -1, run.at(-1)?.to ?? -1]);
}

test('small ones are merged until there are 1,000 versions', () => {
  expect(ranges(inRow(Array.from({ length: 25 }, () => 100)))).toEqual([
    [0, 1_000],
    [1_000, 2_000],
  ]);
  expect(ranges(inRow([999, 999, 999]))).toEqual([[0, 1_998]]);
});

test('or 1 MB', () => {
  expect(ranges(inRow([1, 1, 1, 1, 1, 1], 400_000))).toEqual([
    [0, 3],
    [3, 6],
  ]);
  expect(ranges(inRow([1, 1, 1], ENOUGH_BYTES))).toEqual([]);
});

test('the last ones wait for more, unless there are too many', () => {
  const few = Array.from({ length: TOO_MANY }, () => 3);
  expect(ranges(inRow(few))).toEqual([]);
  expect(ranges(inRow([...few, 3]))).toEqual([[0, 3 * (TOO_MANY + 1)]]);
});

test('segments between large ones or gaps are merged among themselves', () => {
  expect(ranges(inRow([1_000, 5, 5, 5_000, 7, 2_000, 9, 9]))).toEqual([[1_000, 1_010]]);
  expect(ranges([...inRow([5, 5]), ...inRow([5, 5], 10, 20)])).toEqual([[0, 10]]);
});

test('a run is bounded, since it is read into memory', () => {
  const runs = mergeable(inRow(Array.from({ length: 600 }, () => 1)));
  expect(runs.map((run) => run.length)).toEqual([256, 256, 88]);
});
