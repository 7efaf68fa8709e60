import { describe, expect, it } from 'vitest';
import { CommitPolicy, gathering } from '../../../durable-objects/document/collab/commit-policy.ts';

const GATHERING = { fanOutMs: 6, longestMs: 40 };
const AT = 1_000;

/** Whether a frame of `entries` is due `age` ms after the last one, while `writers` clients write. */
function due(age: number, entries: number, writers: number, within = GATHERING): boolean {
  const policy = new CommitPolicy();
  policy.committed(AT);
  return policy.isDue(AT + age, within, entries, writers);
}

describe('when a frame is committed', () => {
  it('is at once when nothing was committed before', () => {
    expect(new CommitPolicy().isDue(0, GATHERING, 1, 9)).toBe(true);
  });

  it('is at once after a pause', () => {
    expect([39, 40, 400].map((age) => due(age, 1, 9))).toEqual([false, true, true]);
  });

  it('is at once for one person alone, but not sooner than its fan-out is worth', () => {
    expect([5, 6].map((age) => due(age, 1, 1))).toEqual([false, true]);
    expect(due(0, 1, 1, { fanOutMs: 0.12, longestMs: 40 })).toBe(true);
  });

  it('is at once for two people, who do not wait for each other', () => {
    expect(due(0, 1, 2, { fanOutMs: 0.3, longestMs: 40 })).toBe(true);
    expect([5, 6].map((age) => due(age, 1, 2))).toEqual([false, true]);
    expect(due(6, 1, 3)).toBe(false);
  });

  it('is when everyone who is writing is in', () => {
    expect(due(1, 2, 2)).toBe(true);
    expect(due(1, 9, 9)).toBe(true);
    expect(due(1, 8, 9)).toBe(false);
  });

  it('is when it has gathered six operations, but not sooner than its fan-out is worth', () => {
    expect([1, 4, 5, 6].map((entries) => due(6, entries, 30))).toEqual([false, false, false, true]);
    expect(due(5, 6, 30)).toBe(false);
  });

  it('waits for writers who answer together, however few sockets there are', () => {
    const few = { fanOutMs: 0.9, longestMs: 40 };
    expect([1, 2, 3].map((age) => due(age, 6, 9, few))).toEqual([false, false, true]);
    expect(due(1, 9, 9, few)).toBe(true);
  });

  it('is after the longest time in any case', () => {
    const policy = new CommitPolicy();
    policy.committed(AT);
    expect([0, 6, 39, 40].map((age) => policy.patienceMs(AT + age, GATHERING, 1, 9))).toEqual([40, 34, 1, 0]);
  });

  it('waits no longer than that when the clock was set back', () => {
    const policy = new CommitPolicy();
    policy.committed(AT);
    expect([0, 6, 39, 40].map((now) => policy.patienceMs(now, GATHERING, 1, 9))).toEqual([40, 34, 1, 0]);
  });

  it('is after what the fan-out is worth for one person alone', () => {
    const policy = new CommitPolicy();
    policy.committed(AT);
    expect([0, 2, 6].map((age) => policy.patienceMs(AT + age, GATHERING, 1, 1))).toEqual([6, 4, 0]);
  });
});

it('a frame gathers as long as the quota says, or as long as its fan-out is worth', () => {
  expect(gathering(10, 40)).toEqual({ fanOutMs: 1, longestMs: 40 });
  expect(gathering(500, 40)).toEqual({ fanOutMs: 50, longestMs: 50 });
  expect(gathering(1_500, 40)).toEqual({ fanOutMs: 100, longestMs: 100 });
  expect(gathering(2_000, 40)).toEqual({ fanOutMs: 116, longestMs: 116 });
});
