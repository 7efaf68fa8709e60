import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import {
  abandonedPrefix,
  reviewPrefix,
  segmentPrefix,
  snapshotKey,
} from '../../../src/platform/archive/keys.ts';
import type { ReviewSegment } from '../../../src/platform/archive/review-segment.ts';
import { expectJson } from '../support/api.ts';
import { loseStorage } from '../support/archive.ts';
import { edit } from '../support/archived.ts';
import { ADMIN, everything, expectSound, keysOf, reviewed } from '../support/archived-review.ts';
import type { Stub } from '../support/peer.ts';
import { nudge } from '../support/queue.ts';
import { ADA, answered, openThread, replyTo, threadOf } from '../support/review.ts';

test('I3 I4: an object that lost its storage has every thread again, in its place', async () => {
  const { docId, stub, threads } = await reviewed();
  let version = await edit(stub, ADA.id, 1, [{ insert: 'zero ' }]);
  const late = await openThread(stub, version, [0, 4], 'about zero');
  version = await edit(stub, ADA.id, version, [{ retain: 9 }, { delete: 3 }]);
  expect(await threadOf(stub, must(threads[0]).id)).toMatchObject({ detached: true });
  expect(await nudge(docId)).toBe('ack');
  const before = await everything(stub);
  await loseStorage(stub);
  expect(await everything(stub)).toEqual(before);
  await expectSound(docId, 6);
  // What was deleted is remembered over the loss.
  version = await edit(stub, ADA.id, version, [{ retain: 9 }, { insert: 'two' }]);
  expect((await threadOf(stub, must(threads[0]).id)).range).toEqual({ index: 9, length: 3 });
  await replyTo(stub, late.id, 'after the loss');
  expect(await nudge(docId)).toBe('ack');
  await expectSound(docId, 7);
});

test('anchors are archived as they are stored: a thread has its place without the log that led there', async () => {
  const { docId, stub, threads } = await reviewed();
  // The test's own document has its alarm taken away: an object that wakes sets another one.
  await evictDurableObject(stub);
  await runInDurableObject(stub, async (instance) => {
    const document = instance as unknown as Stub;
    for (let baseVersion = 1; baseVersion <= 1_000; baseVersion++)
      answered(await document.edit({ userId: ADA.id, baseVersion, delta: [{ insert: 'x' }] }));
  });
  await runDurableObjectAlarm(stub);
  expect(await nudge(docId)).toBe('ack');
  expect(await keysOf(reviewPrefix(docId))).toContain('anchors/0000001001.json');
  await edit(stub, ADA.id, 1_001, [{ insert: 'y' }]);
  expect(await nudge(docId)).toBe('ack');
  const before = await everything(stub);
  // As if the log had expired up to there: it begins with a snapshot.
  const [first] = (await env.ARCHIVE.list({ prefix: segmentPrefix(docId) })).objects;
  await env.ARCHIVE.delete(must(first).key);
  const text = answered(await stub.read(1_002));
  await env.ARCHIVE.put(snapshotKey(docId, 1_002), `{"version":1002,"ops":${text.ops}}`);
  await loseStorage(stub);
  expect(await everything(stub)).toEqual(before);
  expect((await threadOf(stub, must(threads[0]).id)).range).toEqual({ index: 1_005, length: 3 });
});

test('a recovery to a version sets aside what was entered later, and erasing reaches that too', async () => {
  const { docId, stub, threads } = await reviewed();
  const before = await everything(stub);
  await edit(stub, ADA.id, 1, [{ insert: 'zero ' }]);
  await openThread(stub, 2, [0, 4], 'about zero');
  await replyTo(stub, must(threads[0]).id, 'on version two', ADA);
  expect(await nudge(docId)).toBe('ack');
  await replyTo(stub, must(threads[0]).id, 'not archived yet', ADA);
  const recovered = await expectJson(200, `/v1/admin/docs/${docId}/recover`, {
    method: 'POST',
    ...ADMIN,
    body: { version: 1 },
  });
  expect(await everything(stub)).toEqual(before);
  expect(await keysOf(reviewPrefix(docId))).toEqual([
    '0000000000-0000000005.json',
    '0000000000-0000000005.texts',
  ]);
  expect(await keysOf(`${recovered.aside.prefix}review/${docId}/`)).toEqual([
    '0000000000-0000000008.json',
    '0000000000-0000000008.texts',
  ]);
  await expectSound(docId, 5);
  await replyTo(stub, must(threads[0]).id, 'after the recovery');
  await edit(stub, ADA.id, 1, [{ insert: 'x' }]);
  await stub.forgetUser(ADA.id);
  expect(await nudge(docId)).toBe('ack');
  await expectSound(docId, 7);
  const aside = await env.ARCHIVE.list({ prefix: abandonedPrefix(docId) });
  const texts = await Promise.all(aside.objects.map(async ({ key }) => (await env.ARCHIVE.get(key))?.text()));
  expect(texts.join()).not.toMatch(/about zero|on version two|"ada"/);
  expect(texts.join()).toContain('a reply');
});

test('a review whose archive is broken keeps no document from being rebuilt', async () => {
  const { docId, stub } = await reviewed();
  expect(await nudge(docId)).toBe('ack');
  const key = `${reviewPrefix(docId)}0000000000-0000000005.json`;
  const segment = (await must(await env.ARCHIVE.get(key)).json()) as ReviewSegment;
  must(segment.rows[3]).at += 1;
  await env.ARCHIVE.put(key, JSON.stringify(segment));
  await loseStorage(stub);
  expect(await stub.head()).toMatchObject({ value: { version: 1 } });
  expect(await everything(stub)).toHaveLength(3);
});
