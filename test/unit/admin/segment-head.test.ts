import { expect, test } from 'vitest';
import { Replay } from '../../../src/admin/replay.ts';
import { headOf } from '../../../src/admin/segment-head.ts';
import { chained, segmentOf } from '../../support/frames.ts';

const LOG = chained([
  { deltas: [[{ insert: 'a' }]] },
  { deltas: [[{ insert: 'b' }], [{ insert: 'c' }], [{ insert: 'd' }]] },
  { deltas: [[{ insert: 'e' }]] },
]);

test('I4: the head of a segment is valid, at the edge of a frame and inside one', () => {
  const segment = segmentOf('doc', LOG, 0, 5);
  for (const [version, text] of [
    [1, 'a\n'],
    [2, 'ba\n'],
    [3, 'cba\n'],
    [4, 'dcba\n'],
    [5, 'edcba\n'],
  ] as const) {
    const head = headOf(segment, version);
    expect([head.from, head.to]).toEqual([0, version]);
    const replay = new Replay();
    replay.continueAt(head.from, head.chain, 'the head');
    for (const frame of head.frames) replay.play(frame, 'the head');
    expect(replay.problems).toEqual([]);
    expect(replay.text).toEqual([{ insert: text }]);
  }
  expect(headOf(segment, 4).frames).toEqual(LOG.slice(0, 2));
});

test('a frame of several people is cut with those whose operations remain', () => {
  const segment = segmentOf('doc', LOG, 1, 5);
  const frame = segment.frames[0];
  if (frame) frame.authors = ['ada', 'grace', 'ada'];
  expect(headOf(segment, 3).frames[0]).toMatchObject({ first: 2, last: 3, authors: ['ada', 'grace'] });
});
