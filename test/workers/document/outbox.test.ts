import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import type { DocumentChange, DocumentSnapshot } from '../../../src/queues/messages.ts';
import { newDocument, Peer, type Stub } from '../support/peer.ts';

const USER = 'personxxxxxxxxxxxxxxxx';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** What is published from now on, of this document; the queues lose all of it, or refuse it. */
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

/** In how many ms the alarm goes off; null when none is set. */
async function alarmIn(stub: Stub): Promise<number | null> {
  const at = await runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
  return at === null ? null : at - Date.now();
}

test('what is owed is published once a burst, and again at growing intervals until it is acknowledged', async () => {
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
