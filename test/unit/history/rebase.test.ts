import { expect, test } from 'vitest';
import type { LogReader } from '../../../durable-objects/document/collab/frame.ts';
import { makeFrame } from '../../../durable-objects/document/collab/frame.ts';
import { Sequencer } from '../../../durable-objects/document/collab/sequencer.ts';
import { measure } from '../../../durable-objects/document/collab/size-bound.ts';
import { Rebase } from '../../../src/content/rebase.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { ArchivedFrame } from '../../../src/platform/archive/segment.ts';
import { Random } from '../../support/random.ts';
import { randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';
import { frame, randomLog } from './frames.ts';

const CLIENT = 'adaadaad-client00';

/** A Document's sequencer at the head of this log, all of which it keeps. */
function sequencerOf(frames: readonly ArchivedFrame[], head: Delta): Sequencer {
  const log = frames.map(({ first, entries }) => makeFrame(first - 1, entries));
  const reader: LogReader = {
    from: 0,
    framesAfter: (version: number) => log.filter(({ to }) => to > version),
    atHand: () => true,
    lastOf: () => null,
  } as LogReader;
  const version = frames.at(-1)?.last ?? 0;
  const scales = { sizeAfter: () => measure(head) };
  return new Sequencer(
    { docId: 'd', version, length: documentLength(head), size: measure(head) },
    reader,
    scales,
  );
}

function submitted(sequencer: Sequencer, base: number, delta: Delta) {
  const outcome = sequencer.accept({
    client: CLIENT,
    seq: 1,
    base,
    delta,
    userId: 'ada',
    mayWrite: true,
    form: 'any',
  });
  return outcome.kind === 'accepted' ? outcome.entry.delta : outcome.kind;
}

test('an operation rebased part of the way becomes what the Document makes of it, from any version', () => {
  forSeeds(300, (seed) => {
    const random = new Random(seed);
    const { frames, texts } = randomLog(random, { frames: random.between(1, 30), authors: ['ada', 'grace'] });
    const base = random.int(texts.length);
    const delta = randomOperation(random, texts[base] as Delta);
    const rebase = new Rebase(base, delta, { client: CLIENT, seq: 1 });
    const until = random.int(frames.length + 1);
    for (const each of frames.slice(0, until)) rebase.over(each);
    const { outcome } = rebase;
    if (outcome.kind !== 'carried') throw new Error(outcome.kind);
    expect(outcome.base).toBe(Math.max(base, frames[until - 1]?.last ?? 0));
    const head = texts[texts.length - 1] as Delta;
    expect(submitted(sequencerOf(frames, head), outcome.base, outcome.delta)).toEqual(
      submitted(sequencerOf(frames, head), base, delta),
    );
  });
});

test('an operation that did not fit its text fits no later one: the Document still refuses it', () => {
  forSeeds(300, (seed) => {
    const random = new Random(seed);
    const { frames, texts } = randomLog(random, { frames: random.between(1, 30), authors: ['ada', 'grace'] });
    const base = random.int(texts.length);
    const length = documentLength(texts[base] as Delta);
    const bad: Delta = random.pick([
      [{ retain: length }, { insert: 'after the end' }],
      [{ retain: length - 1 }, { delete: 1 }].filter((op) => !('retain' in op) || op.retain > 0) as Delta,
      [{ retain: length + 2, attributes: { bold: true } }],
      [{ delete: length + 1 }],
    ]);
    const rebase = new Rebase(base, bad, null);
    for (const each of frames) rebase.over(each);
    const { outcome } = rebase;
    if (outcome.kind !== 'carried') throw new Error(outcome.kind);
    expect(
      submitted(sequencerOf(frames, texts[texts.length - 1] as Delta), outcome.base, outcome.delta),
    ).toBe('rejected');
  });
});

test('an operation that is already in the log is deduped; one of a client that has written since is a conflict', () => {
  const frames = [
    frame(1, 0, [{ author: 'grace', delta: [{ insert: 'a' }] }]),
    frame(2, 0, [
      { author: 'grace', delta: [{ insert: 'b' }] },
      { author: 'ada', delta: [{ insert: 'c' }] },
    ]),
    frame(4, 0, [{ author: 'ada', delta: [{ insert: 'd' }] }]),
  ];
  const outcomeOf = (base: number, seq: number) => {
    const rebase = new Rebase(base, [{ insert: 'x' }], { client: 'ada-client00', seq });
    for (const each of frames) rebase.over(each);
    return rebase.outcome;
  };
  expect(outcomeOf(0, 3)).toEqual({ kind: 'duplicate', version: 3, delta: [{ insert: 'c' }] });
  expect(outcomeOf(2, 3)).toEqual({ kind: 'duplicate', version: 3, delta: [{ insert: 'c' }] });
  // Sent again late: the client's later operations do not hide it.
  expect(outcomeOf(1, 4)).toEqual({ kind: 'duplicate', version: 4, delta: [{ insert: 'd' }] });
  expect(outcomeOf(0, 7)).toEqual({ kind: 'conflict', version: 3 });
  expect(outcomeOf(4, 7)).toEqual({ kind: 'carried', base: 4, delta: [{ insert: 'x' }] });
});

test('versions that are missing in between are an error', () => {
  const rebase = new Rebase(1, [{ insert: 'x' }], null);
  expect(() => rebase.over(frame(3, 0, [{ author: 'ada', delta: [] }]))).toThrow(
    'versions 2 to 2 are missing',
  );
});
