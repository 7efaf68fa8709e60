import { describe } from 'vitest';

/** Runs several test files in one run of the platform; their setup applies to their own tests only. */
export function gather(files: Record<string, () => Promise<unknown>>): void {
  for (const [path, load] of Object.entries(files)) describe(path, async () => void (await load()));
}
