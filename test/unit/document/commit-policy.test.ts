import { describe, expect, it } from 'vitest';
import { CommitPolicy } from '../../../durable-objects/document/collab/commit-policy.ts';

const GATHER_MS = 6;

function policyAfter(entries: number): CommitPolicy {
  const made = new CommitPolicy();
  made.committed(1_000, entries);
  return made;
}

describe('when a frame is committed', () => {
  it('is at once when nothing was committed before', () => {
    expect(new CommitPolicy().isDue(0, GATHER_MS, 1, 9)).toBe(true);
  });

  it('is when an operation finds it due, not before', () => {
    const due = [1_000, 1_005, 1_006, 1_100].map((now) => policyAfter(1).isDue(now, GATHER_MS, 1, 9));
    expect(due).toEqual([false, false, true, true]);
  });

  it('is at once with so few sockets that a frame costs next to nothing', () => {
    expect(policyAfter(1).isDue(1_000, 0.12, 1, 2)).toBe(true);
  });

  it('is when everybody who is writing is in, and never for one alone', () => {
    expect(policyAfter(1).isDue(1_001, GATHER_MS, 9, 9)).toBe(true);
    expect(policyAfter(1).isDue(1_001, GATHER_MS, 1, 1)).toBe(false);
  });

  it('waits once more as long for the rest, once a quarter is in', () => {
    const due = [1_006, 1_011, 1_012].map((now) => policyAfter(1).isDue(now, GATHER_MS, 5, 20));
    expect(due).toEqual([false, false, true]);
    expect(policyAfter(1).isDue(1_006, GATHER_MS, 4, 20)).toBe(true);
    expect(policyAfter(1).isDue(1_006, GATHER_MS, 1, 2)).toBe(true);
  });

  it('is after the interval at the latest while few operations come', () => {
    const waits = [1_000, 1_004, 1_006].map((now) => policyAfter(2).patienceMs(now, GATHER_MS));
    expect(waits).toEqual([6, 2, 0]);
  });

  it('leaves a busy document to its operations, for one interval more', () => {
    const waits = [1_000, 1_006, 1_011, 1_012].map((now) => policyAfter(3).patienceMs(now, GATHER_MS));
    expect(waits).toEqual([12, 6, 1, 0]);
  });

  it('waits no longer than that when the clock was set back', () => {
    expect(policyAfter(3).patienceMs(0, GATHER_MS)).toBe(12);
  });
});
