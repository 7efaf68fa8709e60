import { runInDurableObject } from 'cloudflare:test';
import { beforeEach, expect, test, vi } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { Peer, type Stub } from '../support/peer.ts';
import { ADA, answered, BOB, openThread, replyTo, reviewer, threadOf } from '../support/review.ts';
import { documentWith, holdQueues, proveLog } from '../support/reviewed-document.ts';
import { decide, suggest } from '../support/suggestions.ts';

beforeEach(holdQueues);

const LONG = 'x'.repeat(10_000);
const COMMENTS = 90;

// What hands over texts of the review, in place of their lengths.
const LOADS = /SELECT (?:\*|[^(]*\btext\b[^(]*) FROM review_texts/;

/** How many texts of comments the object loads for `work`. */
async function textsLoaded(stub: Stub, work: (document: Stub) => Promise<unknown>): Promise<number> {
  return runInDurableObject(stub, async (instance, { storage }) => {
    const exec = vi.spyOn(Object.getPrototypeOf(storage.sql), 'exec');
    await work(instance as unknown as Stub);
    const { calls, results } = exec.mock;
    exec.mockRestore();
    return calls.reduce((sum: number, [query], i) => {
      const cursor = results[i]?.value as SqlStorageCursor<Record<string, SqlStorageValue>> | undefined;
      return LOADS.test(query as string) ? sum + (cursor?.rowsRead ?? 0) : sum;
    }, 0);
  });
}

/** A document with a thread of many long comments. */
async function longThread() {
  const { docId, stub } = await documentWith('one two three');
  const { id } = await openThread(stub, 1, [4, 3], LONG);
  for (let i = 1; i < COMMENTS; i++) await replyTo(stub, id, LONG, i % 2 === 0 ? ADA : BOB);
  return { docId, stub, id };
}

test('writing in a long thread loads no text but its own', async () => {
  const { docId, stub, id } = await longThread();
  const peer = await Peer.join(stub, docId, { offers: ['review.v1'] });
  const by = { user: reviewer('eve') };
  const said = { by, threadId: id, body: `Hm, <@${ADA.id}>`, mentions: [ADA] };
  let commentId = '';
  const reply = async (document: Stub) => {
    const { comment, about } = answered(await document.reply(said));
    commentId = comment.id;
    expect(comment).toMatchObject({ body: said.body, author: by.user, mentions: [{ name: 'ada' }] });
    expect({ ...about, takePart: [...about.takePart].sort() }).toEqual({
      id,
      quote: 'two',
      suggesterId: null,
      takePart: [ADA.id, BOB.id],
    });
  };
  expect(await textsLoaded(stub, reply)).toBeLessThanOrEqual(2);
  const edit = async (document: Stub) =>
    answered(await document.editComment({ ...said, commentId, body: 'Yes', mentions: [] }));
  expect(await textsLoaded(stub, edit)).toBeLessThanOrEqual(2);
  const read = async (document: Stub) => {
    expect(answered(await document.comment({ threadId: id, commentId })).comment.body).toBe('Yes');
    expect(answered(await document.takingPart(id)).sort()).toEqual([ADA.id, BOB.id, by.user.id]);
  };
  expect(await textsLoaded(stub, read)).toBeLessThanOrEqual(2);
  const remove = async (document: Stub) =>
    answered(await document.deleteComment({ by, isOwner: false, threadId: id, commentId }));
  expect(await textsLoaded(stub, remove)).toBe(0);
  expect(await stub.comment({ threadId: id, commentId })).toMatchObject({
    error: { code: 'comment_not_found' },
  });
  // Clients are told the numbers, and read the thread when they want it.
  for (const number of [COMMENTS + 1, COMMENTS + 2, COMMENTS + 3])
    expect(await peer.next('review')).toMatchObject({ from: number, to: number, threads: [] });
  // What the count is worth: a reader of the whole thread loads them all.
  const whole = async (document: Stub) =>
    expect((await threadOf(document, id)).comments).toHaveLength(COMMENTS);
  expect(await textsLoaded(stub, whole)).toBeGreaterThanOrEqual(COMMENTS);
  await proveLog(stub);
});

test('who takes part in the thread of a suggestion, and whose it is', async () => {
  const { stub } = await documentWith('abc');
  const made = await suggest(stub, 1, [{ insert: 'X' }]);
  expect(answered(await stub.takingPart(made.threadId))).toEqual([]);
  const eve = reviewer('eve');
  const first = { by: { user: eve }, threadId: made.threadId, body: `<@${BOB.id}>`, mentions: [BOB] };
  expect(answered(await stub.reply(first)).about).toEqual({
    id: made.threadId,
    quote: '',
    suggesterId: ADA.id,
    takePart: [],
  });
  expect(answered(await stub.takingPart(made.threadId)).sort()).toEqual([BOB.id, eve.id]);
  answered(await decide(stub, made));
  const { comments } = await threadOf(stub, made.threadId);
  const again = { threadId: made.threadId, commentId: must(comments[0]).id };
  expect(answered(await stub.comment(again)).about).toMatchObject({ suggesterId: ADA.id, takePart: [] });
});
