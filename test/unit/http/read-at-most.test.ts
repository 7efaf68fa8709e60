import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readAtMost } from '../../../src/platform/http/read-at-most.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const PACE = { ms: 30_000, bytes: 1_000, longestMs: 180_000 };

/** A body that brings `bytes` each `everyMs`, for ever. */
function dripping(bytes: number, everyMs: number) {
  const seen = { cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      if (!seen.cancelled) controller.enqueue(new Uint8Array(bytes));
    },
    cancel() {
      seen.cancelled = true;
    },
  });
  return { body, seen };
}

async function refusedAfter(bytes: number, everyMs: number) {
  const { body, seen } = dripping(bytes, everyMs);
  const begun = Date.now();
  const refused = readAtMost(body, 1_000_000, { pace: PACE }).then(
    () => null,
    ({ code }) => ({ code, after: Date.now() - begun }),
  );
  await vi.advanceTimersByTimeAsync(400_000);
  expect(seen.cancelled).toBe(true);
  return refused;
}

test('a sender who stops is refused within the time of one piece', async () => {
  expect(await refusedAfter(1, 1_000_000_000)).toEqual({ code: 'body_too_slow', after: 30_000 });
});

test('a sender who drips single bytes gains nothing by them', async () => {
  expect(await refusedAfter(1, 7_000)).toEqual({ code: 'body_too_slow', after: 30_000 });
  // 999 bytes in time, and the next ones too late.
  expect(await refusedAfter(999, 29_000)).toEqual({ code: 'body_too_slow', after: 30_000 });
});

test('a steady sender has the longest time, and no more', async () => {
  expect(await refusedAfter(1_000, 29_000)).toEqual({ code: 'body_too_slow', after: 180_000 });
});

test('a body that comes in time is whole, and one that is too long is refused', async () => {
  const parts = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of [[1, 2], [3], [4, 5, 6]]) controller.enqueue(new Uint8Array(part));
        controller.close();
      },
    });
  const whole = new Uint8Array([1, 2, 3, 4, 5, 6]);
  for (const claimed of [Number.NaN, 6, 2, 7])
    expect(await readAtMost(parts(), 6, { claimed, pace: PACE })).toEqual(whole);
  await expect(readAtMost(parts(), 5, { pace: PACE })).rejects.toMatchObject({ code: 'too_large' });
  expect(vi.getTimerCount()).toBe(0);
});
