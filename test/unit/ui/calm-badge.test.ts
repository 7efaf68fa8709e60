import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { calmBadge } from '../../../web/app/document/calm-badge.ts';
import { NOTHING_YET, type SessionView } from '../../../web/editor/session-view.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A badge, and what it told: the state, and the version where everything is saved. */
function followed() {
  let view: SessionView = { ...NOTHING_YET, status: { state: 'saved', version: 1 } };
  let listener = (): void => undefined;
  const badge = calmBadge({
    view: () => view,
    subscribe: (follow) => {
      listener = follow;
      return () => undefined;
    },
  });
  const told: string[] = [];
  badge.subscribe(() => {
    const { status } = badge.view();
    told.push(status.state === 'saved' ? `saved ${status.version}` : status.state);
  });
  vi.advanceTimersByTime(5_000);
  const change = (next: Partial<SessionView>): void => {
    view = { ...view, ...next };
    listener();
  };
  let version = 1;
  return {
    told,
    badge,
    change,
    /** A key that is saved after 15 ms, and 85 ms of rest. */
    key(): void {
      change({ status: { state: 'saving', version } });
      vi.advanceTimersByTime(15);
      version++;
      change({ status: { state: 'saved', version } });
      vi.advanceTimersByTime(85);
    },
    /** An edit of another user. */
    theirs(): void {
      version++;
      change({ status: { state: 'saved', version } });
      vi.advanceTimersByTime(100);
    },
  };
}

test('a single key is told as saving and saved at once', () => {
  const { told, key } = followed();
  key();
  expect(told).toEqual(['saving', 'saved 2']);
});

test('a typist sees "saving" until the typing rests', () => {
  const { told, key } = followed();
  for (let n = 0; n < 20; n++) key();
  expect(told).toEqual(['saving', 'saved 2', 'saving']);
  vi.advanceTimersByTime(400);
  expect(told.slice(3)).toEqual(['saved 21']);
});

test('edits of others do not put off that all is saved, and their versions are told now and then', () => {
  const { told, key, theirs } = followed();
  for (let n = 0; n < 3; n++) key();
  for (let n = 0; n < 20; n++) theirs();
  expect(told.slice(0, 3)).toEqual(['saving', 'saved 2', 'saving']);
  expect(told.slice(3).every((text) => text.startsWith('saved'))).toBe(true);
  expect(told.length).toBeLessThan(10);
  vi.advanceTimersByTime(400);
  expect(told.at(-1)).toBe('saved 24');
});

test('what is not saved is told at once, and no "saved" comes after it', () => {
  const { told, key, change } = followed();
  key();
  key();
  change({ status: { state: 'offline', edits: 1 } });
  expect(told.at(-1)).toBe('offline');
  vi.advanceTimersByTime(5_000);
  expect(told.at(-1)).toBe('offline');
  change({ status: { state: 'saved', version: 9 } });
  expect(told.at(-1)).toBe('saved 9');
});

test('another mode is told at once', () => {
  const { badge, key, change } = followed();
  key();
  change({ mode: 'suggesting' });
  vi.advanceTimersByTime(400);
  expect(badge.view().mode).toBe('suggesting');
});
