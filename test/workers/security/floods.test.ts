import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { newPageClientId } from '../../../src/base/ids.ts';
import { compose } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { quotasOf } from '../../../src/protocol/quotas.ts';
import { newDocument, Peer, type Stub } from '../support/peer.ts';
import { closeOf } from '../support/socket.ts';

const GUEST = 'guestxxxxxxxxxxxxxxxxx';
const MB = 1024 * 1024;

afterEach(() => {
  vi.useRealTimers();
});

beforeEach(() => {
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockResolvedValue({} as QueueSendResponse);
  vi.spyOn(env.DOCUMENT_SNAPSHOTS, 'send').mockResolvedValue({} as QueueSendResponse);
});

/** A document of one character per version. */
async function longDocument(versions: number): Promise<{ docId: string; stub: Stub }> {
  const { docId, stub } = await newDocument();
  await runInDurableObject(stub, async (instance) => {
    const document = instance as unknown as Stub;
    for (let baseVersion = 0; baseVersion < versions; baseVersion++) {
      await document.edit({ userId: 'authorxxxxxxxxxxxxxxxx', baseVersion, delta: [{ insert: 'x' }] });
    }
  });
  return { docId, stub };
}

test('only a writer gets the log behind edits: a viewer starts from a snapshot', async () => {
  const { docId, stub } = await longDocument(5);
  await stub.makeCheckpoint();
  const viewer = await Peer.open(stub, docId, { userId: GUEST, role: 'viewer' });
  expect(await viewer.join(1, true)).toMatchObject({ reset: true, snapshot: { version: 5 } });
  const editor = await Peer.open(stub, docId);
  const joined = await editor.join(1, true);
  expect([joined.reset, joined.snapshot]).toEqual([undefined, null]);
  expect(await editor.next('ops')).toMatchObject({ from: 1, to: 5 });
});

test('joins have a rate of their own, of a socket and of a user', async () => {
  const { docId, stub } = await newDocument();
  const one = await Peer.open(stub, docId, { userId: GUEST });
  for (let i = 0; i < 6; i++) one.say({ type: 'join', client: one.client, version: 0, pending: false });
  expect((await one.closed).code).toBe(CLOSE.rateLimited.code);
  let closed: number | null = null;
  for (let i = 0; i < 20 && closed === null; i++) {
    const next = await Peer.open(stub, docId, { userId: GUEST });
    for (let j = 0; j < 4; j++) next.say({ type: 'join', client: next.client, version: 0, pending: false });
    next.say({ type: 'leave' });
    const { code } = await next.closed;
    if (code !== CLOSE.left.code) closed = code;
  }
  expect(closed).toBe(CLOSE.rateLimited.code);
  expect((await Peer.join(stub, docId)).joined.version).toBe(0);
});

test('a viewer’s edits are refused unread, and after a few MB on all their sockets the socket is closed', async () => {
  // On a slow machine, the time for the megabytes would give their sender a new allowance.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const { docId, stub } = await newDocument();
  const open = () => Peer.join(stub, docId, { userId: GUEST, role: 'viewer' });
  const viewer = await open();
  viewer.send('{"type":"op","version":0,"seq":1,"delta":[{"insert":"this is no JSON');
  expect(await viewer.next('reject')).toMatchObject({ seq: 1, code: 'forbidden' });
  const delta = [{ insert: 'x'.repeat(MB - 200) }];
  for (let seq = 2; seq <= 12; seq++) viewer.op(0, seq, delta);
  expect((await viewer.closed).code).toBe(CLOSE.rateLimited.code);
  expect(viewer.heard('reject').length).toBeLessThan(8);
  const again = await open();
  again.op(0, 1, delta);
  expect((await again.closed).code).toBe(CLOSE.rateLimited.code);
  const editor = await Peer.join(stub, docId);
  expect(await editor.edit(0, 1, [{ insert: 'x' }])).toBe(1);
});

test('an operation or a selection on a very old version causes no reading of the log', async () => {
  const { docId, stub } = await newDocument();
  const userId = 'authorxxxxxxxxxxxxxxxx';
  for (let baseVersion = 0; baseVersion < 20; baseVersion += 2) {
    await stub.edit({ userId, baseVersion, delta: [{ insert: 'x'.repeat(500_000) }] });
    await stub.edit({ userId, baseVersion: baseVersion + 1, delta: [{ delete: 500_000 }] });
  }
  await stub.makeCheckpoint();
  const peer = await Peer.join(stub, docId);
  const other = await Peer.join(stub, docId, { userId: GUEST });
  peer.say({ type: 'cursor', version: 3, cursor: { index: 1, length: 0 } });
  peer.say({ type: 'cursor', version: 20, cursor: { index: 0, length: 0 } });
  await expect
    .poll(() => other.heard('presence').flatMap(({ cursors }) => cursors), { timeout: 10_000 })
    .toEqual([expect.objectContaining({ version: 20, cursor: { index: 0, length: 0 } })]);
  // The last few are in memory.
  expect(await peer.edit(18, 1, [{ insert: 'a' }])).toBe(21);
  const late = await Peer.join(stub, docId);
  late.op(3, 1, [{ insert: 'b' }]);
  expect(await late.closed).toEqual({ code: 1012, reason: 'restart' });
  // It reconnects, catches up, and is heard.
  const again = await Peer.open(stub, docId, { client: late.client });
  await again.join(3, true);
  let version = 3;
  while (version < 21) version = (await again.next('ops')).to;
  expect(await again.edit(version, 1, [{ insert: 'b' }])).toBe(22);
}, 60_000);

test('a long catch-up yields to concurrent writers, and leads to the same text', async () => {
  const { docId, stub } = await longDocument(1_500);
  const writer = await Peer.join(stub, docId, { userId: GUEST });
  for (let at = must(writer.joined.snapshot).version; at < 1_500; ) at = (await writer.next('ops')).to;
  const late = await Peer.open(stub, docId);
  late.say({ type: 'join', client: late.client, version: 1, pending: true });
  expect(await writer.edit(1_500, 1, [{ insert: 'meanwhile ' }])).toBe(1_501);
  const { version: told } = await late.next('joined');
  let document: Delta = [{ insert: 'x\n' }];
  let version = 1;
  while (version < 1_501) {
    const { from, to, ops } = await late.next('ops');
    expect(from).toBe(version);
    for (const { delta } of ops) document = compose(document, delta);
    version = to;
  }
  expect(told).toBe(1_500);
  expect(document).toEqual([{ insert: `meanwhile ${'x'.repeat(1_500)}\n` }]);
  expect(await late.edit(1_501, 1, [{ insert: '!' }])).toBe(1_502);
}, 60_000);

test('guests take four fifths of the sockets at most; members get in, and the owner always', async () => {
  const { docId, stub } = await newDocument();
  const most = quotasOf(env).socketsPerDocument;
  const guests: Peer[] = [];
  const user = (i: number, guest: boolean) => {
    const id = `${i}${guest ? 'guest' : 'member'}`.padEnd(22, 'x');
    return { userId: id, user: { id, name: id, color: '#112233', guest } };
  };
  const all = Array.from({ length: most * 0.8 }, (_, i) => Peer.join(stub, docId, user(i % 6, true)));
  guests.push(...(await Promise.all(all)));
  const refused = await closeOf(await Peer.upgrade(stub, docId, user(9, true)));
  expect(refused.code).toBe(CLOSE.rateLimited.code);
  for (let i = 0; i < most * 0.2 + 1; i++) await Peer.join(stub, docId, user(i % 10, false));
  const gone = await Promise.race(guests.map((guest) => guest.closed));
  expect(gone).toEqual({ code: CLOSE.rateLimited.code, reason: 'rate_limited' });
  // The next guest is refused: the document is full, and no member's place is given to a guest.
  expect((await closeOf(await Peer.upgrade(stub, docId, user(9, true)))).code).toBe(CLOSE.rateLimited.code);
}, 60_000);

test('in a document full of members, a new user replaces a second socket, and the owner always gets in', async () => {
  const { docId, stub } = await newDocument();
  const most = quotasOf(env).socketsPerDocument;
  const twice = [await Peer.join(stub, docId), await Peer.join(stub, docId)];
  await Promise.all(
    Array.from({ length: most - 2 }, (_, i) => {
      return Peer.join(stub, docId, { userId: `${i}member`.padEnd(22, 'x') });
    }),
  );
  expect((await Peer.join(stub, docId, { userId: 'newcomerxxxxxxxxxxxxxx' })).joined.version).toBe(0);
  expect((await (twice[1] as Peer).closed).code).toBe(CLOSE.rateLimited.code);
  const refused = await closeOf(await Peer.upgrade(stub, docId, { userId: 'another1xxxxxxxxxxxxxx' }));
  expect(refused.code).toBe(CLOSE.rateLimited.code);
  const owner = await Peer.join(stub, docId, { userId: 'ownerxxxxxxxxxxxxxxxxx', role: 'owner' });
  expect(owner.joined.role).toBe('owner');
}, 60_000);

test('a token does not speak under the client id of a page, whether that is there, was, or never was', async () => {
  const { docId, stub } = await newDocument();
  const userId = 'personxxxxxxxxxxxxxxxx';
  const client = newPageClientId(userId);
  const page = await Peer.join(stub, docId, { client });
  page.close();
  await expect.poll(async () => await stub.presence()).toEqual([]);
  for (const id of [client, newPageClientId(userId)]) {
    const token = await Peer.open(stub, docId, { client: id, credentialId: 'a-token', program: true });
    token.say({ type: 'join', client: id, version: null, pending: false });
    expect((await token.closed).code).toBe(CLOSE.protocolError.code);
    const edit = { userId, baseVersion: 0, delta: [{ insert: 'x' }], client: id, program: 'a-token' };
    expect(await stub.edit({ ...edit, seq: 1 })).toMatchObject({ error: { code: 'conflict' } });
  }
  const back = await Peer.open(stub, docId, { client });
  await back.join(0, false);
  expect(await back.edit(0, 1, [{ insert: 'y' }])).toBe(1);
});

test('a token does not speak under the client id of its user’s editor, nor ends it', async () => {
  const { docId, stub } = await newDocument();
  const editor = await Peer.join(stub, docId);
  const token = await Peer.open(stub, docId, {
    client: editor.client,
    credentialId: 'a-token',
    program: true,
    strongestRole: 'viewer',
  });
  token.say({ type: 'join', client: editor.client, version: null, pending: false });
  expect((await token.closed).code).toBe(CLOSE.protocolError.code);
  const { client } = editor;
  const edit = { userId: 'personxxxxxxxxxxxxxxxx', baseVersion: 0, delta: [], client, program: 'a-token' };
  expect(await stub.edit({ ...edit, seq: Number.MAX_SAFE_INTEGER })).toMatchObject({
    error: { code: 'conflict' },
  });
  expect(await editor.edit(0, 1, [{ insert: 'x' }])).toBe(1);
  // The same person may connect with another session: a tab that signed in again takes its edits over.
  const again = await Peer.open(stub, docId, { client: editor.client, credentialId: 'another-session' });
  await again.join(1, false);
  expect((await editor.closed).code).toBe(CLOSE.superseded.code);
  expect(await again.edit(1, 2, [{ insert: 'y' }])).toBe(2);
});

test('a program keeps its user out of nothing: not by sockets, not by joins', async () => {
  const { docId, stub } = await newDocument();
  const userId = 'personxxxxxxxxxxxxxxxx';
  const programs: Peer[] = [];
  for (let i = 0; i < 20; i++)
    programs.push(await Peer.open(stub, docId, { userId, credentialId: 'a-token', program: true }));
  const refused = await closeOf(
    await Peer.upgrade(stub, docId, { userId, credentialId: 'b-token', program: true }),
  );
  expect(refused.code).toBe(CLOSE.rateLimited.code);
  const page = await Peer.join(stub, docId, { userId });
  expect(page.joined.version).toBe(0);
  expect((await (programs.at(-1) as Peer).closed).code).toBe(CLOSE.rateLimited.code);

  const joining = programs.slice(0, 12);
  for (const one of joining)
    for (let i = 0; i < 4; i++) one.say({ type: 'join', client: one.client, version: 0, pending: false });
  await expect.poll(() => joining.some((one) => one.heard('joined').length < 4)).toBe(true);
  expect((await Peer.join(stub, docId, { userId })).joined.version).toBe(0);
});

test('what attributes and embeds hold counts as what a program writes', async () => {
  const { docId, stub } = await newDocument();
  void docId;
  const attributes = { link: `https://a.example/${'x'.repeat(2_000)}` };
  const delta = Array.from({ length: 200 }, (_, i) => ({
    insert: String(i % 10),
    attributes: { ...attributes, ...(i % 2 === 0 && { bold: true }) },
  }));
  const edit = { userId: 'personxxxxxxxxxxxxxxxx', delta };
  let answer: unknown = 'taken';
  for (let i = 0; i < 120 && answer === 'taken'; i++) {
    const edited = await stub.edit({ ...edit, baseVersion: 0 });
    answer = edited.ok ? 'taken' : edited.error.code;
  }
  expect(['rate_limited', 'document_full']).toContain(answer);
  const after = await stub.edit({ ...edit, baseVersion: 0, delta: [{ insert: 'x'.repeat(400_000) }] });
  expect(after).toMatchObject({ ok: false });
});
