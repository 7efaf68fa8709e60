import { expect, test } from 'vitest';
import { seeds } from '../support/seeds.ts';
import { World } from './world.ts';

test('people edit tables at once: all see the same grid, and nothing typed is lost', {
  timeout: 120_000,
}, async () => {
  let grids = 0;
  for (const seed of seeds(60)) {
    try {
      grids += (await new World(seed, { tables: true }).run(200)).grids;
    } catch (error) {
      throw new Error(`seed ${seed} (run again with SEED=${seed})`, { cause: error });
    }
  }
  // Grids that are not empty.
  if (process.env.SEED === undefined) expect(grids).toBeGreaterThan(1_500);
});
