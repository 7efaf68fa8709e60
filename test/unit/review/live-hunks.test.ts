import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Delta } from '../../../src/ot/op.ts';
import { LiveHunks } from '../../../web/app/document/review/live-hunks.ts';
import { NOTHING_YET, type SessionView } from '../../../web/editor/session-view.ts';
import { hunkAt } from './shown-review.ts';

const FRAME_MS = 16;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => setTimeout(frame, FRAME_MS));
  vi.stubGlobal('cancelAnimationFrame', (timer: number) => clearTimeout(timer));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A session with one suggestion. */
function typedIn() {
  const listeners = new Set<(delta: Delta) => void>();
  let hunks = [hunkAt(3)];
  let view: SessionView = NOTHING_YET;
  const subscribe = (listener: (delta: Delta) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    source: {
      hunks: () => hunks,
      subscribe: (listener: () => void) => subscribe(listener),
      onText: subscribe,
      view: () => view,
      quill: { getContents: () => ({ ops: [] }) },
    },
    listeners,
    become(next: typeof hunks) {
      hunks = next;
      for (const listener of listeners) listener([]);
    },
    /** The server tells something of the suggestion. */
    tell(next: typeof hunks) {
      view = { ...view, suggestions: [] };
      this.become(next);
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

test('what the server tells of it is shown in the next frame', () => {
  const typed = typedIn();
  const live = new LiveHunks(typed.source);
  live.follow('change', 12, () => undefined);
  typed.tell([hunkAt(9, { inserted: 'told' })]);
  vi.advanceTimersByTime(FRAME_MS);
  expect(live.of('change', 12).first[0]?.inserted).toBe('told');
});

test('a decision is about what cards show: between two readings none is up to date', () => {
  const { source, become } = typedIn();
  const live = new LiveHunks(source);
  live.follow('change', 12, () => undefined);
  expect(live.isUpToDate('change')).toBe(true);
  become([hunkAt(9, { inserted: 'xy' })]);
  expect(live.isUpToDate('change')).toBe(false);
  vi.runAllTimers();
  expect(live.isUpToDate('change')).toBe(true);
});

test('nothing is followed that no card shows', () => {
  const { source, listeners } = typedIn();
  const live = new LiveHunks(source);
  const stops = [live.follow('change', 12, () => undefined), live.follow('change', 12, () => undefined)];
  expect(listeners.size).toBeGreaterThan(0);
  for (const stop of stops) stop();
  expect(listeners.size).toBe(0);
});
