import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, expect, test, vi } from 'vitest';
import type { ConnectionGrant } from '../../../durable-objects/document/rpc.ts';
import { randomId } from '../../../src/base/ids.ts';
import { newDocument, Peer } from '../support/peer.ts';

afterEach(() => {
  vi.useRealTimers();
});

const MINUTE = 60_000;

function endingIn(ms: number, more: Partial<ConnectionGrant> = {}) {
  return { userId: randomId(), ...more, accessEndsAt: Date.now() + ms };
}

test('4403 at the moment a role ends: by the alarm, even after hibernation, and for any message after it', async () => {
  const { docId, stub } = await newDocument();
  const [quiet, busy, reader] = [
    await Peer.join(stub, docId, endingIn(MINUTE)),
    await Peer.join(stub, docId, endingIn(MINUTE)),
    await Peer.join(stub, docId, endingIn(MINUTE, { role: 'viewer' })),
  ];
  const stays = await Peer.join(stub, docId, { userId: randomId() });
  expect(await busy.edit(0, 1, [{ insert: 'in time ' }])).toBe(1);
  await evictDurableObject(stub, { webSockets: 'hibernate' });

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + MINUTE + 1 });
  busy.op(1, 2, [{ insert: 'too late ' }]);
  expect(await busy.closed).toEqual({ code: 4403, reason: 'forbidden' });
  // Others' edits are not sent to a user who may no longer read.
  expect(await stays.edit(1, 1, [{ insert: 'x' }])).toBe(2);
  expect((await reader.closed).code).toBe(4403);
  expect(reader.heard('ops').map(({ to }) => to)).not.toContain(2);
  await runDurableObjectAlarm(stub);
  expect((await quiet.closed).code).toBe(4403);
  expect((await (await Peer.open(stub, docId, endingIn(-1))).closed).code).toBe(4403);
});

test('sets the alarm for the end of a role, however the Document learned of it', async () => {
  const { docId, stub } = await newDocument();
  const alarm = () => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
  const grant = endingIn(3_000);
  const peer = await Peer.join(stub, docId, grant);
  await expect.poll(alarm).toBeLessThanOrEqual(grant.accessEndsAt);
  const sooner = Date.now() + 2_000;
  await stub.setAccess({ userId: grant.userId, role: 'editor', accessEndsAt: sooner, accessEpoch: 1 });
  await expect.poll(alarm).toBeLessThanOrEqual(sooner);
  // The platform's own alarm, without the test's help.
  expect((await peer.closed).code).toBe(4403);
});

test('closing the last socket by the alarm sets it for the checkpoint, without waiting for the peer to close', async () => {
  const { docId, stub } = await newDocument();
  const peer = await Peer.join(stub, docId, endingIn(MINUTE));
  await peer.edit(0, 1, [{ insert: 'x' }]);
  // Expiring sessions.
  await stub.acknowledge({ version: 1, snapshot: 0 });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 });
  await runDurableObjectAlarm(stub);
  const now = Date.now() + MINUTE;
  vi.setSystemTime(now);
  const alarm = await runInDurableObject(stub, async (document, { storage }) => {
    // The places that a user's channel knows, once it has been told.
    Object.assign(document, { webSocketClose: () => {} });
    await storage.deleteAlarm();
    await document.alarm?.();
    return storage.getAlarm();
  });
  expect(alarm).not.toBeNull();
  expect(alarm).toBeLessThanOrEqual(now + 2_000);
  expect((await peer.closed).code).toBe(4403);
});

test('a user with another role continues in it when one ends', async () => {
  const { docId, stub } = await newDocument();
  const grant = endingIn(MINUTE, { role: 'editor', roleAfter: 'viewer' });
  const peer = await Peer.join(stub, docId, grant);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + MINUTE });
  await runDurableObjectAlarm(stub);
  expect(await peer.next('role')).toEqual({ type: 'role', role: 'viewer' });
  peer.op(0, 1, [{ insert: 'x' }]);
  expect(await peer.next('reject')).toMatchObject({ code: 'forbidden' });
});

test('remembers an ended role while D1 is down', async () => {
  const { docId, stub } = await newDocument();
  const grant = endingIn(MINUTE);
  (await Peer.join(stub, docId, grant)).close();
  const blind = {
    userId: grant.userId,
    user: { id: grant.userId, name: null, color: null },
    role: null,
    accessEpoch: null,
    accessEndsAt: null,
  };
  expect((await Peer.join(stub, docId, blind)).joined.role).toBe('editor');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + MINUTE });
  expect((await (await Peer.open(stub, docId, blind)).closed).code).toBe(1012);
});
