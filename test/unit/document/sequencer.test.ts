import { describe, expect, test } from 'vitest';
import { type Frame, type LogReader, makeFrame } from '../../../durable-objects/document/collab/frame.ts';
import { type Scales, Sequencer } from '../../../durable-objects/document/collab/sequencer.ts';
import { grow, measure } from '../../../durable-objects/document/collab/size-bound.ts';
import type { Submission } from '../../../durable-objects/document/collab/submission.ts';
import { jsonBytes } from '../../../src/ot/bytes.ts';
import { compose, composeRun } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { Random } from '../../support/random.ts';
import { randomDocument, randomOperation } from '../../support/rich-text.ts';
import { forSeeds } from '../../support/seeds.ts';

const A = 'aaaaaaaa-11111111';
const B = 'bbbbbbbb-22222222';

/** A log that begins after version `from`. */
function logOf(frames: readonly Frame[], from = 0): LogReader {
  return {
    from,
    framesAfter: (version) => frames.filter((frame) => frame.to > version),
    atHand: () => true,
    lastOf: () => null,
  };
}

const UNUSED: Scales = {
  sizeAfter: () => {
    throw new Error('these are far from the limit');
  },
};

/** A sequencer over a log in an array. */
function sequencerOf(
  document: Delta,
  maxBytes?: number,
): { sequencer: Sequencer; frames: Frame[]; commit(): void } {
  const frames: Frame[] = [];
  const length = document.reduce(
    (sum, op) => sum + ('insert' in op && typeof op.insert === 'string' ? op.insert.length : 1),
    0,
  );
  const scales = {
    sizeAfter: (delta: Delta) =>
      measure(compose(composeRun([document, ...frames.map((f) => f.composed)]), delta)),
  };
  const sequencer = new Sequencer(
    { docId: 'd', version: 0, length, size: measure(document), ...(maxBytes && { maxBytes }) },
    logOf(frames),
    scales,
  );
  return { sequencer, frames, commit: () => void frames.push(sequencer.commit()) };
}

const submission = (
  client: string,
  seq: number,
  base: number,
  delta: unknown,
  more: Partial<Submission> = {},
): Submission => ({
  client,
  seq,
  base,
  delta,
  userId: client.slice(0, 8),
  mayWrite: true,
  form: 'canonical',
  ...more,
});

describe('a document near its limit', () => {
  // 400 lines of 10 characters, and room for 200 bytes more.
  const document: Delta = [{ insert: 'abcdefghi\n'.repeat(400) }];
  const limit = jsonBytes(document) + 200;

  test('accepts typing up to the exact byte, even where the estimate is larger', () => {
    const { sequencer, commit } = sequencerOf(document, limit);
    for (let seq = 1; seq <= 200; seq++) {
      expect(
        sequencer.accept(submission(A, seq, seq - 1, [{ retain: 5 }, { insert: 'x' }])).kind,
        `${seq}`,
      ).toBe('accepted');
      commit();
    }
    expect(sequencer.accept(submission(A, 201, 200, [{ retain: 5 }, { insert: 'x' }]))).toMatchObject({
      kind: 'rejected',
      code: 'document_full',
    });
    // The open frame counts, and a change that does not grow the text is accepted.
    expect(sequencer.accept(submission(A, 202, 200, [{ delete: 1 }])).kind).toBe('accepted');
    expect(sequencer.accept(submission(B, 1, 200, [{ insert: 'y' }])).kind).toBe('accepted');
    expect(sequencer.accept(submission('cccccccc-33333333', 1, 200, [{ insert: 'z' }]))).toMatchObject({
      code: 'document_full',
    });
  });

  test('takes a format over all of it when that fits, and refuses one that does not', () => {
    const bold = [{ retain: 4_000, attributes: { bold: true } }];
    expect(sequencerOf(document, limit).sequencer.accept(submission(A, 1, 0, bold)).kind).toBe('accepted');
    const lists = Array.from({ length: 400 }, () => [
      { retain: 9 },
      { retain: 1, attributes: { list: 'bullet' } },
    ]).flat();
    expect(sequencerOf(document, limit).sequencer.accept(submission(A, 1, 0, lists))).toMatchObject({
      code: 'document_full',
    });
  });
});

describe('the sequencer', () => {
  test('refuses a format that the edits since its version have cut into more than a row holds', () => {
    const { sequencer, commit } = sequencerOf([{ insert: `${'x'.repeat(5_000)}\n` }]);
    const between = Array.from({ length: 9_998 }, (_, i) => (i % 2 ? { insert: 'y' } : { retain: 1 }));
    expect(sequencer.accept(submission(A, 1, 0, between)).kind).toBe('accepted');
    commit();
    const link = (length: number): Delta => [
      { retain: 5_000, attributes: { link: `https://e.com/${'l'.repeat(length)}` } },
    ];
    expect(sequencer.accept(submission(B, 1, 0, link(500)))).toMatchObject({
      kind: 'rejected',
      code: 'too_large',
    });
    expect(sequencer.accept(submission('cccccccc-33333333', 1, 1, link(500)))).toMatchObject({
      kind: 'accepted',
    });
  });

  test('gathers a frame, transforms over the open frame and committed ones, and moves cursors', () => {
    const { sequencer, commit } = sequencerOf([{ insert: 'ab\n' }]);
    expect(
      sequencer.accept(submission(A, 1, 0, [{ insert: 'A' }], { cursor: { index: 1, length: 0 } })),
    ).toMatchObject({
      kind: 'accepted',
      version: 1,
    });
    expect(
      sequencer.accept(submission(B, 1, 0, [{ insert: 'B' }], { cursor: { index: 1, length: 2 } })),
    ).toMatchObject({
      version: 2,
      entry: { delta: [{ retain: 1 }, { insert: 'B' }], cursor: { index: 2, length: 2 } },
    });
    expect(sequencer.version).toBe(0);
    commit();
    expect([sequencer.version, sequencer.length]).toEqual([2, 5]);
    expect(sequencer.accept(submission(A, 2, 0, [{ retain: 1 }, { insert: 'x' }]))).toEqual({
      kind: 'violation',
      reason: "version 0 lies before this client's own operation at 1",
    });
    expect(sequencer.accept(submission(A, 2, 2, [{ retain: 3 }, { insert: 'x' }]))).toMatchObject({
      version: 3,
    });
    sequencer.discard();
    expect([sequencer.version, sequencer.open]).toEqual([2, null]);
  });

  test('a base inside a frame is carried over the rest of it, member by member', () => {
    const { sequencer, commit } = sequencerOf([{ insert: 'a\n' }]);
    sequencer.accept(submission(A, 1, 0, [{ retain: 1 }, { insert: 'X' }]));
    sequencer.accept(submission(B, 1, 0, [{ delete: 1 }]));
    commit();
    const outcome = sequencer.accept(submission('cccccccc-33333333', 1, 1, [{ insert: 'b' }]));
    expect(outcome).toMatchObject({ entry: { delta: [{ insert: 'b' }] } });
  });

  test('dedupes from the log, before it looks at anything else', () => {
    const { sequencer, commit } = sequencerOf([{ insert: '\n' }]);
    sequencer.accept(submission(A, 3, 0, [{ insert: 'x' }]));
    expect(sequencer.accept(submission(A, 3, 0, [{ insert: 'x' }])).kind).toBe('violation');
    commit();
    for (const base of [0, 1]) {
      expect(sequencer.accept(submission(A, 3, base, 'nonsense', { mayWrite: false }))).toEqual({
        kind: 'duplicate',
        seq: 3,
        version: 1,
      });
    }
    expect(sequencer.accept(submission(A, 2, 1, [{ insert: 'x' }])).kind).toBe('violation');
    expect(sequencer.accept(submission(A, 9, 1, [{ insert: 'y' }])).kind).toBe('accepted');
  });

  test('an earlier seq that is in the log after the base is a resend too', () => {
    const { sequencer, commit } = sequencerOf([{ insert: '\n' }]);
    for (const seq of [1, 2]) {
      sequencer.accept(submission(A, seq, seq - 1, [{ insert: 'x' }]));
      commit();
    }
    expect(sequencer.accept(submission(A, 1, 0, []))).toEqual({ kind: 'duplicate', seq: 1, version: 1 });
  });

  test('an operation that became empty takes a version all the same', () => {
    const { sequencer, commit } = sequencerOf([{ insert: 'a\n' }]);
    sequencer.accept(submission(A, 1, 0, [{ delete: 1 }]));
    sequencer.accept(submission(B, 1, 0, [{ delete: 1 }]));
    commit();
    expect([sequencer.version, sequencer.length]).toEqual([2, 1]);
  });

  test('resumes behind a checkpoint as if nothing had happened', () => {
    const { sequencer, frames, commit } = sequencerOf([{ insert: 'ab\n' }]);
    sequencer.accept(submission(A, 1, 0, [{ insert: 'A' }]));
    commit();
    const again = Sequencer.resume(
      { docId: 'd', version: 0, length: 3, size: measure([{ insert: 'ab\n' }]) },
      logOf(frames),
      UNUSED,
    );
    expect([again.version, again.length]).toEqual([1, 4]);
    expect(again.accept(submission(A, 1, 1, [])).kind).toBe('duplicate');
  });

  test('refuses a base before the kept log, unless the operation is known', () => {
    const { sequencer, frames, commit } = sequencerOf([{ insert: 'a\n' }]);
    for (let seq = 1; seq <= 4; seq++) {
      sequencer.accept(submission(A, seq, seq - 1, [{ insert: `${seq}` }]));
      commit();
    }
    const pruned = Sequencer.resume(
      { docId: 'd', version: 2, length: 4, size: measure([{ insert: '21a\n' }]) },
      logOf(frames.slice(2), 2),
      UNUSED,
    );
    expect(pruned.accept(submission(B, 1, 1, [{ insert: 'B' }])).kind).toBe('pruned');
    expect(pruned.accept(submission(A, 1, 0, [])).kind).toBe('pruned');
    expect(pruned.accept(submission(A, 4, 0, []))).toEqual({ kind: 'duplicate', seq: 4, version: 4 });
    expect(pruned.accept(submission(A, 3, 0, []))).toEqual({ kind: 'duplicate', seq: 3, version: 3 });
    expect(pruned.accept(submission(B, 1, 1, [], { mayWrite: false }))).toMatchObject({ code: 'forbidden' });
    expect(pruned.accept(submission(B, 1, 2, [{ insert: 'B' }])).kind).toBe('accepted');
  });
});

test('the size bound never lies below the size', () => {
  forSeeds(2_000, (seed) => {
    const random = new Random(seed);
    let document: Delta = randomDocument(random, 30);
    let size = measure(document);
    for (let i = 0; i < 10; i++) {
      const delta = randomOperation(random, document, { members: 6 });
      size = grow(size, delta);
      document = compose(document, delta);
      expect(size.bytes).toBeGreaterThanOrEqual(jsonBytes(document));
      expect(size.runs).toBeGreaterThanOrEqual(document.length);
    }
  });
}, 20_000);

test('a frame of one member is that member', () => {
  expect(makeFrame(4, [{ client: A, seq: 1, delta: [{ insert: 'x' }] }])).toEqual({
    from: 4,
    to: 5,
    entries: [{ client: A, seq: 1, delta: [{ insert: 'x' }] }],
    composed: [{ insert: 'x' }],
    change: 1,
    length: 65,
  });
});
