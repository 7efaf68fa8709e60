import { expect, test } from 'vitest';
import { readHunks } from '../../../web/app/document/review/read-hunks.ts';
import type { ShownHunk } from '../../../web/collab/index.ts';
import { hunkAt } from './shown-review.ts';

type Insert = string | { image: string };

/** A document of these runs that counts how often it is read, and how many runs are given out. */
function documentOf(runs: readonly Insert[], hunks: readonly ShownHunk[]) {
  const work = { reads: 0, runs: 0 };
  const units = runs.flatMap((run): Insert[] => (typeof run === 'string' ? [...run] : [run]));
  const getContents = (index: number, length: number) => {
    const ops = units.slice(index, index + length).map((insert) => ({ insert }));
    work.reads++;
    work.runs += ops.length;
    return { ops };
  };
  return { source: { hunks: () => hunks, quill: { getContents } }, work };
}

const formats = { bold: true };
const format = (index: number, length: number, number = 0): ShownHunk =>
  hunkAt(index, { number, range: { index, length }, inserted: '', formats });

test('of 4,000 hunks that format words, a card reads the first few, in one walk', () => {
  const count = 4_000;
  const hunks = Array.from({ length: count }, (_, n) => format(n * 5, 4, n));
  const { source, work } = documentOf(['word '.repeat(count)], hunks);
  const read = readHunks(source, 'change', 12);
  expect([read.first.length, read.count, work]).toEqual([12, count, { reads: 1, runs: 59 }]);
  expect(new Set(read.first.map(({ formatted }) => formatted))).toEqual(new Set(['word']));
});

test('all of them are read in one walk too', () => {
  const count = 4_000;
  const hunks = Array.from({ length: count }, (_, n) => format(n * 5, 4, n));
  const { source, work } = documentOf(['word '.repeat(count)], hunks);
  expect(readHunks(source, 'change').first.every(({ formatted }) => formatted === 'word')).toBe(true);
  expect(work.reads).toBe(1);
});

test('a text that is formatted is read with what lies between, and without embeds', () => {
  const runs = ['one ', { image: 'https://example.com/a.png' }, 'two three'];
  const hunks = [format(2, 5), hunkAt(8, { number: 1 }), format(9, 5, 2)];
  const { source } = documentOf(runs, hunks);
  expect(readHunks(source, 'change').first.map(({ formatted }) => formatted)).toEqual(['e tw', '', 'three']);
});

test('nothing is read where nothing is only formatted, and little of a long text', () => {
  const changes = documentOf(['text'], [hunkAt(2)]);
  expect(readHunks(changes.source, 'change', 12)).toEqual({ first: [hunkAt(2)], count: 1 });
  expect(changes.work.reads).toBe(0);
  const long = documentOf(['x'.repeat(100_000)], [format(0, 100_000)]);
  expect(readHunks(long.source, 'change', 12).first[0]?.formatted).toBe(`${'x'.repeat(2_000)}…`);
  expect(long.work.runs).toBe(2_000);
});
