import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { signAccessToken } from '../../../src/platform/tokens/access-token.ts';
import { newDocument, Peer, type Stub } from '../support/peer.ts';

afterEach(() => {
  vi.useRealTimers();
});

// The highest role that a credential allows.

test('a credential that allows less caps the role, also after a change of role', async () => {
  const { docId, stub } = await newDocument();
  const userId = randomId();
  const grant = { userId, role: 'viewer', strongestRole: 'commenter' } as const;
  const reader = await Peer.join(stub, docId, grant);
  expect(reader.joined.role).toBe('viewer');
  await stub.setAccess({ userId, role: 'owner', accessEpoch: 1 });
  expect(await reader.next('role')).toEqual({ type: 'role', role: 'commenter' });
  reader.op(0, 1, [{ insert: 'x' }]);
  expect(await reader.next('reject')).toMatchObject({ code: 'forbidden' });

  await evictDurableObject(stub, { webSockets: 'hibernate' });
  await stub.setAccess({ userId, role: 'editor', accessEpoch: 2 });
  reader.op(0, 2, [{ insert: 'x' }]);
  expect(await reader.next('reject')).toMatchObject({ code: 'forbidden' });
  expect(reader.heard('role')).toEqual([]);
});

// Sessions that end.

async function connect(stub: Stub, docId: string, userId: string, credentialId: string) {
  return Peer.join(stub, docId, { userId, credentialId });
}

const channelOf = (userId: string) => env.USER_CHANNEL.getByName(userId);

/** With a session, the user has their own role. */
function placesOf(userId: string): Promise<unknown[]> {
  return runInDurableObject(channelOf(userId), (_, { storage }) =>
    storage.sql.exec('SELECT credential_id, doc_id FROM places WHERE open = 1').toArray(),
  );
}

test('4401 for every socket of a session that ends, before it answers; others stay', async () => {
  const { docId, stub } = await newDocument();
  const userId = randomId();
  const ended = [await connect(stub, docId, userId, 'one'), await connect(stub, docId, userId, 'one')];
  const stays = await connect(stub, docId, userId, 'two');
  await expect.poll(() => placesOf(userId)).toHaveLength(2);
  await evictDurableObject(stub, { webSockets: 'hibernate' });
  await channelOf(userId).endSessions(['one']);
  const after = ended.map((peer) => peer.closed);
  expect(await Promise.all(after)).toEqual([
    { code: 4401, reason: 'unauthenticated' },
    { code: 4401, reason: 'unauthenticated' },
  ]);
  expect(await stays.edit(0, 1, [{ insert: 'x' }])).toBe(1);
});

test('a session that ended between the look-up and the socket: it is closed all the same', async () => {
  const { docId, stub } = await newDocument();
  const userId = randomId();
  await channelOf(userId).endSessions(['ended']);
  const slipped = await Peer.open(stub, docId, { userId, credentialId: 'ended' });
  expect((await slipped.closed).code).toBe(4401);
});

test('tells the channel once per credential, and again when its last socket has closed', async () => {
  const { docId, stub } = await newDocument();
  const userId = randomId();
  const channel = channelOf(userId);
  const spies = await runInDurableObject(channel, (instance) => {
    const prototype = Object.getPrototypeOf(instance);
    return { opened: vi.spyOn(prototype, 'socketOpened'), closed: vi.spyOn(prototype, 'socketsClosed') };
  });
  const mine = (spy: { mock: { calls: unknown[][] } }) =>
    spy.mock.calls.filter(([place]) => (place as { docId: string }).docId === docId).length;
  const [first, second] = [await connect(stub, docId, userId, 's'), await connect(stub, docId, userId, 's')];
  expect(await first.edit(0, 1, [{ insert: 'x' }])).toBe(1);
  await expect.poll(() => placesOf(userId)).toHaveLength(1);
  first.close();
  await evictDurableObject(stub, { webSockets: 'hibernate' });
  second.close();
  await expect.poll(() => mine(spies.closed)).toBe(1);
  expect(mine(spies.opened)).toBe(1);
  await expect.poll(() => placesOf(userId)).toHaveLength(0);
  const again = await connect(stub, docId, userId, 's');
  await expect.poll(() => placesOf(userId)).toHaveLength(1);
  again.close();
  for (const spy of Object.values(spies)) spy.mockRestore();
});

test('an announcement that a restart cut off is made by the alarm', async () => {
  const { docId, stub } = await newDocument();
  const userId = randomId();
  const peer = await connect(stub, docId, userId, 's');
  await expect.poll(() => placesOf(userId)).toHaveLength(1);
  await channelOf(userId).socketsClosed({ credentialId: 's', docId, region: null, at: Date.now() });
  // What is left of a renewal that had replaced the credential, and had not reached the channel yet.
  await runInDurableObject(stub, async (_, state) => {
    for (const socket of state.getWebSockets())
      socket.serializeAttachment({ ...socket.deserializeAttachment(), announced: false });
    await state.storage.deleteAlarm();
  });
  await evictDurableObject(stub, { webSockets: 'hibernate' });
  await stub.head();
  await runDurableObjectAlarm(stub);
  await expect.poll(() => placesOf(userId)).toHaveLength(1);
  peer.close();
});

test('the alarm tells a channel that could not be reached', async () => {
  const { docId, stub } = await newDocument();
  const userId = randomId();
  const opened = await runInDurableObject(channelOf(userId), (instance) =>
    vi.spyOn(Object.getPrototypeOf(instance), 'socketOpened'),
  );
  opened.mockRejectedValueOnce(new Error('unreachable'));
  await channelOf(userId).endSessions(['ended']);
  const slipped = await connect(stub, docId, userId, 'ended');
  await expect.poll(() => opened.mock.calls.length).toBe(1);
  await expect
    .poll(() => runInDurableObject(stub, async (_, { storage }) => Number(await storage.getAlarm())))
    .toBeLessThan(Date.now() + 8_000);
  await runDurableObjectAlarm(stub);
  expect((await slipped.closed).code).toBe(4401);
  opened.mockRestore();
});

// Fresh tokens.

const MINUTE = 60_000;

const fresh = (userId: string, sessionId: string) =>
  signAccessToken(env.ACCESS_TOKEN_KEYS, { userId, sessionId, now: Date.now() });

function attachments(stub: Stub): Promise<{ credentialId: string; expiresAt: number | null }[]> {
  return runInDurableObject(stub, (_, state) => state.getWebSockets().map((s) => s.deserializeAttachment()));
}

test('a token of a session that has ended prolongs nothing: the socket closes', async () => {
  const { docId, stub } = await newDocument();
  const userId = randomId();
  const peer = await Peer.join(stub, docId, { userId, credentialId: 'live', expiresAt: Date.now() + MINUTE });
  await channelOf(userId).endSessions(['ended']);
  peer.say({ type: 'auth', token: await fresh(userId, 'ended') });
  expect((await peer.closed).code).toBe(4401);
});

test('a token of another session takes its place: from then on the end of that one closes the socket', async () => {
  const { docId, stub } = await newDocument();
  const userId = randomId();
  const expiresAt = Date.now() + MINUTE;
  const grant = { userId, credentialId: 'first', strongestRole: 'viewer', expiresAt } as const;
  const peer = await Peer.join(stub, docId, grant);
  peer.say({ type: 'auth', token: await fresh(userId, 'second') });
  // By a session the user acts in their own role.
  expect(await peer.next('role')).toEqual({ type: 'role', role: 'editor' });
  const [attachment] = await attachments(stub);
  expect(attachment).toMatchObject({ credentialId: 'second' });
  expect(attachment?.expiresAt).toBeGreaterThan(expiresAt);
  await expect.poll(() => placesOf(userId)).toEqual([{ credential_id: 'second', doc_id: docId }]);
  await channelOf(userId).endSessions(['first']);
  expect(await peer.edit(0, 1, [{ insert: 'x' }])).toBe(1);
  await channelOf(userId).endSessions(['second']);
  expect((await peer.closed).code).toBe(4401);
});

test('while the channel cannot be asked, a fresh token prolongs nothing', async () => {
  const { docId, stub } = await newDocument();
  const userId = randomId();
  const expiresAt = Date.now() + MINUTE;
  const peer = await Peer.join(stub, docId, { userId, credentialId: 'first', expiresAt });
  await expect.poll(() => placesOf(userId)).toHaveLength(1);
  const opened = await runInDurableObject(channelOf(userId), (instance) =>
    vi.spyOn(Object.getPrototypeOf(instance), 'socketOpened'),
  );
  opened.mockRejectedValueOnce(new Error('unreachable'));
  peer.say({ type: 'auth', token: await fresh(userId, 'second') });
  await expect.poll(() => opened.mock.calls.length).toBe(1);
  expect(await peer.edit(0, 1, [{ insert: 'x' }])).toBe(1);
  expect((await attachments(stub))[0]?.expiresAt).toBe(expiresAt);
  opened.mockRestore();
});

// Guests and the erased.

test('a guest is marked as one to all clients', async () => {
  const { docId, stub } = await newDocument();
  const ada = await Peer.join(stub, docId, { userId: randomId() });
  const user = { id: randomId(), name: 'Anybody', color: '#006874', guest: true };
  const guest = await Peer.join(stub, docId, { user, userId: user.id, strongestRole: 'editor' });
  expect(guest.joined.user).toEqual(user);
  expect(guest.joined.roster[0]?.user).not.toHaveProperty('guest');
  await expect
    .poll(() => ada.heard('presence').flatMap(({ joined }) => joined))
    .toContainEqual(expect.objectContaining({ user }));
  expect(await stub.presence()).toContainEqual(expect.objectContaining({ user }));
  guest.close();
  const blind = { user: { id: user.id, name: null, color: null }, role: null, accessEpoch: null };
  expect((await Peer.join(stub, docId, { ...blind, userId: user.id })).joined.user).toEqual(user);
});

test('an erased user is not named, not admitted, and their sockets close', async () => {
  const { docId, stub } = await newDocument();
  const user = { id: randomId(), name: 'Ada', color: '#006874' };
  const peer = await Peer.join(stub, docId, { user, userId: user.id });
  await stub.forgetUser(user.id);
  expect((await peer.closed).code).toBe(4401);
  const rows = await runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec('SELECT * FROM access').toArray(),
  );
  expect(JSON.stringify(rows)).not.toContain('Ada');
  const blind = { user: { id: user.id, name: null, color: null }, role: null, accessEpoch: null };
  expect((await (await Peer.open(stub, docId, blind)).closed).code).toBe(1012);
});
