import { expect, test } from 'vitest';
import { Replay } from '../../../src/admin/replay.ts';
import { chained, keystrokes } from '../../support/frames.ts';

function kinds(replay: Replay): [number, string][] {
  return replay.problems.map(({ at, kind }) => [at, kind]);
}

test('I4: a log with a valid chain is replayed to its text, frames of several operations too', () => {
  const replay = new Replay();
  const log = chained([
    { deltas: [[{ insert: 'ab' }], [{ retain: 1 }, { insert: 'X' }]] },
    { deltas: [[{ delete: 1 }]] },
  ]);
  for (const frame of log) replay.play(frame, 'a segment');
  expect(replay.problems).toEqual([]);
  expect(replay.version).toBe(3);
  expect(replay.text).toEqual([{ insert: 'Xb\n' }]);
});

test('I4: a changed row breaks the chain at its version, and is reported once', () => {
  const replay = new Replay();
  const log = keystrokes(5);
  const changed = structuredClone(log[2]);
  if (changed?.entries[0]) changed.entries[0].delta = [{ insert: 'forged' }];
  for (const frame of [log[0], log[1], changed, log[3], log[4]])
    if (frame !== undefined) replay.play(frame, 'a segment');
  expect(kinds(replay)).toEqual([[2, 'chain']]);
  expect(replay.version).toBe(5);
});

test('I4: a gap is reported with what is missing; after it the text is unknown until the next snapshot', () => {
  const replay = new Replay();
  const log = keystrokes(9);
  for (const frame of log.slice(0, 3)) replay.play(frame, 'a segment');
  for (const frame of log.slice(6, 8)) replay.play(frame, 'a later segment');
  // The chain cannot be proved across a gap whose preceding chain is unknown.
  expect(replay.problems[0]).toEqual({
    at: 3,
    kind: 'gap',
    message: 'the versions 4 to 6 are missing before a later segment',
  });
  expect(replay.text).toBeNull();
  replay.compare('{"version":8,"ops":[{"insert":"76543210\\n"}]}', 'snapshot', 'a snapshot');
  expect(replay.text).toEqual([{ insert: '76543210\n' }]);
});

test('a segment with a hash of what came before is proved from there, even after a gap', () => {
  const replay = new Replay();
  const log = keystrokes(9);
  replay.continueAt(6, log[5]?.chain ?? null, 'a later segment');
  for (const frame of log.slice(6)) replay.play(frame, 'a later segment');
  expect(kinds(replay)).toEqual([[0, 'gap']]);
  expect(replay.version).toBe(9);
});

test('an operation that does not fit the text is reported, and not applied', () => {
  const replay = new Replay();
  for (const frame of chained([{ deltas: [[{ retain: 7 }, { insert: 'x' }]] }]))
    replay.play(frame, 'a segment');
  expect(kinds(replay)).toEqual([[1, 'operation']]);
  expect(replay.text).toBeNull();
});

test('a snapshot is compared by its meaning, and must be a document of its version', () => {
  const replay = new Replay();
  for (const frame of chained([{ deltas: [[{ insert: 'a', attributes: { bold: true, italic: true } }]] }]))
    replay.play(frame, 'a segment');
  const body = (ops: unknown, version = 1) => JSON.stringify({ version, ops });
  const same = [{ insert: 'a', attributes: { italic: true, bold: true } }, { insert: '\n' }];
  replay.compare(body(same), 'snapshot', 'the same');
  expect(replay.problems).toEqual([]);
  for (const wrong of [
    body([{ insert: 'a\n' }]),
    body(same, 2),
    body([{ insert: 'a' }]),
    '{"version":1,"ops":[{"insert":"',
    'null',
  ])
    replay.compare(wrong, 'snapshot', 'another');
  expect(kinds(replay)).toEqual(Array.from({ length: 5 }, () => [1, 'snapshot']));
});
