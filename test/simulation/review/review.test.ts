import { expect, test } from 'vitest';
import { seeds } from '../../support/seeds.ts';
import type { Mutant } from '../mutants.ts';
import { mutated } from '../mutate.ts';
import { REVIEW_MUTANTS } from './review-mutants.ts';
import { ReviewWorld } from './review-world.ts';

const STEPS = 200;

test('every view is the text with its suggestions, and the text holds none of them (1,000 seeds)', async () => {
  const total = {
    versions: 0,
    suggested: 0,
    decisions: 0,
    undone: 0,
    cuts: 0,
    restarts: 0,
    crashes: 0,
    adrift: 0,
    composed: 0,
    layers: 0,
    watched: 0,
  };
  for (const seed of seeds(1_000)) {
    try {
      const tally = await new ReviewWorld(seed).run(STEPS);
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += tally[key];
    } catch (error) {
      throw new Error(`seed ${seed} (npm run test:simulation -- --review --from ${seed} --seeds 1)`, {
        cause: error,
      });
    }
  }
  if (process.env.SEED !== undefined) return;
  // A run that does little proves little.
  for (const [what, count] of Object.entries(total)) expect(count, what).toBeGreaterThan(40);
  expect(total.decisions).toBeGreaterThan(400);
});

/** The first of `count` seeds that fails with the mutant in the product, with its message; null when all pass. */
async function firstFailure(mutant: Mutant, count: number): Promise<string | null> {
  const { ReviewWorld: Mutated }: typeof import('./review-world.ts') = await import(
    /* @vite-ignore */ mutated('./review-world.ts', mutant)
  );
  for (let seed = 1; seed <= count; seed++) {
    try {
      await new Mutated(seed).run(STEPS);
    } catch (error) {
      return `seed ${seed}: ${error instanceof Error ? `${error.message} ${error.cause ?? ''}` : String(error)}`;
    }
  }
  return null;
}

test.each(REVIEW_MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  'the simulation of review sees %s',
  async (name, mutant) => {
    const failure = await firstFailure(mutant, 1_000);
    console.log(`${name}: ${failure?.slice(0, 160)}`);
    expect(failure).toMatch(mutant.seen);
  },
);
