import { expect, test } from 'vitest';
import { withTimeout } from '../../../src/platform/observability/timeout.ts';

test('an answer in time is passed on, also a refusal', async () => {
  expect(await withTimeout(Promise.resolve(7), 1_000)).toBe(7);
  await expect(withTimeout(Promise.reject(new Error('refused')), 1_000)).rejects.toThrow('refused');
});

test('work that never answers is not awaited', async () => {
  await expect(withTimeout(new Promise(() => {}), 5)).rejects.toThrow('no answer within 5 ms');
});
