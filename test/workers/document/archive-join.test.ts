import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { composeRun } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { OpsMessage } from '../../../src/protocol/messages.ts';
import { makeLog, storeFrames, storeSnapshot, textOf, typing } from '../support/archive.ts';
import { documentOf, Peer, type Stub } from '../support/peer.ts';
import { openThread, replyTo } from '../support/review.ts';

const USER = 'personxxxxxxxxxxxxxxxx';
const OTHER = 'somebodyxxxxxxxxxxxxxx';
const CLIENT = 'personxx-far-behind0';
const HEAD = 100_000;

// Only the test archives here.
beforeEach(() => {
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockResolvedValue({} as QueueSendResponse);
  vi.spyOn(env.DOCUMENT_SNAPSHOTS, 'send').mockResolvedValue({} as QueueSendResponse);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/**
 * A document of 100,000 versions, whose object keeps the last 6,000. `ownAt`: the version of our client's own
 * operation, if any.
 */
async function longDocument(ownAt: number | null = null): Promise<{ docId: string; stub: Stub }> {
  const docId = randomId();
  let log = typing(HEAD, 20);
  if (ownAt !== null) {
    const entries = log.map((frame) => frame.entries);
    const own = entries[Math.floor((ownAt - 1) / 20)] ?? [];
    own[(ownAt - 1) % 20] = { client: CLIENT, seq: 7, delta: [{ insert: String(ownAt % 10) }] };
    log = makeLog(entries);
  }
  await storeFrames(docId, log, 250);
  await storeSnapshot(docId, HEAD, [{ insert: textOf(HEAD) }]);
  const stub = documentOf(docId);
  expect(await stub.status()).toMatchObject({ value: { version: HEAD, keptFrom: 94_000 } });
  return { docId, stub };
}

/** The part of the log that `peer` receives, from `version` until it has `to`. */
async function caughtUp(peer: Peer, version: number, to: number): Promise<OpsMessage[]> {
  const messages: OpsMessage[] = [];
  for (let at = version; at < to; ) {
    const message = await peer.next('ops');
    expect(message.from).toBe(at);
    at = message.to;
    messages.push(message);
  }
  return messages;
}

function changeOf(messages: readonly OpsMessage[]): Delta {
  return composeRun(messages.flatMap((message) => message.ops.map((entry) => entry.delta)));
}

test('I3: a client with unsent edits catches up after 100,000 versions and continues', async () => {
  const { docId, stub } = await longDocument();
  const peer = await Peer.open(stub, docId, { client: CLIENT });
  expect(await peer.join(15, true)).toMatchObject({ version: HEAD, snapshot: null });
  const messages = await caughtUp(peer, 15, HEAD);
  // The rest of the frame that contains 15, and then as few messages as their size allows.
  expect(messages[0]).toMatchObject({ from: 15, to: 20 });
  expect(messages.length).toBeLessThan(20);
  for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(300_000);
  expect(changeOf(messages)).toEqual([{ insert: textOf(HEAD).slice(0, HEAD - 15) }]);
  expect(await peer.edit(HEAD, 8, [{ insert: 'back ' }])).toBe(HEAD + 1);
}, 60_000);

test('its own operation in the archived part: up to it as committed, behind it composed', async () => {
  const { docId, stub } = await longDocument(60_010);
  const peer = await Peer.open(stub, docId, { client: CLIENT });
  await peer.join(59_940, true);
  const messages = await caughtUp(peer, 59_940, HEAD);
  expect(messages.slice(0, 4).map(({ from, to }) => [from, to])).toEqual([
    [59_940, 59_960],
    [59_960, 59_980],
    [59_980, 60_000],
    [60_000, 60_020],
  ]);
  expect(messages[3]?.ops[9]).toMatchObject({ client: CLIENT, seq: 7 });
  expect(messages[4]?.ops).toEqual([{ delta: expect.anything() }]);
  expect(changeOf(messages)).toEqual([{ insert: textOf(HEAD).slice(0, HEAD - 59_940) }]);
}, 60_000);

test('a client without unsent edits takes the snapshot, from any version', async () => {
  const { docId, stub } = await longDocument();
  const list = vi.spyOn(env.ARCHIVE, 'list');
  for (const version of [0, 15, 93_999]) {
    const peer = await Peer.open(stub, docId);
    expect(await peer.join(version, false)).toMatchObject({ snapshot: { version: HEAD } });
    peer.close();
  }
  expect(list).not.toHaveBeenCalled();
}, 60_000);

test('concurrent edits follow without a gap, and clients that joined meanwhile are announced', async () => {
  const { docId, stub } = await longDocument();
  const other = await Peer.join(stub, docId, { userId: OTHER });
  // The archive responds when the test allows it. It polls: an object cannot await a promise of the test.
  let held = true;
  const { list } = env.ARCHIVE;
  const asked = vi.spyOn(env.ARCHIVE, 'list').mockImplementation(async (options) => {
    while (held) await scheduler.wait(1);
    return list.call(env.ARCHIVE, options);
  });
  const peer = await Peer.open(stub, docId, { client: CLIENT });
  const joined = await peer.join(100, true);
  expect(joined.roster).toMatchObject([{ client: other.client }]);
  expect(await other.edit(HEAD, 1, [{ insert: 'meanwhile ' }])).toBe(HEAD + 1);
  const third = await Peer.join(stub, docId, { userId: OTHER });
  other.close();
  await expect.poll(async () => (await stub.presence()).length).toBe(2);
  expect(peer.heard('ops')).toEqual([]);
  expect(peer.heard('presence')).toEqual([]);
  held = false;
  asked.mockRestore();
  const messages = await caughtUp(peer, 100, HEAD + 1);
  expect(changeOf(messages)).toEqual([{ insert: `meanwhile ${textOf(HEAD).slice(0, HEAD - 100)}` }]);
  expect(await peer.next('presence')).toMatchObject({
    joined: [{ client: third.client }],
    left: [other.client],
  });
  expect(await third.edit(HEAD + 1, 1, [{ insert: 'live ' }])).toBe(HEAD + 2);
  expect(await peer.next('ops')).toMatchObject({ from: HEAD + 1, to: HEAD + 2 });
}, 60_000);

test('what changed in the review during a catch-up is told at its end, by its number', async () => {
  const { docId, stub } = await longDocument();
  const { id } = await openThread(stub, HEAD, [10, 5]);
  let held = true;
  const { list } = env.ARCHIVE;
  const asked = vi.spyOn(env.ARCHIVE, 'list').mockImplementation(async (options) => {
    while (held) await scheduler.wait(1);
    return list.call(env.ARCHIVE, options);
  });
  const peer = await Peer.open(stub, docId, { client: CLIENT, offers: ['review.v1'] });
  expect(await peer.join(100, true)).toMatchObject({ review: 1 });
  await replyTo(stub, id, 'meanwhile');
  held = false;
  asked.mockRestore();
  await caughtUp(peer, 100, HEAD);
  expect(await peer.next('review')).toMatchObject({ from: 2, to: 2, version: HEAD, threads: [] });
  await replyTo(stub, id, 'live');
  expect(await peer.next('review')).toMatchObject({ from: 2, to: 3, threads: [{ id }] });
}, 60_000);

test('I8: while the archive is down, the client retries later, keeps its edits, and disturbs no one', async () => {
  const { docId, stub } = await longDocument();
  const other = await Peer.join(stub, docId, { userId: OTHER });
  const down = vi.spyOn(env.ARCHIVE, 'list').mockRejectedValue(new Error('R2 is down'));
  const refused = await Peer.open(stub, docId, { client: CLIENT });
  await refused.join(100, true);
  expect((await refused.closed).code).toBe(1012);
  expect(await other.edit(HEAD, 1, [{ insert: 'x' }])).toBe(HEAD + 1);
  down.mockRestore();
  const again = await Peer.open(stub, docId, { client: CLIENT });
  await again.join(100, true);
  await caughtUp(again, 100, HEAD + 1);
  expect(await again.edit(HEAD + 1, 8, [{ insert: 'y' }])).toBe(HEAD + 2);
}, 60_000);

test('a newer socket of the same client takes over, one that writes too early comes again', async () => {
  const { docId, stub } = await longDocument();
  const older = await Peer.open(stub, docId, { client: CLIENT });
  await older.join(100, true);
  const newer = await Peer.open(stub, docId, { client: CLIENT });
  await newer.join(100, true);
  expect((await older.closed).code).toBe(4409);
  newer.op(100, 8, [{ insert: 'too early' }]);
  expect((await newer.closed).code).toBe(1012);
  const last = await Peer.open(stub, docId, { client: CLIENT });
  await last.join(100, true);
  await caughtUp(last, 100, HEAD);
  expect(await last.edit(HEAD, 8, [{ insert: 'in time ' }])).toBe(HEAD + 1);
  const open = await runInDurableObject(stub, (_, state) => state.getWebSockets().length);
  expect(open).toBeGreaterThanOrEqual(1);
}, 60_000);

test('serves many clients that return at once, a few at a time', async () => {
  const { docId, stub } = await longDocument();
  const peers = await Promise.all([1, 2, 3, 4, 5].map(() => Peer.open(stub, docId)));
  await Promise.all(peers.map((peer, i) => peer.join(90_000 + i, true)));
  peers[3]?.close();
  for (const [i, peer] of peers.entries()) {
    if (i === 3) continue;
    const messages = await caughtUp(peer, 90_000 + i, HEAD);
    expect(changeOf(messages)).toEqual([{ insert: textOf(HEAD).slice(0, HEAD - 90_000 - i) }]);
  }
}, 60_000);

test('over REST, the caller must rebase an operation from before the kept log over the archive', async () => {
  const { stub } = await longDocument();
  const edit = { userId: USER, baseVersion: 100, delta: [{ insert: 'x' }] };
  expect(await stub.edit(edit)).toMatchObject({ error: { code: 'pruned' } });
  expect(await stub.head()).toMatchObject({ value: { version: HEAD } });
}, 60_000);
