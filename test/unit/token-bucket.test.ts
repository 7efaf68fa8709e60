import { expect, test } from 'vitest';
import { TokenBucket } from '../../src/base/token-bucket.ts';

test('a bucket gives its burst at once, then its rate', () => {
  const bucket = new TokenBucket(100, 3, 0);
  expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
  expect(bucket.waitMs(0)).toBe(10);
  expect(bucket.take(5)).toBe(false);
  expect(bucket.waitMs(5)).toBe(5);
  expect(bucket.waitMs(10)).toBe(0);
  expect(bucket.take(10)).toBe(true);
  expect([1_000, 1_000, 1_000, 1_000].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
});

test('a clock that is set back takes no token away', () => {
  const bucket = new TokenBucket(100, 3, 10_000);
  expect(bucket.take(0)).toBe(true);
  expect(bucket.waitMs(0)).toBe(0);
  expect(bucket.take(10)).toBe(true);
});
