/** The seeds of a random test: only `SEED=n` if set, else `count` from a fixed start. */
export function seeds(count: number): number[] {
  const only = process.env.SEED;
  return only === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(only)];
}

/** Runs `check` for every seed; a failure names its seed. */
export function forSeeds(count: number, check: (seed: number) => void): void {
  for (const seed of seeds(count)) {
    try {
      check(seed);
    } catch (error) {
      throw new Error(`seed ${seed} (run again with SEED=${seed})`, { cause: error });
    }
  }
}
