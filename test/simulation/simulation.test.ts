import { expect, test } from 'vitest';
import { seeds } from '../support/seeds.ts';
import { World } from './world.ts';

const STEPS = 250;

test('I1 I2 I4 I5: every replica equals the log at every version, each edit once, none lost (2,000 seeds)', async () => {
  const total = {
    versions: 0,
    frames: 0,
    cuts: 0,
    restarts: 0,
    evictions: 0,
    crashes: 0,
    rejects: 0,
    adopted: 0,
    prunings: 0,
    archiveReads: 0,
    refusedWrites: 0,
    exceptions: 0,
  };
  for (const seed of seeds(2_000)) {
    try {
      const tally = await new World(seed).run(STEPS);
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += tally[key];
    } catch (error) {
      throw new Error(`seed ${seed} (npm run test:simulation -- --from ${seed} --seeds 1)`, { cause: error });
    }
  }
  if (process.env.SEED !== undefined) return;
  // A run that does little proves little.
  expect(total.versions).toBeGreaterThan(20_000);
  expect(total.versions).toBeGreaterThan(total.frames * 1.05);
  for (const [what, count] of Object.entries(total)) expect(count, what).toBeGreaterThan(300);
});

test.each([4_565, 10_803])('seed %i, in which a broken client once left its record behind', async (seed) => {
  expect(await new World(seed).run(STEPS)).toMatchObject({ exceptions: 1 });
});
