import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Slots } from '../../src/base/slots.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('no more places are taken than there are, and one that is given back is free once', () => {
  const slots = new Slots(2, 1_000);
  const [first, second] = [slots.take(), slots.take()];
  expect(slots.take()).toBeNull();
  first?.();
  first?.();
  expect(slots.take()).not.toBeNull();
  expect(slots.take()).toBeNull();
  second?.();
  expect(slots.take()).not.toBeNull();
});

test('the place of a request that ended without a word is free again in time, and no other one by what it does later', () => {
  const slots = new Slots(1, 1_000);
  const late = slots.take();
  vi.advanceTimersByTime(999);
  expect(slots.take()).toBeNull();
  vi.advanceTimersByTime(1);
  expect(slots.take()).not.toBeNull();
  late?.();
  expect(slots.take()).toBeNull();
});
