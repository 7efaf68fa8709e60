import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { randomId } from '../../../src/base/ids.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { segmentKey, snapshotKey } from '../../../src/platform/archive/keys.ts';
import {
  archivedFrames,
  loseStorage,
  makeLog,
  storeFrames,
  storeSnapshot,
  textOf,
  typing,
  WRITER,
} from '../support/archive.ts';
import { documentOf, newDocument, Peer, type Stub } from '../support/peer.ts';

const USER = 'personxxxxxxxxxxxxxxxx';

// Only the test archives here.
beforeEach(() => {
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockResolvedValue({} as QueueSendResponse);
  vi.spyOn(env.DOCUMENT_SNAPSHOTS, 'send').mockResolvedValue({} as QueueSendResponse);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The refusal of a call. An assertion must not access the stub's own promise: each access would be a call. */
async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return String(error);
  }
  return '';
}

async function textIn(stub: Stub): Promise<unknown> {
  const read = await stub.read(null);
  if (!read.ok) throw new Error(read.error.message);
  return JSON.parse(read.value.ops);
}

test('I3 I4: an object that lost its storage comes back from the archive, same versions, same chain', async () => {
  const { docId, stub } = await newDocument([{ insert: 'hello\n' }]);
  const peer = await Peer.join(stub, docId);
  for (let seq = 1; seq <= 12; seq++) await peer.edit(seq, seq, [{ insert: `${seq} ` }]);
  await stub.setAccess({ userId: USER, role: 'editor', accessEpoch: 3 });
  const before = await archivedFrames(stub, 0);
  const status = await stub.status();
  const text = await textIn(stub);
  await storeFrames(docId, before, 5);
  const old = await stub.read(5);
  await storeSnapshot(docId, 5, JSON.parse(old.ok ? old.value.ops : 'null') as Delta);
  await stub.acknowledge({ version: 13, snapshot: 5 });

  await loseStorage(stub);
  peer.op(13, 13, [{ insert: 'too early ' }]);
  expect((await peer.closed).code).toBe(1012);

  expect(await stub.head()).toMatchObject({ value: { version: 13 } });
  expect(await textIn(stub)).toEqual(text);
  expect(await archivedFrames(stub, 0)).toEqual(before);
  expect(await stub.status()).toMatchObject({
    value: {
      ...(status.ok && { chain: status.value.chain, length: status.value.length }),
      version: 13,
      keptFrom: 0,
      reconciledVersion: 13,
      checkpointVersion: 13,
      snapshotVersion: 5,
    },
  });
  const again = await Peer.open(stub, docId, { client: peer.client, accessEpoch: 3 });
  expect(await again.join(13, true)).toMatchObject({ version: 13, snapshot: null });
  // Operations that had arrived are still known; the others are accepted.
  again.op(12, 12, [{ insert: '12 ' }]);
  expect(await again.edit(13, 13, [{ insert: 'at last ' }])).toBe(14);
  await evictDurableObject(stub, { webSockets: 'hibernate' });
  expect(await again.edit(14, 14, [{ insert: 'and on ' }])).toBe(15);
});

test('a connecting socket rebuilds the document, and finds it', async () => {
  const { docId, stub } = await newDocument([{ insert: 'hello\n' }]);
  await storeFrames(docId, await archivedFrames(stub, 0));
  await loseStorage(stub);
  const peer = await Peer.join(stub, docId);
  expect(peer.joined).toMatchObject({ version: 1, snapshot: { version: 1, ops: [{ insert: 'hello\n' }] } });
});

test('while the archive cannot be read, no request is answered, and nothing replaces the document', async () => {
  const { docId, stub } = await newDocument([{ insert: 'hello\n' }]);
  await storeFrames(docId, await archivedFrames(stub, 0));
  await loseStorage(stub);
  for (const method of ['list', 'get'] as const) {
    const down = vi.spyOn(env.ARCHIVE, method).mockRejectedValue(new Error('R2 is down') as never);
    expect(await failureOf(stub.head())).toContain('R2 is down');
    const edit = { userId: USER, baseVersion: 0, delta: [{ insert: 'x' }] };
    expect(await failureOf(stub.edit(edit))).toContain('R2 is down');
    const refused = await Peer.open(stub, docId);
    expect((await refused.closed).code).toBe(1012);
    down.mockRestore();
  }
  expect(await textIn(stub)).toEqual([{ insert: 'hello\n' }]);
});

test.each<[string, (docId: string) => Promise<void>]>([
  ['a segment that is not there any more', (docId) => env.ARCHIVE.delete(segmentKey(docId, 5, 10))],
  [
    'an entry that somebody has changed',
    async (docId) => {
      const key = segmentKey(docId, 5, 10);
      const body = await must(await env.ARCHIVE.get(key)).text();
      await env.ARCHIVE.put(key, body.replace('"insert":"7"', '"insert":"8"'));
    },
  ],
  ['a segment that is no JSON', async (docId) => void (await env.ARCHIVE.put(segmentKey(docId, 5, 10), '{'))],
  ['a snapshot that no log leads to', (docId) => storeSnapshot(docId, 16, [{ insert: 'from where?\n' }])],
  [
    'a snapshot that the log does not fit',
    async (docId) =>
      void (await env.ARCHIVE.put(snapshotKey(docId, 5), '{"version":5,"ops":[{"insert":"\\n"}]}')),
  ],
])('I4: it refuses rather than guesses: %s', async (_name, spoil) => {
  const docId = randomId();
  const log = makeLog(
    Array.from({ length: 15 }, (_, i) => [
      {
        client: WRITER,
        seq: i + 1,
        delta: i === 0 ? [{ insert: '0' }] : [{ retain: i }, { insert: `${i}` }],
      },
    ]),
  );
  await storeFrames(docId, log, 5);
  await storeSnapshot(docId, 5, [{ insert: '01234\n' }]);
  await spoil(docId);
  const stub = documentOf(docId);
  expect(await failureOf(stub.head())).toMatch(/BrokenChain|ArchiveUnreadable/);
  expect(await failureOf(stub.read(null))).toMatch(/BrokenChain|ArchiveUnreadable/);
  const refused = await Peer.open(stub, docId);
  expect((await refused.closed).code).toBe(1012);
  const tables = await runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'meta'").toArray(),
  );
  expect(tables).toEqual([]);
});

test('a snapshot that cannot be read is passed over: an older one and the log lead to the same text', async () => {
  const docId = randomId();
  await storeFrames(docId, typing(12, 1), 4);
  await storeSnapshot(docId, 4, [{ insert: textOf(4) }]);
  await env.ARCHIVE.put(snapshotKey(docId, 8), 'nonsense');
  const stub = documentOf(docId);
  expect(await textIn(stub)).toEqual([{ insert: textOf(12) }]);
  expect(await stub.status()).toMatchObject({ value: { version: 12, snapshotVersion: 4 } });
});

test('of a long log as much is kept as a Document keeps, and the rest stays in the archive', async () => {
  const docId = randomId();
  const log = typing(9_000, 7);
  await storeFrames(docId, log, 100);
  await storeSnapshot(docId, log[1_199]?.last ?? 0, [{ insert: textOf(log[1_199]?.last ?? 0) }]);
  const stub = documentOf(docId);
  expect(await stub.head()).toMatchObject({ value: { version: 9_000, length: 9_001 } });
  const status = await stub.status();
  const from = status.ok ? status.value.keptFrom : -1;
  // On the edge of a frame.
  expect(from).toBeLessThan(3_000 + 7);
  expect(from).toBeGreaterThan(2_900);
  expect(await archivedFrames(stub, from)).toEqual(log.filter((frame) => frame.first > from));
  expect(await textIn(stub)).toEqual([{ insert: textOf(9_000) }]);
  // A resend from before the kept log must not be guessed over.
  const resend = { userId: 'writerxxxxxxxxxxxxxxxx', client: WRITER, seq: 10, baseVersion: 9, delta: [] };
  expect(await stub.edit(resend)).toMatchObject({ error: { code: 'pruned' } });
});

test('a crash in the middle of it leaves nothing half-built: it starts over', async () => {
  const docId = randomId();
  await storeFrames(docId, typing(30, 1), 10);
  const stub = documentOf(docId);
  const { get } = env.ARCHIVE;
  const broken = vi
    .spyOn(env.ARCHIVE, 'get')
    .mockImplementation(((key: string) =>
      key === segmentKey(docId, 20, 30)
        ? Promise.reject(new Error('cut off'))
        : get.call(env.ARCHIVE, key)) as never);
  expect(await failureOf(stub.head())).toContain('cut off');
  const rows = await runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec('SELECT count(*) AS n FROM rebuilt_frames').one(),
  );
  expect(rows).toEqual({ n: 20 });
  broken.mockRestore();
  await evictDurableObject(stub);
  expect(await textIn(stub)).toEqual([{ insert: textOf(30) }]);
});

test('recovers exactly an earlier version, even inside a frame; clients with newer versions resync', async () => {
  const docId = randomId();
  const log = typing(30, 4);
  await storeFrames(docId, log, 3);
  await storeSnapshot(docId, 8, [{ insert: textOf(8) }]);
  const stub = documentOf(docId);
  const peer = await Peer.join(stub, docId);
  await stub.setAccess({ userId: 'viewerxxxxxxxxxxxxxxxx', role: 'viewer', accessEpoch: 4 });

  expect(await stub.recover({ docId, version: 31 })).toMatchObject({ error: { code: 'unknown_version' } });
  expect((await peer.closed).code).toBe(1012);
  expect(await textIn(stub)).toEqual([{ insert: textOf(30) }]);

  expect(await stub.recover({ docId, version: 26 })).toEqual({ ok: true, value: { version: 26 } });
  expect(await textIn(stub)).toEqual([{ insert: textOf(26) }]);
  expect(await stub.status()).toMatchObject({ value: { version: 26, reconciledVersion: 24 } });
  const frames = await archivedFrames(stub, 0);
  expect(frames.slice(0, 6)).toEqual(log.slice(0, 6));
  expect(frames[6]).toMatchObject({ first: 25, last: 26, at: log[6]?.at });
  expect(frames[6]?.chain).not.toBe(log[6]?.chain);

  const back = await Peer.open(stub, docId, { client: peer.client, accessEpoch: 4 });
  expect(await back.join(30, true)).toMatchObject({ version: 26, reset: true, snapshot: { version: 26 } });
  expect((await Peer.upgrade(stub, docId, { accessEpoch: 3 })).status).toBe(409);
  expect(await back.edit(26, 1, [{ insert: 'anew ' }])).toBe(27);

  expect(await stub.recover({ docId, version: 0 })).toEqual({ ok: true, value: { version: 0 } });
  expect(await textIn(stub)).toEqual([{ insert: '\n' }]);
  expect(await stub.recover({ docId, version: null })).toEqual({ ok: true, value: { version: 30 } });
  expect(await textIn(stub)).toEqual([{ insert: textOf(30) }]);
});

test('I1: a version of before a recovery is not taken for the one that has its number now', async () => {
  const docId = randomId();
  await storeFrames(docId, typing(10, 1));
  const stub = documentOf(docId);
  const away = await Peer.join(stub, docId);
  const first = must(away.joined.generation);
  expect(await stub.recover({ docId, version: 6 })).toMatchObject({ ok: true });
  const here = await Peer.join(stub, docId);
  const second = must(here.joined.generation);
  expect(second).toBeGreaterThan(first);
  for (let seq = 1; seq <= 6; seq++) await here.edit(5 + seq, seq, [{ insert: 'n' }]);

  const join = async (version: number, generation?: number) => {
    const peer = await Peer.open(stub, docId);
    const { reset = false, snapshot } = await peer.join(version, true, generation);
    peer.close();
    return { reset, snapshot: snapshot !== null };
  };
  // Up to version 6 both have the same log.
  expect(await join(6, first)).toEqual({ reset: false, snapshot: false });
  expect(await join(6)).toEqual({ reset: false, snapshot: false });
  expect(await join(7, first)).toEqual({ reset: true, snapshot: true });
  expect(await join(10)).toEqual({ reset: true, snapshot: true });
  expect(await join(10, second)).toEqual({ reset: false, snapshot: false });
  await evictDurableObject(stub);
  expect(await join(10, first)).toEqual({ reset: true, snapshot: true });
});

test('recovering what cannot be recovered changes nothing', async () => {
  const { docId, stub } = await newDocument([{ insert: 'hello\n' }]);
  expect(await stub.recover({ docId, version: null })).toMatchObject({ error: { code: 'not_found' } });
  await storeFrames(docId, await archivedFrames(stub, 0));
  const down = await runInDurableObject(stub, (document, { storage }) =>
    vi.spyOn(env.ARCHIVE, 'get').mockImplementation(async () => {
      // The alarm goes off meanwhile and finds no document to publish.
      await storage.deleteAlarm();
      await document.alarm?.();
      throw new Error('R2 is down');
    }),
  );
  const [outcome, head] = await Promise.all([stub.recover({ docId, version: null }), stub.head()]);
  expect(outcome).toMatchObject({ error: { code: 'archive' } });
  expect(head).toMatchObject({ value: { version: 1 } });
  down.mockRestore();
  // What was owed before is owed still.
  expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).not.toBeNull();
  expect(await textIn(stub)).toEqual([{ insert: 'hello\n' }]);
  expect(await stub.edit({ userId: USER, baseVersion: 1, delta: [{ insert: 'and on ' }] })).toMatchObject({
    value: { version: 2 },
  });
});
