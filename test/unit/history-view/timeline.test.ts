import { expect, test } from 'vitest';
import type { Revision, Snapshot } from '../../../web/api/history.ts';
import { revisionOf, timelineDays } from '../../../web/app/history/timeline.ts';

// Local times, so that the test gives the same result in every time zone.
const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();

function revision(from: number, to: number, day: number, hour: number): Revision {
  const [startedAt, endedAt] = [at(day, hour), at(day, hour + 1)];
  return { from, to, authors: [], startedAt, endedAt, inserted: 1, deleted: 0 };
}

const named = (version: number, name: string, day: number, hour: number): Snapshot => ({
  version,
  name,
  at: at(day, hour),
  size: 10,
  createdAt: at(day, hour),
  author: null,
  url: null,
});

const REVISIONS = [revision(30, 45, 3, 9), revision(20, 30, 3, 7), revision(0, 20, 1, 12)];

test('a revision holds the versions after its first, up to its last', () => {
  expect(revisionOf(REVISIONS, 45)?.from).toBe(30);
  expect(revisionOf(REVISIONS, 31)?.from).toBe(30);
  expect(revisionOf(REVISIONS, 30)?.from).toBe(20);
  expect(revisionOf(REVISIONS, 0)).toBeNull();
  expect(revisionOf(REVISIONS, 46)).toBeNull();
});

test('revisions and names stand by day, newest first, a name above the revision that it ends', () => {
  const names = [named(45, 'Sent', 3, 10), named(25, 'Half', 3, 7), named(20, 'Outline', 1, 13)];
  const days = timelineDays(REVISIONS, names, true);
  expect(days.map(({ day, entries }) => [day, entries.map(({ key }) => key)])).toEqual([
    ['2026-11-03', ['n45', 'r30', 'r20', 'n25']],
    ['2026-11-01', ['n20', 'r0']],
  ]);
});

test('a name waits until the revisions around it are there', () => {
  const names = [named(10, 'Early', 1, 12)];
  expect(timelineDays(REVISIONS.slice(0, 2), names, false).flatMap(({ entries }) => entries)).toHaveLength(2);
  expect(timelineDays(REVISIONS, names, true).flatMap(({ entries }) => entries)).toHaveLength(4);
});

test('lists each day once, even where a name lies across midnight', () => {
  const across = [revision(20, 30, 4, 1), revision(0, 20, 3, 23)];
  const days = timelineDays(across, [named(25, 'Late', 3, 23)], true);
  expect(days.map(({ day }) => day)).toEqual(['2026-11-04', '2026-11-03']);
});
