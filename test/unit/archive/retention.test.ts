import { expect, test } from 'vitest';
import { expendable, type KeptSnapshot, SNAPSHOT_SPACING } from '../../../src/platform/archive/retention.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// Noon of some day.
const NOW = 20_000 * DAY + 12 * HOUR;

/** Snapshots at these ages, oldest first, one version each. */
function aged(...ages: number[]): KeptSnapshot[] {
  return ages.map((age, i) => ({ version: i + 1, at: NOW - age, name: null }));
}

test('all snapshots of the last day stay', () => {
  expect(expendable(aged(DAY - 1, 3 * HOUR, 3 * HOUR - 1, 5, 4, 3), NOW)).toEqual([]);
});

test('of the last week the last of each hour stays, before that the last of each day', () => {
  const week = aged(3 * DAY + 50, 3 * DAY + 30, 3 * DAY + 10, 3 * DAY - HOUR, 2 * DAY, 5);
  expect(expendable(week, NOW)).toEqual([1, 2]);
  const older = aged(
    30 * DAY + 2 * HOUR,
    30 * DAY + HOUR,
    30 * DAY,
    29 * DAY,
    8 * DAY,
    8 * DAY - 3 * HOUR,
    5,
  );
  expect(expendable(older, NOW)).toEqual([1, 2, 5]);
});

test('a named one, version 0, the start of a fork and the newest stay', () => {
  const old = aged(30 * DAY + 5, 30 * DAY + 4, 30 * DAY + 3, 30 * DAY + 2, 30 * DAY + 1);
  expect(expendable(old, NOW)).toEqual([1, 2, 3, 4]);
  const [first, second, third] = old as [KeptSnapshot, KeptSnapshot, KeptSnapshot];
  const special = [{ ...first, version: 0 }, { ...second, name: 'Draft' }, ...old.slice(2)];
  expect(expendable(special, NOW, new Set([third.version]))).toEqual([4]);
  expect(expendable(old.slice(0, 1), NOW)).toEqual([]);
  expect(expendable([], NOW)).toEqual([]);
});

test('two neighbours are never too far apart', () => {
  const every = Array.from({ length: 40 }, (_, i) => ({
    version: (i + 1) * 1_000,
    at: NOW - 30 * DAY,
    name: null,
  }));
  const gone = new Set(expendable(every, NOW));
  expect(every.map(({ version }) => version).filter((version) => !gone.has(version))).toEqual([
    10_000, 20_000, 30_000, 40_000,
  ]);
  // Gaps that existed before thinning remain.
  const far = [1, 50_000, 50_001, 99_000].map((version) => ({ version, at: NOW - 30 * DAY, name: null }));
  expect(expendable(far, NOW)).toEqual([]);
});

test('for any snapshots, those that must stay do, and thinning every day gives the same as thinning once', () => {
  forSeeds(40, (seed) => {
    const random = new Random(seed);
    const all: KeptSnapshot[] = [];
    let version = 0;
    let at = NOW - 60 * DAY;
    while (all.length < 120 && at < NOW) {
      version += random.between(1, random.chance(0.1) ? 9_000 : 900);
      at += random.between(1, random.chance(0.2) ? 3 * DAY : 2 * HOUR);
      all.push({ version, at, name: random.chance(0.05) ? 'named' : null });
    }
    const needed = new Set(all.filter(() => random.chance(0.05)).map((one) => one.version));
    const thin = (some: KeptSnapshot[], now: number): KeptSnapshot[] => {
      const gone = new Set(expendable(some, now, needed));
      const kept = some.filter((one) => !gone.has(one.version));
      expect(expendable(kept, now, needed)).toEqual([]);
      return kept;
    };
    let daily: KeptSnapshot[] = [];
    for (let now = NOW - 60 * DAY; now <= NOW + 40 * DAY; now += DAY) {
      const young = all.filter((one) => one.at <= now && one.at > now - DAY);
      daily = thin([...daily, ...young], now);
      for (const one of daily) expect(one.at).toBeLessThanOrEqual(now);
    }
    for (const one of all) {
      if (one.name !== null || needed.has(one.version)) expect(daily).toContain(one);
    }
    expect(daily.at(-1)).toEqual(all.at(-1));
    const days = (some: KeptSnapshot[]) => new Set(some.map((one) => Math.floor(one.at / DAY)));
    expect(days(daily)).toEqual(days(all));
    for (const [i, one] of daily.entries()) {
      const before = daily[i - 1]?.version ?? 0;
      const between = all.filter((other) => other.version > before && other.version < one.version);
      // Either near enough, or nothing in between ever existed.
      if (one.version - before > SNAPSHOT_SPACING) expect(between).toEqual([]);
    }
  });
});
