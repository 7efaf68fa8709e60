import { expect, test } from 'vitest';
import { sameSecret } from '../../src/platform/tokens/same-secret.ts';

test('an empty or unset secret matches nothing', () => {
  expect(sameSecret('a', 'a')).toBe(true);
  expect(sameSecret('a', 'b')).toBe(false);
  expect(sameSecret('a', 'aa')).toBe(false);
  for (const unset of ['', undefined]) {
    expect(sameSecret('', unset)).toBe(false);
    expect(sameSecret('undefined', unset)).toBe(false);
  }
});
