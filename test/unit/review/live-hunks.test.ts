import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Delta } from '../../../src/ot/op.ts';
import { LiveHunks } from '../../../web/app/document/review/live-hunks.ts';
import { hunkAt } from './shown-review.ts';

/** The frames of a browser. */
let frames: (() => void)[] = [];

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => {
    frames = [];
  });
});
afterEach(() => void vi.unstubAllGlobals());

const draw = () => {
  for (const frame of frames.splice(0)) frame();
};

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

test('a card follows what is typed, once a frame, and not what is typed elsewhere', () => {
  const { source, become } = typedIn();
  const live = new LiveHunks(source);
  const first = live.of('change', 12);
  let told = 0;
  live.follow('change', 12, () => told++);
  become([hunkAt(9)]);
  draw();
  expect([live.of('change', 12), told]).toEqual([first, 0]);
  become([hunkAt(9, { inserted: 'xy' })]);
  become([hunkAt(9, { inserted: 'xyz' })]);
  expect(frames).toHaveLength(1);
  draw();
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
