import { beforeAll, describe, expect, test } from 'vitest';
import { INVARIANTS, summary } from './invariants.ts';
import { chaos, type Outcome } from './world.ts';

const SEED = Number(process.env.SEED ?? 1);
const ROUNDS = 3;

describe(`kill -9 of the whole platform, seed ${SEED} (npm run test:chaos -- --seed ${SEED} --rounds ${ROUNDS})`, () => {
  let outcome: Outcome;

  beforeAll(async () => {
    outcome = await chaos({ seed: SEED, rounds: ROUNDS });
    console.log(summary(outcome));
  }, 300_000);

  for (const [name, check] of Object.entries(INVARIANTS)) {
    test(name, () => {
      expect(check(outcome)).toEqual([]);
    });
  }

  test('the run was worth something', () => {
    expect(outcome.seen.count).toBeGreaterThan(100);
    for (const { log, reviewed } of outcome.documents) {
      expect(log.length).toBeGreaterThan(50);
      for (const count of Object.values(reviewed)) expect(count).toBeGreaterThan(0);
    }
  });
});
