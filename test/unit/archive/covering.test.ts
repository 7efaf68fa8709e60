import { expect, test } from 'vitest';
import { covering, type SegmentRef } from '../../../src/platform/archive/covering.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';

function listed(ranges: readonly [number, number][]): SegmentRef[] {
  return ranges
    .map(([from, to]) => ({ from, to, key: `${from}-${to}`, size: 1 }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

function keys(ranges: readonly [number, number][], from = 0): string[] {
  return covering(listed(ranges), from).map((ref) => ref.key);
}

test('segments are read in order, each after the one before', () => {
  expect(
    keys([
      [0, 5],
      [5, 9],
      [9, 20],
    ]),
  ).toEqual(['0-5', '5-9', '9-20']);
  expect(
    keys(
      [
        [0, 5],
        [5, 9],
        [9, 20],
      ],
      6,
    ),
  ).toEqual(['5-9', '9-20']);
  expect(
    keys(
      [
        [0, 5],
        [5, 9],
      ],
      9,
    ),
  ).toEqual([]);
  expect(keys([])).toEqual([]);
});

test('where several cover a version, the one that reaches furthest is read', () => {
  expect(
    keys([
      [0, 5],
      [0, 20],
      [5, 9],
      [9, 20],
      [20, 22],
    ]),
  ).toEqual(['0-20', '20-22']);
  expect(
    keys([
      [0, 5],
      [3, 12],
      [5, 9],
      [9, 20],
      [8, 11],
    ]),
  ).toEqual(['0-5', '3-12', '9-20']);
});

test('a gap stays visible', () => {
  expect(
    keys([
      [0, 5],
      [7, 9],
    ]),
  ).toEqual(['0-5', '7-9']);
  expect(
    keys(
      [
        [7, 9],
        [7, 12],
      ],
      2,
    ),
  ).toEqual(['7-12']);
});

test('with any overlap, every stored version is reached, and as few segments as possible are read', () => {
  forSeeds(300, (seed) => {
    const random = new Random(seed);
    const ranges: [number, number][] = [];
    for (let i = random.between(1, 12); i > 0; i--) {
      const from = random.int(30);
      ranges.push([from, from + random.between(1, 10)]);
    }
    const start = random.int(35);
    const chosen = covering(listed(ranges), start);
    const held = (refs: readonly { from: number; to: number }[]) =>
      Array.from({ length: 45 }, (_, i) => i + 1).filter(
        (version) => version > start && refs.some((ref) => ref.from < version && version <= ref.to),
      );
    expect(held(chosen)).toEqual(held(listed(ranges)));
    for (const [i, ref] of chosen.entries()) {
      expect(ref.to).toBeGreaterThan(Math.max(start, chosen[i - 1]?.to ?? 0));
      // Two steps on, no segment would have been reachable from here: no read is redundant.
      const afterNext = chosen[i + 2];
      if (afterNext) expect(afterNext.from).toBeGreaterThan(ref.to - 1);
    }
  });
});
