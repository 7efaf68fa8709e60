import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, test } from 'vitest';

/**
 * Runs several test files in one run of the platform; their setup applies to their own tests only. The last test leaves
 * an object that still logs, as alarms and queues do: the run of the group has to end nevertheless.
 */
export function gather(files: Record<string, () => Promise<unknown>>): void {
  for (const [path, load] of Object.entries(files)) describe(path, async () => void (await load()));
  test('a group ends while an object still logs', () =>
    runInDurableObject(env.DOCUMENT.getByName('talker'), () => {
      setInterval(() => console.info('still here'), 1);
    }));
}
