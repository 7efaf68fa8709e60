import { expect, test } from 'vitest';
import type { Delta } from '../../../../src/ot/op.ts';
import type { Thread } from '../../../../src/protocol/review.ts';
import { followReview } from '../../../../web/collab/follow-review.ts';
import { openDocument } from '../../../../web/collab/open-document.ts';
import { SimClock } from '../../../simulation/sim-clock.ts';
import { SimOutbox } from '../../../simulation/sim-outbox.ts';
import { Random } from '../../../support/random.ts';
import { FakeSocket, joined } from '../connected-tab.ts';

const THREAD = {
  id: 'thread-of-a-document00',
  version: 1,
  range: { index: 1, length: 2 },
  quote: 'ex',
  detached: false,
  resolved: null,
  createdAt: '2026-12-01T00:00:00.000Z',
  suggestionId: null,
  comments: [],
};

/** A document on a socket that the test speaks for. */
function follow(threads?: (told: readonly Thread[] | null) => void) {
  const sockets: FakeSocket[] = [];
  const shown: Delta[] = [];
  const states: string[] = [];
  const nothing = (): void => {};
  const opened = openDocument({
    docId: 'd'.repeat(22),
    userId: 'personxxxxxxxxxxxxxxxx',
    origin: 'https://docs.example',
    accessToken: async () => 'token',
    refreshToken: async () => 'token',
    clock: new SimClock(new Random(1)).for({}),
    outbox: new SimOutbox().for({}),
    editor: { load: nothing, apply: (delta) => shown.push(delta), flush: nothing },
    events: {
      status: ({ state }) => states.push(state),
      peers: nothing,
      role: nothing,
      rejected: nothing,
      synced: nothing,
      ...(threads && { threads }),
    },
    ...(threads && { review: followReview }),
    openSocket: (_url, protocols) => {
      const socket = new FakeSocket(protocols);
      sockets.push(socket);
      return socket;
    },
  });
  const hear = (message: object): void => sockets[0]?.onmessage?.({ data: JSON.stringify(message) });
  const join = async (review?: number): Promise<void> => {
    await expect.poll(() => sockets.length).toBe(1);
    sockets[0]?.open();
    hear({ ...JSON.parse(joined(1)), ...(review !== undefined && { review }) });
  };
  return { opened, sockets, shown, states, hear, join };
}

test('a host that follows threads offers that, another one does not', async () => {
  const [with_, without] = [follow(() => {}), follow()];
  await with_.join();
  await without.join();
  expect(with_.sockets[0]?.protocols).toContain('review.v1');
  expect(without.sockets[0]?.protocols).not.toContain('review.v1');
  expect(without.sockets[0]?.protocols).toContain('news.v1');
});

test('a range is where the editor shows it, with what is unsent', async () => {
  const told: (readonly Thread[] | null)[] = [];
  const { opened, hear, join } = follow((threads) => told.push(threads));
  await join(0);
  hear({ type: 'review', from: 0, to: 1, version: 1, threads: [THREAD], suggestions: [], removed: [] });
  expect(told.at(-1)).toEqual([THREAD]);
  const range = () => opened.client.ranges().get(THREAD.id);
  expect(range()).toEqual({ index: 1, length: 2 });
  opened.edit([{ insert: 'unsent ' }]);
  expect(range()).toEqual({ index: 8, length: 2 });
  hear({
    type: 'ops',
    from: 1,
    to: 2,
    ops: [{ client: 'somebody-client00', seq: 1, delta: [{ retain: 2 }, { insert: 'inside' }] }],
  });
  expect(range()).toEqual({ index: 8, length: 8 });
});

test('one who may comment from now on joins again, to be told of threads', async () => {
  const told: (readonly Thread[] | null)[] = [];
  const { sockets, hear, join } = follow((threads) => told.push(threads));
  await join();
  const joins = () => sockets[0]?.sent.filter((text) => text.includes('"join"')).length;
  hear({ type: 'role', role: 'viewer' });
  expect(joins()).toBe(1);
  hear({ type: 'role', role: 'commenter' });
  expect(joins()).toBe(2);
  hear({ ...JSON.parse(joined(1)), snapshot: null, role: 'commenter', review: 0 });
  expect(told).toEqual([[]]);
  hear({ type: 'role', role: 'editor' });
  expect(joins()).toBe(2);
});

test('nothing of the review stops the client: what is not understood is skipped', async () => {
  const told: (readonly Thread[] | null)[] = [];
  const { hear, join, shown, states } = follow((threads) => told.push(threads));
  await join(0);
  hear({ type: 'review', from: 0, to: 1, version: 1, threads: [{ id: 7 }], suggestions: [], removed: [] });
  hear({ type: 'review' });
  hear({
    type: 'ops',
    from: 1,
    to: 2,
    ops: [{ client: 'somebody-client00', seq: 1, delta: [{ insert: 'x' }] }],
  });
  expect(shown).toEqual([[{ insert: 'x' }]]);
  expect(states.at(-1)).toBe('saved');
});
