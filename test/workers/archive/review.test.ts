import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { reviewPrefix } from '../../../src/platform/archive/keys.ts';
import type { ReviewSegment, ReviewTexts } from '../../../src/platform/archive/review-segment.ts';
import type { Thread } from '../../../src/protocol/review.ts';
import type { Json } from '../support/api.ts';
import { expectArchived, statusOf } from '../support/archived.ts';
import { everything, expectSound, keysOf, reviewed, textsOf, verify } from '../support/archived-review.ts';
import { failingOnce } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import type { Stub } from '../support/peer.ts';
import { nudge } from '../support/queue.ts';
import { ADA, answered, BOB, replyTo } from '../support/review.ts';

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
