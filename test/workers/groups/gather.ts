import { describe } from 'vitest';

/** Takes files of tests into one run of the platform; what they set up before their tests stays with them. */
export function gather(files: Record<string, () => Promise<unknown>>): void {
  for (const [path, load] of Object.entries(files)) describe(path, async () => void (await load()));
}
