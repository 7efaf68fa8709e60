import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import type { DocumentChange, DocumentSnapshot } from '../../../src/platform/queues/messages.ts';
import { newDocument, Peer, type Stub } from '../support/peer.ts';

const USER = 'personxxxxxxxxxxxxxxxx';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Records what is published about this document from now on; the queues lose all of it, or refuse it. */
function intercept(
  docId: string,
  refuse = false,
): { changes: DocumentChange[]; snapshots: DocumentSnapshot[] } {
  const changes: DocumentChange[] = [];
  const snapshots: DocumentSnapshot[] = [];
  const into = (list: { docId: string }[]) => async (message: unknown) => {
    if ((message as { docId: string }).docId === docId) list.push(message as { docId: string });
    if (refuse) throw new Error('the queue is down');
    return {} as QueueSendResponse;
  };
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockImplementation(into(changes));
  vi.spyOn(env.DOCUMENT_SNAPSHOTS, 'send').mockImplementation(into(snapshots));
  return { changes, snapshots };
}

async function write(stub: Stub, baseVersion: number): Promise<void> {
  const edited = await stub.edit({ userId: USER, baseVersion, delta: [{ insert: 'x' }] });
  if (!edited.ok) throw new Error(edited.error.message);
}

/** The time until the alarm in ms; null when none is set. */
async function alarmIn(stub: Stub): Promise<number | null> {
  const at = await runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
  return at === null ? null : at - Date.now();
}

test('publishes owed versions once per burst, and again at growing intervals until they are acknowledged', async () => {
  const { docId, stub } = await newDocument();
  const published = intercept(docId);
  for (let i = 0; i < 5; i++) await write(stub, i);
  expect(await alarmIn(stub)).toBeLessThanOrEqual(2_000);
  await runDurableObjectAlarm(stub);
  expect(published.changes).toEqual([{ docId, from: 0, to: 5 }]);
  const start = Date.now();
  const waits: number[] = [];
  for (let i = 0; i < 10; i++) {
    const wait = (await alarmIn(stub)) ?? 0;
    waits.push(Math.round(wait / 1_000));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + wait });
    await runDurableObjectAlarm(stub);
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  expect(published.changes).toHaveLength(11);
  vi.setSystemTime(start);
  await stub.acknowledge({ version: 5, snapshot: 5 });
  await runDurableObjectAlarm(stub);
  expect(published.changes).toHaveLength(11);
  expect(await alarmIn(stub)).toBeNull();
});

test('I8: a refusing queue stops no one who is editing, and has everything once it is back', async () => {
  const { docId, stub } = await newDocument();
  const refused = intercept(docId, true);
  const peer = await Peer.join(stub, docId);
  for (let seq = 1; seq <= 3; seq++) {
    expect(await peer.edit(seq - 1, seq, [{ insert: 'x' }])).toBe(seq);
    await runDurableObjectAlarm(stub);
    expect(await alarmIn(stub)).toBeGreaterThan(0);
  }
  expect(refused.changes.map(({ to }) => to)).toEqual([1, 2, 3]);
  const published = intercept(docId);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2_001 });
  await runDurableObjectAlarm(stub);
  expect(published.changes).toEqual([{ docId, from: 0, to: 3 }]);
});

test('a fresh edit is published within 2 s, however long the last message has been waiting for an answer', async () => {
  const { docId, stub } = await newDocument();
  const published = intercept(docId);
  await write(stub, 0);
  for (let i = 0; i < 9; i++) {
    await runDurableObjectAlarm(stub);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ((await alarmIn(stub)) ?? 0) });
  }
  await runDurableObjectAlarm(stub);
  expect(await alarmIn(stub)).toBeGreaterThan(200_000);
  await write(stub, 1);
  expect(await alarmIn(stub)).toBeLessThanOrEqual(2_000);
  const before = published.changes.length;
  await runDurableObjectAlarm(stub);
  expect(published.changes.slice(before)).toEqual([{ docId, from: 0, to: 2 }]);
  expect(await alarmIn(stub)).toBeLessThanOrEqual(2_000);
});

test('edits between a message and its acknowledgement stay owed', async () => {
  const { docId, stub } = await newDocument();
  const published = intercept(docId);
  await write(stub, 0);
  await runDurableObjectAlarm(stub);
  await write(stub, 1);
  const [, third] = await Promise.all([stub.acknowledge({ version: 1, snapshot: 0 }), write(stub, 2)]);
  expect(third).toBeUndefined();
  expect(await alarmIn(stub)).toBeLessThanOrEqual(2_000);
  await runDurableObjectAlarm(stub);
  expect(published.changes.at(-1)).toEqual({ docId, from: 1, to: 3 });
});

test('an edit while the alarm is publishing has a message of its own within 2 s', async () => {
  const { docId, stub } = await newDocument();
  const published = intercept(docId);
  await write(stub, 0);
  await runInDurableObject(stub, async (instance) => {
    const document = instance as unknown as Stub;
    vi.mocked(env.DOCUMENT_CHANGES.send).mockImplementationOnce(async (change) => {
      published.changes.push(change as DocumentChange);
      await document.edit({ userId: USER, baseVersion: 1, delta: [{ insert: 'x' }] });
      return {} as QueueSendResponse;
    });
    await instance.alarm?.();
  });
  expect(await alarmIn(stub)).toBeLessThanOrEqual(2_000);
  await runDurableObjectAlarm(stub);
  expect(published.changes).toEqual([
    { docId, from: 0, to: 1 },
    { docId, from: 0, to: 2 },
  ]);
});

test('an alarm that cannot note what it did, or cannot write a checkpoint, publishes and comes back', async () => {
  const { docId, stub } = await newDocument();
  const published = intercept(docId);
  await write(stub, 0);
  await runInDurableObject(stub, (_, { storage }) => {
    for (const table of ['meta', 'snapshot']) {
      storage.sql.exec(
        `CREATE TRIGGER full_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(FAIL, 'disk full'); END`,
      );
    }
  });
  const waits: number[] = [];
  for (let i = 0; i < 9; i++) {
    await runDurableObjectAlarm(stub);
    waits.push(Math.round(((await alarmIn(stub)) ?? 0) / 1_000));
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300]);
  expect(published.changes).toHaveLength(9);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec('DROP TRIGGER full_meta');
    storage.sql.exec('DROP TRIGGER full_snapshot');
  });
  await runDurableObjectAlarm(stub);
  expect(await stub.status()).toMatchObject({ value: { version: 1, checkpointVersion: 1 } });
});

test('a set alarm stays when the object sleeps and a client connects', async () => {
  const { docId, stub } = await newDocument();
  intercept(docId);
  await write(stub, 0);
  await evictDurableObject(stub);
  const peer = await Peer.open(stub, docId);
  expect(await alarmIn(stub)).toBeLessThanOrEqual(2_000);
  peer.close();
});

test('a snapshot is offered when the last one leaves, or every 1,000 versions, until the archive has it', async () => {
  const { docId, stub } = await newDocument();
  const published = intercept(docId);
  const peer = await Peer.join(stub, docId);
  await peer.edit(0, 1, [{ insert: 'x' }]);
  await stub.makeCheckpoint();
  await runDurableObjectAlarm(stub);
  expect(published.snapshots).toEqual([]);
  peer.close();
  await expect.poll(() => stub.presence()).toEqual([]);
  await runDurableObjectAlarm(stub);
  expect(published.snapshots).toEqual([{ docId, version: 1 }]);
  await stub.acknowledge({ version: 1, snapshot: 0 });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2_001 });
  await runDurableObjectAlarm(stub);
  expect(published.snapshots).toHaveLength(2);
  await stub.acknowledge({ version: 0, snapshot: 1 });
  vi.setSystemTime(Date.now() + 10_000);
  await runDurableObjectAlarm(stub);
  expect(published.snapshots).toHaveLength(2);

  const again = await Peer.join(stub, docId);
  await runInDurableObject(stub, async (document) => {
    for (let i = 1; i < 1_001; i++)
      await (document as unknown as Stub).edit({ userId: USER, baseVersion: i, delta: [{ insert: 'x' }] });
  });
  await runDurableObjectAlarm(stub);
  expect(published.snapshots.slice(2)).toEqual([{ docId, version: 1_001 }]);
  again.close();
});

test('I7: acknowledgements may come twice and in any order; present clients are told of news only', async () => {
  const { docId, stub } = await newDocument();
  intercept(docId);
  for (let i = 0; i < 4; i++) await write(stub, i);
  await stub.acknowledge({ version: 1, snapshot: 0 });
  const peer = await Peer.join(stub, docId);
  expect(peer.joined.synced).toBe(1);
  for (const [version, snapshot] of [
    [3, 2],
    [3, 2],
    [2, 0],
    [0, 3],
    [99, 99],
  ] as const)
    await stub.acknowledge({ version, snapshot });
  await expect
    .poll(() => peer.heard('synced').map(({ version, snapshot }) => [version, snapshot]))
    .toEqual([
      [3, 2],
      [3, 3],
      [4, 4],
    ]);
  expect(await stub.status()).toMatchObject({
    value: { version: 4, reconciledVersion: 4, snapshotVersion: 4 },
  });
});
