import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RateCounter } from '../../../src/platform/http/rate-counter.ts';
import { HTTP_LIMITS } from '../../../src/platform/verbs/limits.ts';

test('the remaining requests go down to zero, and are restored in the next window', () => {
  const counter = new RateCounter(60_000);
  const at = 120_000 + 15_000;
  expect(counter.count('a', 3, true, at)).toEqual({
    isWithin: true,
    limit: 3,
    remaining: 2,
    resetSeconds: 45,
  });
  expect(counter.count('b', 3, true, at).remaining).toBe(2);
  expect(counter.count('a', 3, true, at).remaining).toBe(1);
  expect(counter.count('a', 3, true, at).remaining).toBe(0);
  // Other isolates counted fewer: the binding decides.
  expect(counter.count('a', 3, true, at)).toMatchObject({ isWithin: true, remaining: 0 });
  expect(counter.count('a', 3, true, at + 60_000)).toMatchObject({ remaining: 2, resetSeconds: 45 });
});

test('zero remain once the binding has refused', () => {
  const counter = new RateCounter(60_000);
  counter.count('a', 100, true, 0);
  expect(counter.count('a', 100, false, 1)).toMatchObject({ isWithin: false, remaining: 0 });
  expect(counter.count('a', 100, true, 2)).toMatchObject({ isWithin: true, remaining: 0 });
});

test('the rates in responses are those of the bindings', () => {
  const toml = readFileSync(join(import.meta.dirname, '../../../wrangler.toml'), 'utf8');
  const found = [
    ...toml.matchAll(
      /name = "RATE_LIMIT_(\w+)"\nnamespace_id = "\d+"\nsimple = \{ limit = (\d+), period = (\d+) \}/g,
    ),
  ];
  expect(found).toHaveLength(12);
  for (const [, name, limit, period] of found) {
    const kind = name?.toLowerCase() as 'auth' | 'user' | 'address' | 'site';
    expect({ kind, limit: Number(limit) }).toEqual({ kind, limit: HTTP_LIMITS.rates[kind] });
    expect(Number(period) * 1000).toBe(HTTP_LIMITS.rates.window);
  }
});
