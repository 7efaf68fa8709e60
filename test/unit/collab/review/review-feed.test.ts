import { expect, test } from 'vitest';
import type { Delta, Range } from '../../../../src/ot/op.ts';
import type { Entry, OpsMessage } from '../../../../src/protocol/messages.ts';
import type { ReviewMessage, Thread } from '../../../../src/protocol/review.ts';
import { ReviewFeed } from '../../../../web/collab/review/review-feed.ts';

const PERSON = { id: 'u'.repeat(22), name: 'Ada', color: '#b3261e' };

function threadAt(id: string, version: number, range: Range | null, body = 'Why?'): Thread {
  return {
    id,
    version,
    range,
    quote: 'words',
    detached: false,
    resolved: null,
    createdAt: '2026-12-01T00:00:00.000Z',
    suggestionId: null,
    comments: [
      { id: `${id}-1`, author: PERSON, body, mentions: [], at: '2026-12-01T00:00:00.000Z', editedAt: null },
    ],
  };
}

function frame(from: number, to: number, version: number, ...threads: Thread[]): ReviewMessage {
  return { type: 'review', from, to, version, threads, suggestions: [], removed: [] };
}

function ops(from: number, ...deltas: Delta[]): OpsMessage {
  const entries: Entry[] = deltas.map((delta, n) => ({ client: 'somebody-client00', seq: n + 1, delta }));
  return { type: 'ops', from, to: from + deltas.length, ops: entries };
}

/** A feed whose reads and timers are answered by hand. */
class Followed {
  readonly reads: { since: number; answer(page: unknown): Promise<void>; refuse(): Promise<void> }[] = [];
  readonly told: (readonly Thread[] | null)[] = [];
  readonly timers: { ms: number; fire(): void }[] = [];
  readonly feed = new ReviewFeed({
    read: (since) =>
      new Promise((done, failed) => {
        const settled = async () => {
          for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        };
        this.reads.push({
          since,
          answer: async (page) => {
            done(page);
            await settled();
          },
          refuse: async () => {
            failed(new Error('no network'));
            await settled();
          },
        });
      }),
    clock: {
      random: () => 1,
      after: (ms, fire) => {
        const timer = { ms, fire };
        this.timers.push(timer);
        return () => this.timers.splice(this.timers.indexOf(timer), 1);
      },
    },
    run: (action) => action(),
    told: (threads) => this.told.push(threads),
  });

  /** Joins at `version`, with nothing to catch up on. */
  join(version: number, review: number | undefined, restart = false): this {
    this.feed.joined(review, restart);
    this.feed.loaded(version);
    this.feed.live();
    return this;
  }

  /** As the ids of the threads of the last report. */
  get ids(): string[] | undefined {
    return this.told.at(-1)?.map(({ id }) => id);
  }

  range(id: string, unsent: readonly Delta[] = []): Range | null | undefined {
    return this.feed.ranges(unsent).get(id);
  }
}

const page = (message: ReviewMessage, nextSince: number | null = null) => ({ ...message, nextSince });

test('a server that tells no review gives none, and a document without threads costs no read', () => {
  const old = new Followed().join(4, undefined);
  expect(old.told).toEqual([]);
  old.feed.received(frame(0, 1, 4, threadAt('a', 4, null)));
  expect(old.told).toEqual([]);
  const empty = new Followed().join(4, 0);
  expect(empty.told).toEqual([[]]);
  expect(empty.reads).toEqual([]);
});

test('the first load reads page after page, and tells only what is complete', async () => {
  const a = new Followed().join(4, 2);
  expect(a.reads.map(({ since }) => since)).toEqual([0]);
  await a.reads[0]?.answer(page(frame(0, 1, 4, threadAt('a', 4, { index: 1, length: 2 })), 1));
  expect(a.told).toEqual([]);
  await a.reads[1]?.answer(page(frame(1, 2, 4, threadAt('b', 4, null))));
  expect(a.reads.map(({ since }) => since)).toEqual([0, 1]);
  expect(a.ids).toEqual(['a', 'b']);
  expect(a.range('a')).toEqual({ index: 1, length: 2 });
  expect(a.range('b')).toBeNull();
});

test('ranges move with each operation, and over what is unsent as it is shown', async () => {
  const a = new Followed().join(1, 0);
  a.feed.received(frame(0, 1, 1, threadAt('a', 1, { index: 4, length: 5 })));
  a.feed.advanced(
    ops(1, [{ insert: 'abc' }], [{ retain: 7 }, { insert: 'at the edge' }], [{ retain: 20 }, { delete: 1 }]),
  );
  expect(a.range('a')).toEqual({ index: 18, length: 4 });
  expect(a.range('a', [[{ insert: '12' }], [{ retain: 21 }, { insert: 'in' }]])).toEqual({
    index: 20,
    length: 6,
  });
  expect(a.told).toHaveLength(2);
});

test('a frame on a version that is not reached is kept until it is, within a frame of the text too', () => {
  const a = new Followed().join(1, 0);
  a.feed.received(frame(0, 1, 3, threadAt('a', 3, { index: 2, length: 2 })));
  expect(a.ids).toEqual([]);
  a.feed.advanced(ops(1, [{ insert: 'x' }]));
  expect(a.ids).toEqual([]);
  a.feed.advanced(ops(2, [{ insert: 'x' }], [{ insert: 'yy' }]));
  expect(a.ids).toEqual(['a']);
  expect(a.range('a')).toEqual({ index: 4, length: 2 });
  expect(a.reads).toEqual([]);
});

test('a gap is read, and the frame behind it taken afterwards', async () => {
  const a = new Followed().join(1, 0);
  a.feed.received(frame(0, 1, 1, threadAt('a', 1, null)));
  a.feed.received(frame(2, 3, 1, threadAt('c', 1, null)));
  expect(a.reads.map(({ since }) => since)).toEqual([1]);
  expect(a.ids).toEqual(['a']);
  await a.reads[0]?.answer(page(frame(1, 2, 1, threadAt('b', 1, null))));
  expect(a.ids).toEqual(['a', 'b', 'c']);
  expect(a.reads).toHaveLength(1);
});

test('an answer that is older than the text is moved, one that is newer waits', async () => {
  const a = new Followed().join(1, 1);
  a.feed.advanced(ops(1, [{ insert: 'x' }], [{ insert: 'yy' }]));
  await a.reads[0]?.answer(page(frame(0, 1, 2, threadAt('a', 2, { index: 5, length: 1 }))));
  expect(a.range('a')).toEqual({ index: 7, length: 1 });
  const b = new Followed().join(1, 1);
  await b.reads[0]?.answer(page(frame(0, 1, 2, threadAt('a', 2, { index: 5, length: 1 }))));
  expect(b.told).toEqual([]);
  b.feed.advanced(ops(1, [{ insert: 'x' }]));
  expect(b.range('a')).toEqual({ index: 5, length: 1 });
  expect(b.ids).toEqual(['a']);
});

test('over several operations composed everything is read again; what is gone by then goes', async () => {
  const a = new Followed().join(1, 0);
  a.feed.received(
    frame(0, 2, 1, threadAt('a', 1, { index: 1, length: 1 }), threadAt('b', 1, { index: 3, length: 1 })),
  );
  a.feed.advanced({ type: 'ops', from: 1, to: 9, ops: [{ delta: [{ insert: 'xyz' }] }] });
  expect(a.reads.map(({ since }) => since)).toEqual([0]);
  // As near as is known until then.
  expect(a.range('a')).toEqual({ index: 4, length: 1 });
  a.feed.advanced(ops(9, [{ insert: '-' }]));
  await a.reads[0]?.answer(page(frame(0, 2, 9, threadAt('a', 9, { index: 7, length: 1 }))));
  expect(a.ids).toEqual(['a']);
  expect(a.range('a')).toEqual({ index: 8, length: 1 });
});

test('composed operations cost no read in a document without ranges', () => {
  const a = new Followed().join(1, 0);
  a.feed.received(frame(0, 1, 1, threadAt('a', 1, null)));
  a.feed.advanced({ type: 'ops', from: 1, to: 9, ops: [{ delta: [{ insert: 'xyz' }] }] });
  expect(a.reads).toEqual([]);
});

test('a read that fails is repeated, later each time, and only while the socket is live', async () => {
  const a = new Followed().join(1, 1);
  await a.reads[0]?.refuse();
  a.timers.pop()?.fire();
  await a.reads[1]?.refuse();
  expect(a.reads).toHaveLength(2);
  expect(a.timers.map(({ ms }) => ms)).toEqual([2_000]);
  a.feed.offline();
  expect(a.timers).toEqual([]);
  a.feed.joined(1, false);
  a.feed.live();
  await a.reads[2]?.answer(page(frame(0, 1, 1, threadAt('a', 1, null))));
  expect(a.ids).toEqual(['a']);
});

test('an answer that is no page, or nothing new, is a failure', async () => {
  const a = new Followed().join(1, 2);
  await a.reads[0]?.answer({ error: true });
  expect(a.timers).toHaveLength(1);
  a.timers.pop()?.fire();
  await a.reads[1]?.answer(page(frame(0, 0, 1)));
  expect(a.reads).toHaveLength(2);
  expect(a.timers).toHaveLength(1);
  expect(a.told).toEqual([]);
});

test('a thread that cannot be read is left out, and the others are told', async () => {
  const a = new Followed().join(1, 2);
  const unread = { ...threadAt('b', 1, null), comments: 'none' } as unknown as Thread;
  await a.reads[0]?.answer(page(frame(0, 2, 1, threadAt('a', 1, null), unread)));
  expect(a.ids).toEqual(['a']);
  expect(a.timers).toEqual([]);
});

test('joining again reads what came meanwhile, and a log that was cut back is read as a whole', async () => {
  const a = new Followed().join(1, 0);
  a.feed.received(frame(0, 5, 1, threadAt('a', 1, null)));
  a.feed.offline();
  a.feed.joined(6, false);
  a.feed.live();
  expect(a.reads.map(({ since }) => since)).toEqual([5]);
  await a.reads[0]?.answer(page(frame(5, 6, 1, threadAt('b', 1, null))));
  expect(a.ids).toEqual(['a', 'b']);
  a.feed.offline();
  a.feed.joined(2, false);
  a.feed.live();
  expect(a.reads.at(-1)?.since).toBe(0);
  await a.reads.at(-1)?.answer(page(frame(0, 2, 1, threadAt('c', 1, null))));
  expect(a.ids).toEqual(['c']);
});

test('a recovered document begins again, no matter what the numbers say', async () => {
  const a = new Followed().join(9, 0);
  a.feed.received(frame(0, 3, 9, threadAt('a', 9, null)));
  a.feed.offline();
  a.join(4, 3, true);
  await a.reads[0]?.answer(page(frame(0, 3, 4, threadAt('b', 4, null))));
  expect(a.ids).toEqual(['b']);
  a.feed.offline();
  a.join(2, 0, true);
  expect(a.ids).toEqual([]);
});

test('who may no longer read threads is told that there are none', () => {
  const a = new Followed().join(1, 0);
  a.feed.received(frame(0, 1, 1, threadAt('a', 1, null)));
  a.feed.offline();
  a.join(1, undefined);
  expect(a.told.at(-1)).toBeNull();
  expect(a.range('a')).toBeUndefined();
});

test('removed threads go, and the numbers of a removal count', () => {
  const a = new Followed().join(1, 0);
  a.feed.received(frame(0, 1, 1, threadAt('a', 1, null)));
  a.feed.received({ ...frame(1, 2, 1), removed: ['a'] });
  expect(a.ids).toEqual([]);
  a.feed.received(frame(2, 3, 1, threadAt('b', 1, null)));
  expect(a.ids).toEqual(['b']);
  expect(a.reads).toEqual([]);
});

test('an error in what is told to the host ends nothing: it is told again', async () => {
  const errors: unknown[] = [];
  const scope = globalThis as { reportError?: (error: unknown) => void };
  const before = scope.reportError;
  scope.reportError = (error) => errors.push(error);
  try {
    const a = new Followed().join(1, 0);
    const { push } = a.told;
    a.told.push = () => {
      throw new Error('the host is broken');
    };
    a.feed.received(frame(0, 1, 1, threadAt('a', 1, { index: 1, length: 1 })));
    expect(errors).toHaveLength(1);
    a.told.push = push;
    a.timers.pop()?.fire();
    await a.reads[0]?.answer(page(frame(0, 1, 1, threadAt('a', 1, { index: 1, length: 1 }))));
    expect(a.ids).toEqual(['a']);
  } finally {
    if (before === undefined) delete scope.reportError;
    else scope.reportError = before;
  }
});
