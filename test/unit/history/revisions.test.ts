import { expect, test } from 'vitest';
import { extendRevisions, type Revision } from '../../../src/content/revisions.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';
import { frame, randomLog } from './frames.ts';

const T = 1_700_000_000_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

function typed(first: number, at: number, ...authors: string[]) {
  return frame(
    first,
    at,
    authors.map((author) => ({ author, delta: [{ insert: 'ab' }, { delete: 1 }] })),
  );
}

function ranges(rows: readonly Revision[]) {
  return rows.map(({ fromVersion, toVersion, authors }) => [fromVersion, toVersion, authors.join()]);
}

test('a pause of five minutes ends a revision, a shorter one of the same author does not', () => {
  const { replace, add } = extendRevisions(null, [
    typed(1, T, 'ada'),
    typed(2, T + 4 * MINUTE, 'ada'),
    typed(3, T + 9 * MINUTE, 'ada'),
  ]);
  expect(replace).toBeNull();
  expect(add).toEqual([
    {
      fromVersion: 0,
      toVersion: 2,
      authors: ['ada'],
      startedAt: T,
      endedAt: T + 4 * MINUTE,
      inserted: 4,
      deleted: 2,
    },
    {
      fromVersion: 2,
      toVersion: 3,
      authors: ['ada'],
      startedAt: T + 9 * MINUTE,
      endedAt: T + 9 * MINUTE,
      inserted: 2,
      deleted: 1,
    },
  ]);
});

test('authors who write at the same time share a revision, in order of appearance; a later one begins another', () => {
  const { add } = extendRevisions(null, [
    typed(1, T, 'grace', 'ada'),
    typed(3, T + 20 * SECOND, 'linus'),
    // Ada is one of its authors: up to five minutes are not a pause.
    typed(4, T + 2 * MINUTE, 'ada'),
    // A new author is not, and half a minute has passed.
    typed(5, T + 3 * MINUTE, 'alan'),
  ]);
  expect(ranges(add)).toEqual([
    [0, 4, 'grace,ada,linus'],
    [4, 5, 'alan'],
  ]);
});

test('a long session is several revisions: of an hour, and of a thousand versions', () => {
  const hours = extendRevisions(
    null,
    Array.from({ length: 31 }, (_, i) => typed(i + 1, T + i * 4 * MINUTE, 'ada')),
  );
  expect(ranges(hours.add)).toEqual([
    [0, 16, 'ada'],
    [16, 31, 'ada'],
  ]);
  const fast = extendRevisions(
    null,
    Array.from({ length: 2_001 }, (_, i) => typed(i + 1, T + i, 'ada')),
  );
  expect(ranges(fast.add)).toEqual([
    [0, 1000, 'ada'],
    [1000, 2000, 'ada'],
    [2000, 2001, 'ada'],
  ]);
});

test("the Document's own repair has no author", () => {
  const { add } = extendRevisions(null, [typed(1, T, 'ada'), typed(2, T + MINUTE, 'server--')]);
  expect(ranges(add)).toEqual([[0, 2, 'ada']]);
});

test('known frames are skipped, missing ones are an error', () => {
  const frames = [typed(1, T, 'ada'), typed(2, T, 'ada')];
  const { add } = extendRevisions(null, frames);
  const last = add[0] as Revision;
  expect(extendRevisions(last, frames)).toEqual({ replace: null, add: [] });
  expect(() => extendRevisions(last, [typed(4, T, 'ada')])).toThrow('versions 3 to 3 are missing');
});

test('the rows are the same however the log was cut into batches', () => {
  forSeeds(300, (seed) => {
    const random = new Random(seed);
    const { frames } = randomLog(random, {
      frames: random.between(1, 60),
      authors: ['ada', 'grace', 'linus'],
    });
    const whole = extendRevisions(null, frames).add;
    const stored = new Map<number, Revision>();
    for (let i = 0; i < frames.length; ) {
      const last = [...stored.values()].at(-1) ?? null;
      // Now and then a batch begins with earlier frames.
      const again = random.chance(0.3) ? random.int(5) : 0;
      const end = i + random.between(1, 9);
      const batch = frames.slice(Math.max(0, i - again), end);
      i = end;
      const { replace, add } = extendRevisions(last, batch);
      for (const row of [...(replace === null ? [] : [replace]), ...add]) stored.set(row.fromVersion, row);
    }
    expect([...stored.values()]).toEqual(whole);
    expect(whole[0]?.fromVersion).toBe(0);
    expect(whole.at(-1)?.toVersion).toBe(frames.at(-1)?.last);
    for (const [i, row] of whole.entries()) if (i > 0) expect(row.fromVersion).toBe(whole[i - 1]?.toVersion);
  });
});
