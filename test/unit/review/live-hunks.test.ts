import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Delta } from '../../../src/ot/op.ts';
import { LiveHunks } from '../../../web/app/document/review/live-hunks.ts';
import { hunkAt } from './shown-review.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A session with one suggestion. */
function typedIn() {
  const listeners = new Set<(delta: Delta) => void>();
  let hunks = [hunkAt(3)];
  const subscribe = (listener: (delta: Delta) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    source: {
      hunks: () => hunks,
      subscribe: (listener: () => void) => subscribe(listener),
      onText: subscribe,
      quill: { getContents: () => ({ ops: [] }) },
    },
    listeners,
    become(next: typeof hunks) {
      hunks = next;
      for (const listener of listeners) listener([]);
    },
  };
}

test('a card follows what is typed, a few times a second, and not what is typed elsewhere', () => {
  const { source, become } = typedIn();
  const live = new LiveHunks(source);
  const first = live.of('change', 12);
  let told = 0;
  live.follow('change', 12, () => told++);
  become([hunkAt(9)]);
  vi.runAllTimers();
  expect([live.of('change', 12), told]).toEqual([first, 0]);
  become([hunkAt(9, { inserted: 'xy' })]);
  become([hunkAt(9, { inserted: 'xyz' })]);
  expect(vi.getTimerCount()).toBe(1);
  vi.runAllTimers();
  expect([live.of('change', 12).first[0]?.inserted, told]).toEqual(['xyz', 1]);
});

test('nothing is followed that no card shows', () => {
  const { source, listeners } = typedIn();
  const live = new LiveHunks(source);
  const stops = [live.follow('change', 12, () => undefined), live.follow('change', 12, () => undefined)];
  expect(listeners.size).toBeGreaterThan(0);
  for (const stop of stops) stop();
  expect(listeners.size).toBe(0);
});
