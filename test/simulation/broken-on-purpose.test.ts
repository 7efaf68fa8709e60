import { expect, test } from 'vitest';
import { MUTANTS, type Mutant } from './mutants.ts';
import { applyMutant, mutated } from './mutate.ts';

/** The first of `count` seeds that fails with the mutant in the product, with its message; null when all pass. */
async function firstFailure(mutant: Mutant, count: number): Promise<string | null> {
  const { World }: typeof import('./world.ts') = await import(
    /* @vite-ignore */ mutated('./world.ts', mutant)
  );
  for (let seed = 1; seed <= count; seed++) {
    try {
      await new World(seed, { loseFrames: mutant.losesFrames ?? false }).run(250);
    } catch (error) {
      return `seed ${seed}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return null;
}

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  'the simulation sees %s',
  async (name, mutant) => {
    const failure = await firstFailure(mutant, 2_000);
    console.log(`${name}: ${failure?.slice(0, 160)}`);
    expect(failure).toMatch(mutant.seen);
  },
);

test('a mutant whose snippet is not there, or is there twice, is refused', () => {
  const mutant = { name: 'a fault', file: 'a.ts', snippet: 'one', instead: 'two', seen: /./ };
  expect(applyMutant(mutant, 'zero one three')).toBe('zero two three');
  expect(() => applyMutant(mutant, 'zero three')).toThrow("'a fault' does not find its snippet exactly once");
  expect(() => applyMutant(mutant, 'one one')).toThrow("'a fault' does not find its snippet exactly once");
});
