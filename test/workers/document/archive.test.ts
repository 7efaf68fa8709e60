import { expect, test } from 'vitest';
import { GENESIS_HEX, proveFrame } from '../../../src/platform/archive/segment.ts';
import { archivedFrames, storeFrames } from '../support/archive.ts';
import { newDocument, Peer } from '../support/peer.ts';

const USER = 'personxxxxxxxxxxxxxxxx';

test('I4: the log travels as frames that prove each other, the open one included', async () => {
  const { docId, stub } = await newDocument([{ insert: 'one\n' }]);
  const peer = await Peer.join(stub, docId);
  for (let seq = 1; seq <= 5; seq++) await peer.edit(seq, seq, [{ insert: `${seq}ü` }]);
  const frames = await archivedFrames(stub, 0);
  let chain = GENESIS_HEX;
  let version = 0;
  for (const frame of frames) {
    chain = proveFrame(frame, version, chain);
    version = frame.last;
  }
  expect(await stub.status()).toMatchObject({
    value: { version: 6, chain, keptFrom: 0, reconciledVersion: 0, sockets: 1, divergence: null },
  });
  expect(version).toBe(6);
  expect(await archivedFrames(stub, 4)).toEqual(frames.slice(4));
  expect(await archivedFrames(stub, 6)).toEqual([]);
});

test('a log of many pages arrives whole', async () => {
  const { stub } = await newDocument();
  const text = 'é'.repeat(50_000);
  for (let i = 0; i < 20; i++) {
    const edited = await stub.edit({ userId: USER, baseVersion: i, delta: [{ insert: text }] });
    if (!edited.ok) throw new Error(edited.error.message);
  }
  const frames = await archivedFrames(stub, 0);
  expect(frames.map(({ first, last }) => [first, last])).toEqual(
    Array.from({ length: 20 }, (_, i) => [i + 1, i + 1]),
  );
  expect(frames.every(({ entries }) => JSON.stringify(entries).includes(text))).toBe(true);
});

test('an erased document does not exist, even while its archive still does', async () => {
  const { docId, stub } = await newDocument([{ insert: 'gone\n' }]);
  const peer = await Peer.join(stub, docId);
  await storeFrames(docId, await archivedFrames(stub, 0));
  await stub.erase();
  expect((await peer.closed).code).toBe(4410);
  expect(await stub.status()).toMatchObject({ error: { code: 'not_found' } });
  expect(await stub.frames(0)).toMatchObject({ error: { code: 'not_found' } });
});
