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
import type { ReviewSegment, ReviewTexts } from '../../../src/platform/archive/review-segment.ts';
import type { Thread } from '../../../src/protocol/review.ts';
import { expectJson, type Json } from '../support/api.ts';
import { loseStorage } from '../support/archive.ts';
import { edit, expectArchived, statusOf, type Written, written } from '../support/archived.ts';
import { failingOnce } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import type { Stub } from '../support/peer.ts';
import { nudge } from '../support/queue.ts';
import { ADA, answered, BOB, openThread, replyTo, threadOf } from '../support/review.ts';

const ADMIN = { token: 'an-admin-token' };

/** A document of version 1 with three threads: one with a reply, one resolved, one about the whole. */
async function reviewed(): Promise<Written & { threads: Thread[] }> {
  const document = await written([{ insert: 'one two three\n' }]);
  const { stub } = document;
  const threads = [
    await openThread(stub, 1, [4, 3], 'about two'),
    await openThread(stub, 1, [8, 5], 'about three', BOB),
    await openThread(stub, 1, null, 'about it all'),
  ];
  await replyTo(stub, must(threads[0]).id, 'a reply');
  answered(await stub.resolveThread({ by: { user: BOB }, threadId: must(threads[1]).id, resolved: true }));
  return { ...document, threads };
}

const keysOf = async (prefix: string): Promise<string[]> =>
  (await env.ARCHIVE.list({ prefix })).objects.map(({ key }) => key.slice(prefix.length));

const textsOf = async (docId: string): Promise<string[]> => {
  const found: string[] = [];
  for (const key of await keysOf(reviewPrefix(docId))) {
    if (!key.endsWith('.texts')) continue;
    const object = must(await env.ARCHIVE.get(reviewPrefix(docId) + key));
    found.push(...((await object.json()) as ReviewTexts).texts.map(({ text }) => text));
  }
  return found;
};

const everything = async (stub: Stub): Promise<Thread[]> =>
  answered(await stub.threads({ status: 'all', after: null, limit: 100 })).threads;

const verify = (docId: string): Promise<Json> => expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN);

async function expectSound(docId: string, entries: number): Promise<void> {
  expect(await verify(docId)).toMatchObject({ ok: true, checked: { entries }, problems: [] });
}

test('I4: the review is archived with its texts beside it, and small segments grow together', async () => {
  const document = await reviewed();
  const { docId, stub, threads } = document;
  expect((await statusOf(stub)).review).toMatchObject({ number: 5, archived: 0, owed: true });
  expect(await nudge(docId)).toBe('ack');
  await expectArchived(document);
  expect((await statusOf(stub)).review).toMatchObject({ number: 5, archived: 5, owed: false });
  expect(await keysOf(reviewPrefix(docId))).toEqual([
    '0000000000-0000000005.json',
    '0000000000-0000000005.texts',
  ]);
  const segment = await env.ARCHIVE.get(`${reviewPrefix(docId)}0000000000-0000000005.json`);
  expect(await must(segment).text()).not.toContain('about');
  expect(await textsOf(docId)).toEqual(['about two', 'about three', 'about it all', 'a reply']);

  await replyTo(stub, must(threads[2]).id, 'one more');
  expect(await nudge(docId)).toBe('ack');
  expect(await keysOf(reviewPrefix(docId))).toEqual([
    '0000000000-0000000006.json',
    '0000000000-0000000006.texts',
  ]);
  await expectSound(docId, 6);
});

test('what was edited, deleted or erased is in the archive no more', async () => {
  const { docId, stub, threads } = await reviewed();
  expect(await nudge(docId)).toBe('ack');
  const [two, three] = threads as [Thread, Thread];
  const own = { by: { user: ADA }, threadId: two.id, commentId: must(two.comments[0]).id };
  answered(await stub.editComment({ ...own, body: 'about two, edited', mentions: [] }));
  const bobs = { by: { user: BOB }, threadId: three.id, commentId: must(three.comments[0]).id };
  answered(await stub.deleteComment({ ...bobs, isOwner: false }));
  expect(await nudge(docId)).toBe('ack');
  expect(await textsOf(docId)).toEqual(['about it all', 'a reply', 'about two, edited']);
  await stub.forgetUser(ADA.id);
  expect((await statusOf(stub)).review).toMatchObject({ owed: true, stale: 1 });
  expect(await nudge(docId)).toBe('ack');
  expect(await textsOf(docId)).toEqual(['a reply']);
  for (const key of await keysOf(reviewPrefix(docId))) {
    const object = must(await env.ARCHIVE.get(reviewPrefix(docId) + key));
    expect(await object.text()).not.toContain('"ada"');
  }
  await expectSound(docId, 8);
});

test('I7: a lost acknowledgement, and consumers that run twice or at once, end in the same archive', async () => {
  const { docId, stub, threads } = await reviewed();
  const silent = faultyEnv({ documents: () => ({ acknowledgeReview: async () => {} }) });
  expect(await nudge(docId, silent)).toBe('ack');
  expect((await statusOf(stub)).review).toMatchObject({ archived: 0, owed: true });
  await replyTo(stub, must(threads[0]).id, 'later');
  await Promise.all([nudge(docId), nudge(docId), nudge(docId)]);
  expect(await nudge(docId)).toBe('ack');
  expect((await statusOf(stub)).review).toMatchObject({ archived: 6, owed: false });
  expect(await keysOf(reviewPrefix(docId))).toEqual([
    '0000000000-0000000006.json',
    '0000000000-0000000006.texts',
  ]);
  await expectSound(docId, 6);
});

/** Every step of archiving a review, with a binding that fails at it, before or after it has done its work. */
const STEPS = (['before', 'after'] as const).flatMap((when) => [
  ...[1, 2].map((n) => ({
    step: `object ${n} is stored (${when})`,
    make: () => {
      let calls = 0;
      const put = (key: string, body: string, options: R2PutOptions) => env.ARCHIVE.put(key, body, options);
      const failing = failingOnce(when, put);
      const counted = (...asked: Parameters<typeof put>) =>
        asked[0].startsWith('review/') && ++calls === n ? failing(...asked) : put(...asked);
      return faultyEnv({ archive: { put: counted } });
    },
  })),
  ...(['reviewPart', 'reviewTexts', 'acknowledgeReview'] as const).map((method) => ({
    step: `${method} is called (${when})`,
    make: () =>
      faultyEnv({
        documents: (stub) => ({
          [method]: failingOnce(when, (...asked: never[]) =>
            (stub[method] as (...asked: never[]) => Promise<unknown>)(...asked),
          ),
        }),
      }),
  })),
  {
    step: `what is covered is deleted (${when})`,
    make: () =>
      faultyEnv({ archive: { delete: failingOnce(when, (keys: string[]) => env.ARCHIVE.delete(keys)) } }),
  },
]);

test.each(STEPS)('I7: ended while $step, the next delivery leads to the same archive', async ({ make }) => {
  const { docId, stub, threads } = await reviewed();
  expect(await nudge(docId)).toBe('ack');
  const [two] = threads as [Thread];
  const own = { by: { user: ADA }, threadId: two.id, commentId: must(two.comments[0]).id };
  answered(await stub.editComment({ ...own, body: 'edited', mentions: [] }));
  expect(await nudge(docId, make())).toBe('retry');
  expect(await nudge(docId)).toBe('ack');
  expect(await textsOf(docId)).toEqual(['about three', 'about it all', 'a reply', 'edited']);
  expect(await keysOf(reviewPrefix(docId))).toHaveLength(2);
  expect((await statusOf(stub)).review).toMatchObject({ archived: 6, stale: null, owed: false });
  await expectSound(docId, 6);
});

test('I7: a consumer that read a text before it was erased does not bring it back', async () => {
  const { docId, stub } = await reviewed();
  expect(await nudge(docId)).toBe('ack');
  await replyTo(stub, (await everything(stub))[0]?.id ?? '', 'another by ada', ADA);
  let isFirst = true;
  const slow = faultyEnv({
    documents: () => ({
      reviewPart: async (...asked: Parameters<Stub['reviewPart']>) => {
        const part = await stub.reviewPart(...asked);
        if (isFirst) {
          isFirst = false;
          await stub.forgetUser(ADA.id);
          expect(await nudge(docId)).toBe('ack');
        }
        return part;
      },
    }),
  });
  await nudge(docId, slow);
  expect(await nudge(docId)).toBe('ack');
  expect(await textsOf(docId)).toEqual(['about three', 'a reply']);
  await expectSound(docId, 7);
});

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

test('I4: what was changed in the archive or in the object is found', async () => {
  const { docId, stub } = await reviewed();
  expect(await nudge(docId)).toBe('ack');
  const key = `${reviewPrefix(docId)}0000000000-0000000005.json`;
  const segment = (await must(await env.ARCHIVE.get(key)).json()) as ReviewSegment;
  const texts = (await must(await env.ARCHIVE.get(key.replace('json', 'texts'))).json()) as ReviewTexts;
  const kinds = async () =>
    (await verify(docId)).problems.map(({ kind, message }: Json) => `${kind}: ${message}`);

  const [text] = texts.texts;
  await env.ARCHIVE.put(
    key.replace('json', 'texts'),
    JSON.stringify({ ...texts, texts: [{ ...must(text), text: 'another' }] }),
  );
  expect(await kinds()).toEqual([expect.stringContaining('the text of entry 1 is not the one')]);
  await env.ARCHIVE.put(key.replace('json', 'texts'), JSON.stringify(texts));

  const [first] = segment.rows;
  must(first).entry = must(first).entry.replace('two', 'six');
  await env.ARCHIVE.put(key, JSON.stringify(segment));
  expect(await kinds()).toEqual([expect.stringContaining('the hash chain of the review breaks at entry 1')]);
  must(first).entry = must(first).entry.replace('six', 'two');
  await env.ARCHIVE.put(key, JSON.stringify(segment));

  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec('UPDATE review_threads SET quote = ? WHERE quote = ?', 'six', 'two');
  });
  expect(await kinds()).toEqual([
    expect.stringMatching(/the object: the thread .* is not what the log gives/),
  ]);
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
