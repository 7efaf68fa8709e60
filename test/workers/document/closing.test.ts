import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { signAccessToken } from '../../../src/platform/tokens/access-token.ts';
import { newDocument, Peer, type Stub } from '../support/peer.ts';

const USER = 'personxxxxxxxxxxxxxxxx';

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['no JSON', '{'],
  ['an unknown type', '{"type":"hello"}'],
  ['an unknown field', '{"type":"leave","now":true}'],
  ['a missing field', '{"type":"op","version":0,"seq":1}'],
  ['a mistyped field', '{"type":"op","version":"0","seq":1,"delta":[]}'],
  ['a delta that is no array', '{"type":"op","version":0,"seq":1,"delta":{}}'],
  ['seq 0', '{"type":"op","version":0,"seq":0,"delta":[]}'],
  ['a version that does not exist', '{"type":"op","version":7,"seq":1,"delta":[]}'],
  ['a cursor on a version that does not exist', '{"type":"cursor","version":7,"cursor":null}'],
  ['another client id', '{"type":"join","client":"personxx-another00","version":null,"pending":false}'],
])('4400 after a join: %s', async (_name, text) => {
  const { docId, stub } = await newDocument();
  const peer = await Peer.join(stub, docId);
  const witness = await Peer.join(stub, docId);
  peer.send(text);
  expect(await peer.closed).toEqual({ code: 4400, reason: 'protocol_error' });
  expect(peer.heard('error')).toMatchObject([{ code: 'protocol_error' }]);
  expect(await witness.edit(0, 1, [{ insert: 'x' }])).toBe(1);
});

test('4400 for a binary frame, a first frame that is no join, a borrowed client id', async () => {
  const { docId, stub } = await newDocument();
  const binary = await Peer.open(stub, docId);
  binary.send(new ArrayBuffer(3));
  expect((await binary.closed).code).toBe(4400);
  const hasty = await Peer.open(stub, docId);
  hasty.op(0, 1, []);
  expect((await hasty.closed).code).toBe(4400);
  const thief = await Peer.open(stub, docId, { client: 'somebody-12345678' });
  thief.say({ type: 'join', client: 'somebody-12345678', version: null, pending: false });
  expect((await thief.closed).code).toBe(4400);
});

test('4400 for a second operation before the first was committed, and for a seq that does not rise', async () => {
  const { docId, stub } = await newDocument();
  // Enough sockets that a frame is gathered instead of committed at once.
  const readers = await Promise.all(
    Array.from({ length: 19 }, () => Peer.join(stub, docId, { userId: 'readerxxxxxxxxxxxxxxxx' })),
  );
  const other = await Peer.join(stub, docId);
  const peer = await Peer.join(stub, docId);
  await peer.edit(0, 5, [{ insert: 'a' }]);
  other.op(1, 1, [{ insert: 'b' }]);
  peer.op(1, 6, [{ insert: 'c' }]);
  peer.op(1, 7, [{ insert: 'd' }]);
  expect((await peer.closed).code).toBe(4400);
  const again = await Peer.open(stub, docId, { client: peer.client });
  await again.join(null, false);
  again.op(((await stub.head()) as { value: { version: number } }).value.version, 3, []);
  expect((await again.closed).code).toBe(4400);
  for (const reader of readers) reader.close();
});

test('4408 for no join within 10 s, after which a client connects again', async () => {
  const { docId, stub } = await newDocument();
  const silent = await Peer.open(stub, docId);
  await runDurableObjectAlarm(stub);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11_000 });
  await runDurableObjectAlarm(stub);
  expect((await silent.closed).code).toBe(4408);
});

test('4401 at the next frame once the token has run out, unless a fresh one came', async () => {
  const { docId, stub } = await newDocument();
  const now = Date.now();
  const careless = await Peer.join(stub, docId, { expiresAt: now + 1_000 });
  const careful = await Peer.join(stub, docId, { expiresAt: now + 1_000 });
  const quiet = await Peer.join(stub, docId, { expiresAt: now + 1_000 });
  vi.useFakeTimers({ toFake: ['Date'], now: now + 60_000 });
  expect(await careless.edit(0, 1, [{ insert: 'in the grace ' }])).toBe(1);
  const token = await signAccessToken(env.ACCESS_TOKEN_KEYS, {
    userId: USER,
    sessionId: 's',
    now: Date.now(),
  });
  careful.say({ type: 'auth', token });
  careful.say({ type: 'cursor', version: 1, cursor: null });
  await expect
    .poll(() =>
      runInDurableObject(stub, (_, state) => state.getWebSockets().map((s) => s.deserializeAttachment())),
    )
    .toContainEqual(
      expect.objectContaining({ expiresAt: expect.toSatisfy((at: number) => at > now + 600_000) }),
    );
  vi.setSystemTime(now + 62_000);
  careless.say({ type: 'cursor', version: 1, cursor: null });
  expect(await careless.closed).toEqual({ code: 4401, reason: 'unauthenticated' });
  expect(await careful.edit(1, 1, [{ insert: 'later ' }])).toBe(2);
  expect((await quiet.closed).code).toBe(4401);
});

test('4401 for an invalid token, or another user’s', async () => {
  const { docId, stub } = await newDocument();
  const others = await signAccessToken(env.ACCESS_TOKEN_KEYS, {
    userId: 'another-user-of-ours',
    sessionId: 's',
    now: Date.now(),
  });
  for (const token of ['nonsense', others]) {
    const peer = await Peer.join(stub, docId);
    peer.say({ type: 'auth', token });
    expect((await peer.closed).code).toBe(4401);
  }
});

test('I6: a removal closes with 4403 before it answers, and what was queued is not taken', async () => {
  const { docId, stub } = await newDocument();
  const removed = await Peer.join(stub, docId);
  const stays = await Peer.join(stub, docId, { userId: 'somebodyxxxxxxxxxxxxxx' });
  await stub.setAccess({ userId: USER, role: null, accessEpoch: 1 });
  removed.op(0, 1, [{ insert: 'too late' }]);
  expect(await removed.closed).toEqual({ code: 4403, reason: 'forbidden' });
  expect(await stays.edit(0, 1, [{ insert: 'x' }])).toBe(1);
  expect((await Peer.upgrade(stub, docId, { accessEpoch: 0 })).status).toBe(409);
  expect((await Peer.upgrade(stub, docId, { accessEpoch: 1 })).status).toBe(101);
});

test('I6: a demotion is announced, and effective at once; an overtaken one changes nothing', async () => {
  const { docId, stub } = await newDocument();
  const peer = await Peer.join(stub, docId);
  const other = await Peer.join(stub, docId, { userId: 'somebodyxxxxxxxxxxxxxx' });
  await stub.setAccess({ userId: USER, role: 'viewer', accessEpoch: 2 });
  await stub.setAccess({ userId: USER, role: 'editor', accessEpoch: 1 });
  expect(await peer.next('role')).toEqual({ type: 'role', role: 'viewer' });
  peer.op(0, 1, [{ insert: 'x' }]);
  expect(await peer.next('reject')).toMatchObject({ code: 'forbidden' });
  await expect
    .poll(() => other.heard('presence').flatMap((message) => message.joined))
    .toContainEqual(expect.objectContaining({ client: peer.client, role: 'viewer' }));
});

test('4408 for a reader who confirms nothing while 5,000 versions pass', async () => {
  const { docId, stub } = await newDocument();
  const slow = await Peer.join(stub, docId, { userId: 'slowerxxxxxxxxxxxxxxxx', role: 'viewer' });
  const fast = await Peer.join(stub, docId, { userId: 'fasterxxxxxxxxxxxxxxxx', role: 'viewer' });
  for (let to = 1_000; to <= 5_000; to += 1_000) {
    // Inside the object: a separate call for each edit takes three times as long.
    await runInDurableObject(stub, async (instance) => {
      const document = instance as unknown as Stub;
      for (let baseVersion = to - 1_000; baseVersion < to; baseVersion++) {
        const edited = await document.edit({ userId: USER, baseVersion, delta: [{ insert: '.' }] });
        if (!edited.ok) throw new Error(edited.error.message);
      }
    });
    fast.say({ type: 'cursor', version: to, cursor: null });
  }
  await stub.edit({ userId: USER, baseVersion: 5_000, delta: [{ insert: '.' }] });
  expect(await slow.closed).toEqual({ code: 4408, reason: 'too_slow' });
  fast.op(0, 1, [{ insert: 'x' }]);
  expect(await fast.next('reject')).toMatchObject({ code: 'forbidden' });
}, 150_000);

test('4408 for a reader who confirms nothing of 8 MiB', async () => {
  const { docId, stub } = await newDocument();
  const slow = await Peer.join(stub, docId, { userId: 'slowerxxxxxxxxxxxxxxxx', role: 'viewer' });
  for (let version = 0; version < 50; version++) {
    const delta = version % 2 === 0 ? [{ insert: 'x'.repeat(400_000) }] : [{ delete: 400_000 }];
    const edited = await stub.edit({ userId: USER, baseVersion: version, delta });
    if (!edited.ok) throw new Error(edited.error.message);
  }
  expect((await slow.closed).code).toBe(4408);
});

test('4409 for the older of two sockets of one client id', async () => {
  const { docId, stub } = await newDocument();
  const older = await Peer.join(stub, docId);
  const newer = await Peer.open(stub, docId, { client: older.client });
  await newer.join(0, false);
  expect(await older.closed).toEqual({ code: 4409, reason: 'superseded' });
  expect(await newer.edit(0, 1, [{ insert: 'x' }])).toBe(1);
});

test('4410 for all when the document is trashed, and no one is admitted until it is restored', async () => {
  const { docId, stub } = await newDocument();
  const peer = await Peer.join(stub, docId);
  await stub.setDeleted({ deleted: true, accessEpoch: 1 });
  expect(await peer.closed).toEqual({ code: 4410, reason: 'deleted' });
  const late = await Peer.open(stub, docId, { accessEpoch: 1 });
  expect((await late.closed).code).toBe(4410);
  expect(await stub.edit({ userId: USER, baseVersion: 0, delta: [] })).toMatchObject({
    error: { code: 'not_found' },
  });
  await stub.setDeleted({ deleted: false, accessEpoch: 2 });
  const back = await Peer.join(stub, docId, { accessEpoch: 2 });
  expect(back.joined.version).toBe(0);
});

test('4413 for a frame over 1 MiB', async () => {
  const { docId, stub } = await newDocument();
  const peer = await Peer.join(stub, docId);
  peer.send('x'.repeat(1024 * 1024 + 1));
  expect(await peer.closed).toEqual({ code: 4413, reason: 'too_large' });
});

test('4429 for a flood of cursors, and for too many sockets of one user', async () => {
  const { docId, stub } = await newDocument();
  const flood = await Peer.join(stub, docId, { userId: 'flooderxxxxxxxxxxxxxxx' });
  for (let i = 0; i < 600; i++) flood.say({ type: 'cursor', version: 0, cursor: { index: 0, length: 0 } });
  expect(await flood.closed).toEqual({ code: 4429, reason: 'rate_limited' });
  const many = await Promise.all(Array.from({ length: 20 }, () => Peer.join(stub, docId)));
  const oneMore = await Peer.open(stub, docId);
  expect((await oneMore.closed).code).toBe(4429);
  const another = await Peer.join(stub, docId, { userId: 'somebodyxxxxxxxxxxxxxx' });
  expect(another.joined.version).toBe(0);
  for (const peer of many) peer.close();
});

test('1000 after leave; ping is answered without the object', async () => {
  const { docId, stub } = await newDocument();
  const peer = await Peer.join(stub, docId);
  const other = await Peer.join(stub, docId, { userId: 'somebodyxxxxxxxxxxxxxx' });
  peer.send('ping');
  await peer.pong();
  peer.say({ type: 'leave' });
  expect((await peer.closed).code).toBe(1000);
  await expect.poll(() => other.heard('presence').flatMap((message) => message.left)).toContain(peer.client);
});

test('a close by the client is answered', async () => {
  const { docId, stub } = await newDocument();
  const peer = await Peer.join(stub, docId);
  peer.close();
  expect((await peer.closed).code).toBe(1000);
});

test('1012 for all when the log cannot be written; the frame is dropped, and a resend is taken', async () => {
  const { docId, stub } = await newDocument();
  const author = await Peer.join(stub, docId);
  const other = await Peer.join(stub, docId, { userId: 'somebodyxxxxxxxxxxxxxx' });
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec(
      "CREATE TRIGGER full BEFORE INSERT ON frames BEGIN SELECT RAISE(FAIL, 'disk full'); END",
    );
  });
  author.op(0, 1, [{ insert: 'kept by its author' }]);
  expect((await author.closed).code).toBe(1012);
  expect((await other.closed).code).toBe(1012);
  expect(author.heard('ops')).toEqual([]);
  expect(other.heard('ops')).toEqual([]);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec('DROP TRIGGER full');
  });
  const again = await Peer.open(stub, docId, { client: author.client });
  expect(await again.join(0, true)).toMatchObject({ version: 0, snapshot: null });
  expect(await again.edit(0, 1, [{ insert: 'kept by its author' }])).toBe(1);
});
