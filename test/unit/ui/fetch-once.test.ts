import { expect, test } from 'vitest';
import { fetchOnce } from '../../../web/ui/parts/fetch-once.ts';

test('a module is fetched once, however often it is asked for', async () => {
  let fetches = 0;
  const fetchIt = fetchOnce(async () => ({ default: ++fetches }));
  expect(await Promise.all([fetchIt(), fetchIt()])).toEqual([1, 1]);
  expect(await fetchIt()).toBe(1);
});

test.each<[string, () => Promise<{ default: string }>]>([
  ['that cannot be had', () => Promise.reject(new TypeError('no network'))],
  [
    'that has not run',
    async () => ({
      get default(): string {
        throw new ReferenceError('not initialized');
      },
    }),
  ],
])('a module %s rejects, and is fetched again', async (_how, fails) => {
  const answers = [fails, fails, async () => ({ default: 'part' })];
  const fetchIt = fetchOnce(() => (answers.shift() as () => Promise<{ default: string }>)());
  await expect(fetchIt()).rejects.toThrow();
  await expect(fetchIt()).rejects.toThrow();
  expect(await fetchIt()).toBe('part');
  expect(await fetchIt()).toBe('part');
});
