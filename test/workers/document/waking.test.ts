import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { compose } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { newDocument, Peer, type Stub } from '../support/peer.ts';

const OTHER = 'somebodyxxxxxxxxxxxxxx';
// An object that is already asleep is in the wanted state.
const sleep = (stub: Stub): Promise<void> =>
  evictDurableObject(stub, { webSockets: 'hibernate' }).catch((error: Error) => {
    if (!error.message.includes('not currently running')) throw error;
  });

test('an eviction between any two messages is not noticeable', async () => {
  const { docId, stub } = await newDocument([{ insert: 'text\n' }]);
  const a = await Peer.join(stub, docId);
  await sleep(stub);
  const b = await Peer.open(stub, docId, { userId: OTHER });
  await sleep(stub);
  expect(await b.join(null, false)).toMatchObject({ version: 1, roster: [{ client: a.client }] });
  await sleep(stub);
  expect(await a.edit(1, 1, [{ insert: 'a ' }])).toBe(2);
  await sleep(stub);
  expect(await b.edit(1, 1, [{ retain: 4 }, { insert: ' b' }])).toBe(3);
  await sleep(stub);
  a.op(1, 1, [{ insert: 'a ' }]);
  await sleep(stub);
  a.say({ type: 'cursor', version: 3, cursor: { index: 2, length: 0 } });
  await expect
    .poll(() => b.heard('presence').flatMap((message) => message.cursors))
    .toContainEqual({ client: a.client, version: 3, cursor: { index: 2, length: 0 } });
  await sleep(stub);
  const c = await Peer.join(stub, docId, { userId: OTHER });
  expect(c.joined.roster.find((entry) => entry.client === a.client)?.cursor).toEqual({ index: 2, length: 0 });
  await sleep(stub);
  await stub.setAccess({ userId: OTHER, role: 'viewer', accessEpoch: 1 });
  await sleep(stub);
  b.op(3, 2, [{ insert: 'x' }]);
  expect(await b.next('reject')).toMatchObject({ code: 'forbidden' });
  await sleep(stub);
  expect((await Peer.upgrade(stub, docId, { accessEpoch: 0 })).status).toBe(409);
  expect(await stub.read(null)).toMatchObject({ value: { version: 3, ops: '[{"insert":"a text b\\n"}]' } });
});

test('a client id and seq of before the last checkpoint are still known after a wake', async () => {
  const { docId, stub } = await newDocument();
  const a = await Peer.join(stub, docId);
  await a.edit(0, 1, [{ insert: 'x' }]);
  a.say({ type: 'leave' });
  await a.closed;
  await runDurableObjectAlarm(stub);
  await sleep(stub);
  const again = await Peer.open(stub, docId, { client: a.client });
  await again.join(0, true);
  again.op(1, 1, [{ insert: 'x' }]);
  expect(await again.edit(1, 2, [{ insert: 'y' }])).toBe(2);
  expect(await stub.read(null)).toMatchObject({ value: { ops: '[{"insert":"yx\\n"}]' } });
});

test('joining: from nothing, from a version, from a version inside a frame, from beyond the head', async () => {
  const { docId, stub } = await newDocument([{ insert: 'one\n' }]);
  const a = await Peer.join(stub, docId);
  expect(a.joined.snapshot).toEqual({ version: 0, ops: [{ insert: '\n' }] });
  for (let seq = 1; seq <= 4; seq++) await a.edit(seq, seq, [{ insert: `${seq}` }]);
  const again = await Peer.open(stub, docId);
  expect(await again.join(2, false)).toMatchObject({ version: 5, snapshot: null });
  expect(await again.next('ops')).toMatchObject({ from: 2, to: 5, ops: [{ delta: [{ insert: '432' }] }] });
  const future = await Peer.open(stub, docId);
  expect(await future.join(99, true)).toMatchObject({ version: 5, reset: true, snapshot: { version: 0 } });
});

test('a join begins from the checkpoint, inline up to 256 KiB and by a signed URL above', async () => {
  const { docId, stub } = await newDocument();
  const a = await Peer.join(stub, docId);
  await a.edit(0, 1, [{ insert: 'small ' }]);
  a.close();
  await expect.poll(() => stub.presence()).toEqual([]);
  await runDurableObjectAlarm(stub);
  const b = await Peer.join(stub, docId);
  expect(b.joined.snapshot).toEqual({ version: 1, ops: [{ insert: 'small \n' }] });
  await b.edit(1, 1, [{ insert: 'x'.repeat(300_000) }]);
  b.close();
  await expect.poll(() => stub.presence()).toEqual([]);
  await runDurableObjectAlarm(stub);
  const c = await Peer.join(stub, docId);
  expect(c.joined.snapshot).toMatchObject({
    version: 2,
    url: expect.stringMatching(/^https:\/\/docs\.example\/v1\/snapshots\//),
  });
  expect(JSON.parse(new TextDecoder().decode((await stub.checkpoint(2)) ?? undefined))).toEqual([
    { insert: `${'x'.repeat(300_000)}small \n` },
  ]);
});

test('a checkpoint lies in parts under 1 MB, and a large text survives it', async () => {
  const { stub } = await newDocument();
  let version = 0;
  for (let i = 0; i < 5; i++) {
    const edited = await stub.edit({
      userId: OTHER,
      baseVersion: version,
      delta: [{ insert: '漢😀'.repeat(50_000) }],
    });
    if (!edited.ok) throw new Error(edited.error.message);
    version = edited.value.version;
  }
  await runDurableObjectAlarm(stub);
  const parts = await runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec<{ bytes: number }>('SELECT octet_length(data) AS bytes FROM snapshot').toArray(),
  );
  expect(parts.length).toBeGreaterThan(1);
  for (const { bytes } of parts) expect(bytes).toBeLessThan(1_000_000);
  await sleep(stub);
  const read = await stub.read(null);
  expect(read.ok && JSON.parse(read.value.ops)).toEqual([{ insert: `${'漢😀'.repeat(250_000)}\n` }]);
  const old = await stub.read(1);
  expect(old.ok && JSON.parse(old.value.ops)).toEqual([{ insert: `${'漢😀'.repeat(50_000)}\n` }]);
});

test('I4: the log has no gap, its hash chain holds, and replay equals the checkpoint', async () => {
  const { docId, stub } = await newDocument();
  const a = await Peer.join(stub, docId);
  const b = await Peer.join(stub, docId, { userId: OTHER });
  let version = 0;
  for (let seq = 1; seq <= 20; seq++) {
    b.op(version, seq, [{ insert: `b${seq}` }]);
    version = await a.edit(version, seq, [{ insert: `a${seq}` }]);
    await expect
      .poll(async () => ((await stub.head()) as { value: { version: number } }).value.version)
      .toBe(2 * seq);
    version = 2 * seq;
  }
  await runInDurableObject(stub, (_, { storage }) => {
    let chain: Buffer = Buffer.alloc(32);
    let at = 0;
    let text: Delta = [{ insert: '\n' }];
    for (const row of storage.sql.exec('SELECT * FROM frames ORDER BY first_version')) {
      expect(row.first_version).toBe(at + 1);
      const content = `${row.first_version}\n${row.last_version}\n${row.at}\n${row.authors}\n${row.entries}`;
      chain = createHash('sha256').update(chain).update(content).digest();
      expect(Buffer.from(row.chain as ArrayBuffer).equals(chain)).toBe(true);
      for (const { delta } of JSON.parse(row.entries as string) as { delta: Delta }[])
        text = compose(text, delta);
      at = row.last_version as number;
    }
    expect(at).toBe(40);
    expect(storage.sql.exec('SELECT count(*) AS n FROM frames').one().n).toBeLessThanOrEqual(40);
    return text;
  }).then(async (text) => {
    expect(await stub.read(null)).toMatchObject({ value: { ops: JSON.stringify(text) } });
  });
});

test('one row a commit, none for presence', async () => {
  const { docId, stub } = await newDocument();
  const a = await Peer.join(stub, docId);
  await a.edit(0, 1, [{ insert: 'x' }]);
  const rows = () =>
    runInDurableObject(stub, (_, { storage }) =>
      ['frames', 'snapshot', 'clients', 'meta', 'access'].map(
        (table) => storage.sql.exec(`SELECT count(*) AS n FROM ${table}`).one().n as number,
      ),
    );
  const before = await rows();
  for (let i = 0; i < 10; i++) a.say({ type: 'cursor', version: 1, cursor: { index: i % 2, length: 0 } });
  await a.edit(1, 2, [{ insert: 'y' }]);
  const after = await rows();
  expect(after).toEqual([(before[0] ?? 0) + 1, ...before.slice(1)]);
});

test('a roster names up to 100, in a crowd the writers of any role; presence is coalesced', async () => {
  const { docId, stub } = await newDocument();
  const readers: Peer[] = [];
  for (let i = 0; i < 100; i++) {
    const userId = `user${String(Math.floor(i / 15)).padStart(2, '0')}xxxxxxxxxxxxxxxx`;
    const offers = i === 0 ? (['crowd.v1'] as const) : [];
    readers.push(
      await Peer.join(stub, docId, { userId, role: i < 95 ? 'viewer' : 'editor', offers: [...offers] }),
    );
  }
  const [first, writer] = [readers[0] as Peer, readers[99] as Peer];
  await expect
    .poll(() => first.heard('presence').flatMap((message) => message.joined).length, { timeout: 10_000 })
    .toBeGreaterThanOrEqual(100);
  expect(first.heard('presence').length).toBeLessThan(60);
  await writer.edit(0, 1, [{ insert: 'x' }]);
  await Peer.join(stub, docId);
  const last = await Peer.join(stub, docId);
  expect(last.joined.roster.map(({ client }) => client)).toEqual([writer.client]);
  expect(last.joined.more).toBe(100);
  await expect.poll(() => first.heard('presence').at(-1)?.more, { timeout: 10_000 }).toBe(100);
  expect(writer.heard('presence').every((message) => !('more' in message))).toBe(true);
  await evictDurableObject(stub);
  const after = await Peer.join(stub, docId);
  expect(after.joined.roster.map(({ client }) => client)).toEqual([writer.client]);
  expect(after.joined.more).toBe(101);
  for (const reader of readers) reader.close();
}, 60_000);
