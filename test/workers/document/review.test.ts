import { evictDurableObject } from 'cloudflare:test';
import { beforeEach, expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { documentOf, type Stub } from '../support/peer.ts';
import { ADA, answered, BOB, openThread, replyTo, rowsOf, threadOf } from '../support/review.ts';
import { documentWith, holdQueues, proveLog, write } from '../support/reviewed-document.ts';

beforeEach(holdQueues);

test('a thread begins, is answered, resolved, opened again by a reply, edited and deleted', async () => {
  const { stub } = await documentWith('one two three');
  const thread = await openThread(stub, 1, [4, 3], 'Why two?');
  expect(thread).toMatchObject({
    version: 1,
    range: { index: 4, length: 3 },
    quote: 'two',
    detached: false,
    resolved: null,
    suggestionId: null,
    comments: [{ author: ADA, body: 'Why two?', mentions: [], editedAt: null }],
  });
  const { id } = thread;
  const reply = await replyTo(stub, id, 'Because.');
  expect(reply).toMatchObject({ author: BOB, body: 'Because.' });

  const resolved = await stub.resolveThread({ by: { user: BOB }, threadId: id, resolved: true });
  expect(answered(resolved).resolved).toMatchObject({ by: BOB });
  const again = await stub.resolveThread({ by: { user: ADA }, threadId: id, resolved: true });
  expect(again).toEqual(resolved);
  await replyTo(stub, id, 'No.', ADA);
  expect(await threadOf(stub, id)).toMatchObject({ resolved: null });

  const [first] = thread.comments;
  const edit = { by: { user: ADA }, threadId: id, commentId: must(first).id, mentions: [], body: 'Why not?' };
  expect(await stub.editComment({ ...edit, by: { user: BOB } })).toMatchObject({
    error: { code: 'forbidden' },
  });
  expect(answered(await stub.editComment(edit))).toMatchObject({
    comment: { body: 'Why not?', editedAt: expect.any(String) },
    about: { id, quote: 'two', takePart: [ADA.id, BOB.id] },
  });
  const remove = { by: { user: ADA }, isOwner: false, threadId: id, commentId: reply.id };
  expect(await stub.deleteComment(remove)).toMatchObject({ error: { code: 'forbidden' } });
  answered(await stub.deleteComment({ ...remove, isOwner: true }));
  answered(await stub.deleteComment({ ...remove, commentId: must(first).id }));
  const left = await threadOf(stub, id);
  expect(left.comments.map(({ body }) => body)).toEqual([null, 'No.']);
  expect(await stub.editComment(edit)).toMatchObject({ error: { code: 'comment_not_found' } });
  answered(await stub.deleteComment({ ...remove, commentId: must(left.comments[1]).id }));
  expect(await stub.thread(id)).toMatchObject({ error: { code: 'thread_not_found' } });
  expect(await rowsOf(stub, 'review_texts')).toEqual([]);
  expect((await proveLog(stub)).map(({ kind }) => kind)).toEqual([
    'thread',
    'reply',
    'resolve',
    'reply',
    'edit',
    'delete',
    'delete',
    'delete',
  ]);
});

test('a thread about the whole document, and what is refused', async () => {
  const { stub } = await documentWith('text');
  expect(await openThread(stub, 1, null)).toMatchObject({ range: null, quote: '', detached: false });
  const ask = { by: { user: ADA }, body: 'x', mentions: [], version: 1 };
  for (const [request, code] of [
    [{ range: { index: 0, length: 0 } }, 'empty_range'],
    [{ range: { index: 2, length: 4 } }, 'range_too_far'],
    [{ version: 2, range: { index: 0, length: 1 } }, 'unknown_version'],
  ] as const) {
    expect(await stub.openThread({ ...ask, ...request })).toMatchObject({ error: { code } });
  }
  expect(await stub.openThread({ ...ask, range: { index: 0, length: 5 } })).toMatchObject({ ok: true });
  expect(await stub.reply({ by: { user: ADA }, threadId: 'none', body: 'x', mentions: [] })).toMatchObject({
    error: { code: 'thread_not_found' },
  });
  await stub.setDeleted({ deleted: true, accessEpoch: 1 });
  expect(await stub.openThread({ ...ask, range: null })).toMatchObject({ error: { code: 'not_found' } });
  expect(await documentOf('never').threads({ status: 'all', after: null, limit: 1 })).toMatchObject({
    error: { code: 'not_found' },
  });
});

test('a thread on an older version is where its text is now; one whose text is gone begins detached', async () => {
  const { stub } = await documentWith('one two three');
  await write(stub, 1, [{ insert: 'zero ' }], [{ retain: 9 }, { delete: 3 }]);
  expect(await openThread(stub, 1, [8, 5])).toMatchObject({
    version: 3,
    range: { index: 10, length: 5 },
    quote: 'three',
  });
  expect(await openThread(stub, 2, [9, 3])).toMatchObject({
    range: { index: 9, length: 0 },
    quote: 'two',
    detached: true,
  });
  expect(
    await stub.openThread({
      by: { user: ADA },
      version: 3,
      range: { index: 9, length: 0 },
      quote: 'moved by the caller',
      body: 'x',
      mentions: [],
    }),
  ).toMatchObject({ value: { detached: true, quote: 'moved by the caller' } });
});

test('a quote holds 500 units and no half of a pair', async () => {
  const { stub } = await documentWith(`${'x'.repeat(499)}😀 and more`);
  expect((await openThread(stub, 1, [0, 505])).quote).toBe('x'.repeat(499));
});

test('the list goes in the order of the text, those about the whole document first, a page at a time', async () => {
  const { stub } = await documentWith('one two three four');
  const opened: Record<string, string> = {};
  for (const [name, range] of [
    ['three', [8, 5]],
    ['whole', null],
    ['one', [0, 3]],
    ['two', [4, 3]],
    ['four', [14, 4]],
  ] as const) {
    opened[(await openThread(stub, 1, range && [...range], name)).id] = name;
  }
  const page = async (limit: number, after: Awaited<ReturnType<typeof list>>['next']) =>
    list(await stub.threads({ status: 'open', after, limit }));
  const list = (result: Awaited<ReturnType<Stub['threads']>>) => {
    const { threads, next } = answered(result);
    return { names: threads.map(({ id }) => opened[id]), next };
  };
  const first = await page(3, null);
  expect(first.names).toEqual(['whole', 'one', 'two']);
  // All of what the pages lie between is deleted, so that they meet at one place.
  await write(stub, 1, [{ insert: '> ' }, { delete: 18 }]);
  const second = await page(1, first.next);
  expect(second.names).toEqual(['three']);
  const three = must(Object.keys(opened).find((id) => opened[id] === 'three'));
  const { comments } = await threadOf(stub, three);
  const gone = { by: { user: ADA }, isOwner: true, threadId: three, commentId: must(comments[0]).id };
  await evictDurableObject(stub);
  expect((await page(5, second.next)).names).toEqual(['four']);
  answered(await stub.deleteComment(gone));
  expect((await page(5, second.next)).names).toContain('four');
  expect((await page(5, null)).next).toBeNull();
  const filtered = async (status: 'open' | 'resolved' | 'all') =>
    list(await stub.threads({ status, after: null, limit: 9 })).names.length;
  const [some] = Object.keys(opened).filter((id) => opened[id] === 'one');
  answered(await stub.resolveThread({ by: { user: ADA }, threadId: must(some), resolved: true }));
  expect([await filtered('open'), await filtered('resolved'), await filtered('all')]).toEqual([3, 1, 4]);
});
