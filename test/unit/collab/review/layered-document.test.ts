import { afterEach, expect, test, vi } from 'vitest';
import { compose } from '../../../../src/ot/compose.ts';
import type { Delta } from '../../../../src/ot/op.ts';
import type { Suggestion } from '../../../../src/protocol/review.ts';
import { LayeredDocument } from '../../../../web/collab/layered/layered-document.ts';
import { SimDrafts } from '../../../simulation/review/sim-drafts.ts';
import { SimClock } from '../../../simulation/sim-clock.ts';
import { SimOutbox } from '../../../simulation/sim-outbox.ts';
import { Random } from '../../../support/random.ts';
import { FakeSocket, joined } from '../connected-tab.ts';

const USER = 'personxxxxxxxxxxxxxxxx';

function suggestion(change: Partial<Suggestion> = {}): Suggestion {
  return {
    id: 'suggestion-of-another0',
    review: 1,
    author: { id: 'anotherxxxxxxxxxxxxxxx', name: 'Ben', color: '#123456' },
    note: null,
    status: 'open',
    createdAt: '2026-12-01T00:00:00.000Z',
    updatedAt: '2026-12-01T00:00:00.000Z',
    version: 1,
    delta: [{ insert: 'Ha ' }],
    decidedBy: null,
    decidedAt: null,
    acceptedVersion: null,
    threadId: 'thread-of-suggestion00',
    ...change,
  };
}

const frame = (from: number, to: number, suggestions: Suggestion[], version = 1): object => ({
  type: 'review',
  from,
  to,
  version,
  threads: [],
  suggestions,
  removed: [],
});

/** A document on a socket and a server that the test speaks for. */
function open() {
  const sockets: FakeSocket[] = [];
  const reads: { since: number; answer(page: object | null): void }[] = [];
  const posts: { method: string; url: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', (url: string, init: { method?: string; body?: string }) => {
    if (init.method !== undefined && init.method !== 'GET') {
      posts.push({ method: init.method, url, body: JSON.parse(init.body ?? 'null') });
      return new Promise(() => {});
    }
    const since = Number(new URL(url).searchParams.get('since'));
    return new Promise((done) => {
      const answer = (page: object | null): void =>
        done({ ok: page !== null, status: page === null ? 500 : 200, json: async () => page });
      reads.push({ since, answer });
    });
  });
  const clock = new SimClock(new Random(1));
  const decided: Suggestion[] = [];
  const shown = { view: [] as Delta, changes: 0 };
  const nothing = (): void => {};
  const opened = new LayeredDocument({
    docId: 'd'.repeat(22),
    userId: USER,
    origin: 'https://docs.example',
    accessToken: async () => 'token',
    refreshToken: async () => 'token',
    clock: clock.for({}),
    outbox: new SimOutbox().for({}),
    drafts: new SimDrafts().for({}),
    editor: {
      load: (ops) => {
        shown.view = ops;
      },
      apply: (delta) => {
        shown.view = compose(shown.view, delta);
        shown.changes++;
      },
      flush: nothing,
    },
    events: {
      status: nothing,
      peers: nothing,
      role: nothing,
      rejected: nothing,
      synced: nothing,
    },
    layerEvents: {
      offered: nothing,
      suggestions: nothing,
      decided: (one) => decided.push(one),
      unsent: nothing,
      refused: nothing,
    },
    openSocket: (_url, protocols) => {
      const socket = new FakeSocket(protocols);
      sockets.push(socket);
      return socket;
    },
  });
  const hear = (message: object): void => sockets.at(-1)?.onmessage?.({ data: JSON.stringify(message) });
  const join = async (review?: number): Promise<void> => {
    const before = sockets.length;
    if (before === 0) await expect.poll(() => sockets.length).toBe(1);
    sockets.at(-1)?.open();
    hear({ ...JSON.parse(joined(1)), ...(review !== undefined && { review }) });
  };
  const type = (edit: Delta): void => {
    const before = shown.view;
    const { correction } = opened.edit(edit, () => before);
    shown.view = compose(before, edit);
    if (correction !== null) shown.view = compose(shown.view, correction);
  };
  const seen = (): string =>
    shown.view
      .map((op) => ('insert' in op ? String(op.insert) : ''))
      .join('')
      .replace('\n', '');
  return { opened, clock, sockets, reads, posts, decided, shown, hear, join, type, seen };
}

afterEach(() => vi.unstubAllGlobals());

test('threads and suggestions are read by the same pages, one after the other', async () => {
  const { reads, join, seen } = open();
  await join(3);
  await expect.poll(() => reads.length).toBe(1);
  reads[0]?.answer({ ...frame(0, 2, [suggestion({ review: 2 })]), nextSince: 2 });
  await expect.poll(() => reads.length).toBe(2);
  expect(reads[1]?.since).toBe(2);
  expect(seen()).toBe('Ha text');
  const second = suggestion({
    id: 'suggestion-of-another1',
    review: 3,
    delta: [{ retain: 4 }, { insert: '!' }],
  });
  reads[1]?.answer({ ...frame(2, 3, [second]), nextSince: null });
  await expect.poll(seen).toBe('Ha text!');
  expect(reads.length).toBe(2);
});

test('a read that fails is repeated later', async () => {
  const { reads, join, seen, clock } = open();
  await join(1);
  await expect.poll(() => reads.length).toBe(1);
  reads[0]?.answer(null);
  await expect
    .poll(() => {
      clock.fire();
      return reads.length;
    })
    .toBe(2);
  reads[1]?.answer({ ...frame(0, 1, [suggestion()]), nextSince: null });
  await expect.poll(seen).toBe('Ha text');
});

test('a decision that the socket tells of is told, and its layer goes', async () => {
  const { join, hear, seen, decided, opened } = open();
  await join(0);
  hear(frame(0, 1, [suggestion()]));
  expect(seen()).toBe('Ha text');
  expect(opened.suggestions().map(({ id, isOwn }) => [id, isOwn])).toEqual([
    ['suggestion-of-another0', false],
  ]);
  expect(opened.decisionOf('suggestion-of-another0', null)).toEqual({ version: 1, review: 1, hunks: [0] });
  hear(frame(1, 2, [suggestion({ review: 2, status: 'rejected' })]));
  expect(seen()).toBe('text');
  expect(decided.map(({ status }) => status)).toEqual(['rejected']);
  expect(opened.decisionOf('suggestion-of-another0', null)).toBeNull();
});

test('while an input method composes, nothing that arrives changes the view', async () => {
  const { reads, join, hear, shown, seen, opened } = open();
  await join(1);
  await expect.poll(() => reads.length).toBe(1);
  opened.hold();
  reads[0]?.answer({ ...frame(0, 1, [suggestion()]), nextSince: null });
  hear(frame(1, 2, [suggestion({ id: 'suggestion-of-another1', review: 2 })]));
  await new Promise((done) => setImmediate(done));
  expect(shown.changes).toBe(0);
  opened.release();
  expect(seen()).toBe('Ha Ha text');
});

test('a user who may not read the review any more sees the text, and keeps what was typed', async () => {
  const { join, hear, seen, opened, sockets, posts, clock, type } = open();
  await join(0);
  hear(frame(0, 1, [suggestion()]));
  opened.mode = 'suggesting';
  type([{ retain: 7 }, { insert: ' too' }]);
  expect(seen()).toBe('Ha text too');
  sockets.at(-1)?.drop(1006);
  opened.document.wake();
  await expect.poll(() => sockets.length).toBe(2);
  sockets.at(-1)?.open();
  hear({ ...JSON.parse(joined(1)), snapshot: null });
  expect(seen()).toBe('text');
  expect(opened.suggestions()).toEqual([]);
  await expect
    .poll(() => {
      clock.fire();
      return posts;
    })
    .toMatchObject([{ method: 'POST', body: { version: 1, delta: [{ retain: 4 }, { insert: ' too' }] } }]);
});

test('places of others and of threads are those of the view, and go back to the text', async () => {
  const { join, hear, opened } = open();
  await join(0);
  hear(frame(0, 1, [suggestion()]));
  expect(opened.layers.up({ index: 1, length: 2 })).toEqual({ index: 4, length: 2 });
  expect(opened.layers.down({ index: 4, length: 2 })).toEqual({ index: 1, length: 2 });
  opened.setSelection({ index: 1, length: 3 });
  const thread = {
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
  hear({ ...frame(1, 2, []), threads: [thread] });
  expect(opened.ranges().get(thread.id)).toEqual({ index: 4, length: 2 });
});
