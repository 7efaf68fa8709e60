import { expect, test } from 'vitest';
import { forkMarkOf, forkTag, isMarkedClientId, markedClientId } from '../../../src/base/fork-mark.ts';
import { newClientId, newPageClientId, ownsClientId, randomId } from '../../../src/base/ids.ts';

test('a mark names the traffic of a fork, in a client id of its author', () => {
  const [userId, forkId] = [randomId(), randomId()];
  for (const kind of ['merge', 'update'] as const) {
    for (const [upTo, base] of [
      [0, 1],
      [63, 64],
      [123_456_789, 2 ** 30 - 1],
    ] as const) {
      const mark = { kind, tag: forkTag(forkId), upTo, base };
      const client = markedClientId(userId, mark);
      expect(ownsClientId(userId, client)).toBe(true);
      expect(forkMarkOf(client)).toEqual(mark);
    }
  }
});

test('no client makes such an id for itself', () => {
  const userId = randomId();
  for (const client of [newClientId(userId), newPageClientId(userId), `${userId.slice(0, 8)}-forkm`]) {
    expect(isMarkedClientId(client)).toBe(false);
    expect(forkMarkOf(client)).toBe(null);
  }
});
