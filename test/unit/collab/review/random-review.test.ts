import { expect, test } from 'vitest';
import { moveRange } from '../../../../src/ot/anchor.ts';
import { composeFold } from '../../../../src/ot/compose.ts';
import { documentLength } from '../../../../src/ot/lengths.ts';
import type { Range } from '../../../../src/ot/op.ts';
import type { ReviewMessage, Thread } from '../../../../src/protocol/review.ts';
import { ReviewFeed } from '../../../../web/collab/review/review-feed.ts';
import { Random } from '../../../support/random.ts';
import { randomLog } from '../random-log.ts';

const VERSIONS = 40;
const PERSON = { id: 'ada', name: 'Ada', color: '#b3261e' };

/** A server: a log, and threads that begin at some of its versions. */
class Server {
  readonly log;
  readonly changes: { number: number; at: number; id: string; range: Range }[] = [];

  constructor(random: Random) {
    this.log = randomLog(random, VERSIONS);
    let at = 0;
    for (let number = 1; number <= 12; number++) {
      at = Math.min(VERSIONS, at + random.int(5));
      const length = documentLength(this.log.documents[at] ?? []);
      const index = random.int(length);
      const range = { index, length: 1 + random.int(length - index) };
      this.changes.push({ number, at, id: `thread-${number}`, range });
    }
  }

  rangeAt(id: string, version: number): Range | null {
    const change = this.changes.find((one) => one.id === id);
    if (change === undefined || change.at > version) return null;
    return this.log.ops
      .slice(change.at, version)
      .reduce((range, { delta }) => moveRange(range, delta), change.range);
  }

  /** The last change at a version. */
  numberAt(version: number): number {
    return this.changes.filter(({ at }) => at <= version).length;
  }

  /** What changed after `from`, as told at a version. */
  tell(from: number, version: number, limit = 100): ReviewMessage {
    const changed = this.changes.filter(({ number, at }) => number > from && at <= version).slice(0, limit);
    const threads = changed.map(
      ({ id }): Thread => ({
        id,
        version,
        range: this.rangeAt(id, version),
        quote: '',
        detached: false,
        resolved: null,
        createdAt: '',
        suggestionId: null,
        comments: [{ id, author: PERSON, body: '', mentions: [], at: '', editedAt: null }],
      }),
    );
    const to = changed.at(-1)?.number ?? from;
    return { type: 'review', from, to, version, threads, suggestions: [], removed: [] };
  }
}

test.each(Array.from({ length: 100 }, (_, n) => n + 1))(
  'every range is where the log moved it, with frames lost, late or composed (seed %i)',
  async (seed) => {
    const random = new Random(seed);
    const server = new Server(random);
    const asked: (() => void)[] = [];
    const timers: (() => void)[] = [];
    let version = random.int(10);
    // The server may be ahead of what has arrived.
    let head = version;
    const feed = new ReviewFeed({
      read: (since, limit) =>
        new Promise((done, failed) => {
          asked.push(() => {
            if (random.int(5) === 0) failed(new Error('lost'));
            else done({ ...server.tell(since, head, Math.min(limit, 4)), nextSince: null });
          });
        }),
      clock: {
        random: () => 0.5,
        after: (_ms, fire) => {
          timers.push(fire);
          return () => timers.splice(timers.indexOf(fire), 1);
        },
      },
      run: (action) => action(),
      told: () => {},
    });
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    };
    feed.joined(server.numberAt(version), false);
    feed.loaded(version);
    feed.live();
    while (version < VERSIONS) {
      const to = Math.min(VERSIONS, version + 1 + random.int(4));
      const deltas = server.log.ops.slice(version, to).map(({ delta }) => delta);
      const told = server.numberAt(head);
      head = Math.max(head, to);
      // The review may be told before the text that it is on, or be lost.
      const early = random.int(2) === 0;
      const review = server.tell(told, head);
      if (early && review.to > told) feed.received(review);
      const composed = random.int(6) === 0;
      feed.advanced({
        type: 'ops',
        from: version,
        to,
        ops: composed
          ? [{ delta: composeFold(deltas) }]
          : deltas.map((delta, n) => ({ client: 'somebody-client00', seq: n + 1, delta })),
      });
      version = to;
      if (!early && review.to > told && random.int(4) > 0) feed.received(review);
      if (random.int(3) === 0) asked.shift()?.();
      if (random.int(3) === 0) timers.shift()?.();
      await settle();
    }
    feed.offline();
    feed.joined(server.numberAt(VERSIONS), false);
    feed.live();
    for (let turn = 0; turn < 60 && asked.length + timers.length > 0; turn++) {
      asked.shift()?.();
      await settle();
      timers.shift()?.();
      await settle();
    }
    const ranges = feed.ranges([]);
    expect([...ranges.keys()].sort()).toEqual(server.changes.map(({ id }) => id).sort());
    for (const [id, range] of ranges) expect([id, range]).toEqual([id, server.rangeAt(id, VERSIONS)]);
  },
);
