import { runDurableObjectAlarm } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { documentOf, newDocument, Peer } from '../support/peer.ts';

const USER = 'personxxxxxxxxxxxxxxxx';
const OTHER = 'somebodyxxxxxxxxxxxxxx';

test('an operation reaches its author and all others, in one order', async () => {
  const { docId, stub } = await newDocument([{ insert: 'hello\n' }]);
  const a = await Peer.join(stub, docId);
  const b = await Peer.join(stub, docId, { userId: OTHER });
  expect(a.joined).toMatchObject({
    protocol: 1,
    version: 1,
    role: 'editor',
    user: { id: USER },
    synced: 0,
    limits: { opBytes: 524_288, documentBytes: 5_242_880 },
  });
  for (const peer of [a, b]) expect(await peer.next('ops')).toMatchObject({ from: 0, to: 1 });
  a.op(1, 1, [{ retain: 5 }, { insert: '!' }], { index: 6, length: 0 });
  const expected = {
    from: 1,
    to: 2,
    ops: [
      { client: a.client, seq: 1, delta: [{ retain: 5 }, { insert: '!' }], cursor: { index: 6, length: 0 } },
    ],
  };
  expect(await a.next('ops')).toMatchObject(expected);
  expect(await b.next('ops')).toMatchObject(expected);
  b.op(1, 1, [{ retain: 5 }, { insert: '?' }], { index: 6, length: 0 });
  expect(await a.next('ops')).toMatchObject({
    ops: [{ client: b.client, delta: [{ retain: 6 }, { insert: '?' }], cursor: { index: 7, length: 0 } }],
  });
  const read = await stub.read(null);
  expect(read).toMatchObject({ ok: true, value: { version: 3, ops: '[{"insert":"hello!?\\n"}]' } });
});

test('I2: a resend is deduped from the log', async () => {
  const { docId, stub } = await newDocument();
  const a = await Peer.join(stub, docId);
  await a.edit(0, 1, [{ insert: 'once' }]);
  a.op(0, 1, [{ insert: 'once' }]);
  a.op(1, 1, [{ insert: 'once' }]);
  await a.edit(1, 2, [{ insert: 'twice ' }]);
  const log = await stub.log(0, 10);
  expect(log).toMatchObject({
    ok: true,
    value: { head: 2, entries: [{ seq: 1 }, { seq: 2, userId: USER }] },
  });
});

test.each([
  ['invalid', [{ retain: 0 }]],
  ['invalid', [{ insert: 'a' }, { insert: 'b' }]],
  ['invalid', [{ retain: 99 }, { insert: 'x' }]],
  ['invalid', [{ retain: 6 }, { insert: 'behind the last newline' }]],
  ['invalid', [{ retain: 5 }, { delete: 1 }]],
  ['too_large', [{ insert: 'x'.repeat(600_000) }]],
])('rejected as %s, the socket stays: %j', async (code, delta) => {
  const { docId, stub } = await newDocument([{ insert: 'hello\n' }]);
  const a = await Peer.join(stub, docId);
  a.op(1, 1, delta);
  expect(await a.next('reject')).toMatchObject({ seq: 1, code });
  expect(await a.edit(1, 2, [{ insert: 'fine ' }])).toBe(2);
});

test('rejected as forbidden for a user who may not write', async () => {
  const { docId, stub } = await newDocument();
  for (const role of ['viewer', 'commenter'] as const) {
    const reader = await Peer.join(stub, docId, { role });
    reader.op(0, 1, [{ insert: 'x' }]);
    expect(await reader.next('reject')).toMatchObject({ seq: 1, code: 'forbidden' });
  }
});

test('document_full past 5 MB of JSON, and deleting still works', async () => {
  const { docId, stub } = await newDocument();
  const a = await Peer.join(stub, docId);
  const chunk = 'x'.repeat(500_000);
  let version = 0;
  for (let seq = 1; seq <= 10; seq++) version = await a.edit(version, seq, [{ insert: chunk }]);
  a.op(version, 11, [{ insert: chunk }]);
  expect(await a.next('reject')).toMatchObject({ seq: 11, code: 'document_full' });
  version = await a.edit(version, 12, [{ delete: 400_000 }]);
  version = await a.edit(version, 13, [{ insert: chunk }]);
  expect(await stub.head()).toMatchObject({ ok: true, value: { version, length: 5_100_001 } });
});

test('over REST an operation is transformed, live at once, and exactly once', async () => {
  const { docId, stub } = await newDocument([{ insert: 'hello\n' }]);
  const a = await Peer.join(stub, docId);
  await a.edit(1, 1, [{ insert: '>> ' }]);
  const request = {
    userId: OTHER,
    baseVersion: 1,
    delta: [{ retain: 5 }, { insert: ' you' }],
    client: 'somebody-12345678',
    seq: 7,
  };
  const first = await stub.edit(request);
  expect(first).toEqual({ ok: true, value: { version: 3, delta: [{ retain: 8 }, { insert: ' you' }] } });
  expect(await stub.edit(request)).toEqual(first);
  expect(await a.next('ops')).toMatchObject({
    from: 2,
    to: 3,
    ops: [{ client: 'somebody-12345678', seq: 7 }],
  });
  expect(await stub.edit({ ...request, client: 'personxx-12345678' })).toMatchObject({
    error: { code: 'invalid' },
  });
  expect(await stub.edit({ ...request, baseVersion: 9 })).toMatchObject({
    error: { code: 'unknown_version' },
  });
  expect(await stub.edit({ ...request, seq: 6, baseVersion: 3 })).toMatchObject({
    error: { code: 'conflict' },
  });
  expect(await stub.edit({ ...request, seq: 8, baseVersion: 1 })).toMatchObject({
    error: { code: 'conflict' },
  });
});

test('half a surrogate pair that two people left is repaired by the Document itself', async () => {
  const { docId, stub } = await newDocument([{ insert: '😀\n' }]);
  const a = await Peer.join(stub, docId);
  await a.edit(1, 1, [{ delete: 1 }]);
  a.close();
  await expect.poll(async () => (await stub.presence()).length).toBe(0);
  await runDurableObjectAlarm(stub);
  expect(await stub.read(null)).toMatchObject({ value: { version: 3, ops: '[{"insert":"\ufffd\\n"}]' } });
});

test('a Document that was never created is not found, and never an empty one', async () => {
  const stub = documentOf('nobody-ever-made-this-one');
  expect(await stub.head()).toMatchObject({ ok: false, error: { code: 'not_found' } });
  expect(await stub.read(null)).toMatchObject({ ok: false, error: { code: 'not_found' } });
  const peer = await Peer.open(stub, 'nobody-ever-made-this-one');
  expect(await peer.closed).toMatchObject({ code: 1012 });
});

test('content that is no document leaves nothing behind', async () => {
  const stub = documentOf('this-one-is-created-at-last');
  const create = (content: never) =>
    stub.create({ docId: 'this-one-is-created-at-last', userId: USER, content });
  expect(await create([{ insert: 'no newline' }] as never)).toMatchObject({ error: { code: 'invalid' } });
  expect(
    await create([{ insert: 'a', attributes: { link: 'javascript:1' } }, { insert: '\n' }] as never),
  ).toMatchObject({
    error: { code: 'invalid' },
  });
  expect(await stub.head()).toMatchObject({ ok: false });
  expect(await create([{ insert: 'a' }, { insert: '\n', attributes: { header: 1 } }] as never)).toMatchObject(
    {
      value: { version: 1 },
    },
  );
  expect(await stub.read(null)).toMatchObject({
    value: { ops: '[{"insert":"a"},{"insert":"\\n","attributes":{"header":1}}]' },
  });
});

test('a whole content longer than one operation is taken in parts, and merged with what came since its base', async () => {
  const { docId, stub } = await newDocument([{ insert: 'end\n' }]);
  const a = await Peer.join(stub, docId);
  await a.edit(1, 1, [{ insert: 'begin ' }]);
  const delta = Array.from({ length: 12_000 }, (_, i) => ({
    insert: `word ${i} `,
    attributes: i % 2 === 1 ? { bold: true } : { italic: true },
  }));
  const edited = await stub.edit({ userId: OTHER, baseVersion: 1, delta });
  expect(edited).toMatchObject({ ok: true, value: { version: 4 } });
  const read = await stub.read(null);
  const ops = JSON.parse(read.ok ? read.value.ops : '[]') as { insert: string }[];
  expect(ops).toHaveLength(12_002);
  expect(ops[0]).toEqual({ insert: 'begin ' });
  expect(ops.at(-1)).toEqual({ insert: 'end\n' });
});
