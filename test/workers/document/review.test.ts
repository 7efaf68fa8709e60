import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { GENESIS } from '../../../src/platform/archive/chain.ts';
import { commitmentTo, linkReview, type ReviewEntry } from '../../../src/platform/archive/review-chain.ts';
import type { Thread } from '../../../src/protocol/review.ts';
import { documentOf, newDocument, Peer, type Stub } from '../support/peer.ts';
import {
  ADA,
  answered,
  BOB,
  openThread,
  placeOf,
  replyTo,
  reviewer,
  rowsOf,
  threadOf,
} from '../support/review.ts';

const USER = 'personxxxxxxxxxxxxxxxx';

beforeEach(() => {
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockResolvedValue({} as QueueSendResponse);
  vi.spyOn(env.DOCUMENT_SNAPSHOTS, 'send').mockResolvedValue({} as QueueSendResponse);
});

/** Writes operations one after the other through the REST API; returns the version after the last one. */
async function write(stub: Stub, version: number, ...deltas: unknown[]): Promise<number> {
  let at = version;
  for (const delta of deltas) {
    at = answered(await stub.edit({ userId: USER, baseVersion: at, delta })).version;
  }
  return at;
}

const textDocument = async (text: string) => newDocument([{ insert: `${text}\n` }]);

/** Checks numbers and chain of the whole review log (I4). */
async function proveLog(stub: Stub): Promise<ReviewEntry[]> {
  const rows = await rowsOf(stub, 'review_log');
  let chain = GENESIS;
  rows.forEach((row, i) => {
    const { number, version, at, entry } = row as {
      number: number;
      version: number;
      at: number;
      entry: string;
    };
    expect(number).toBe(i + 1);
    chain = linkReview(chain, { number, version, at, entry });
    expect(new Uint8Array(row.chain as ArrayBuffer)).toEqual(chain);
  });
  return rows.map(({ entry }) => JSON.parse(entry as string));
}

test('a thread begins, is answered, resolved, opened again by a reply, edited and deleted', async () => {
  const { stub } = await textDocument('one two three');
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
    body: 'Why not?',
    editedAt: expect.any(String),
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
  const { stub } = await textDocument('text');
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
  const { stub } = await textDocument('one two three');
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
  const { stub } = await textDocument(`${'x'.repeat(499)}😀 and more`);
  expect((await openThread(stub, 1, [0, 505])).quote).toBe('x'.repeat(499));
});

test('I3: what was answered is there after a restart, and no number is missing', async () => {
  const { stub } = await textDocument('one two three');
  const { id } = await openThread(stub, 1, [4, 3]);
  await replyTo(stub, id, 'a reply');
  await write(stub, 1, [{ insert: 'zero ' }]);
  const before = await threadOf(stub, id);
  expect(before.range).toEqual({ index: 9, length: 3 });
  await evictDurableObject(stub);
  expect(await threadOf(stub, id)).toEqual(before);
  await replyTo(stub, id, 'another');
  expect(await proveLog(stub)).toHaveLength(3);
});

test('I3: a change that cannot be stored changes nothing, and takes no number', async () => {
  const { stub } = await textDocument('one two three');
  const { id } = await openThread(stub, 1, [4, 3]);
  await runInDurableObject(stub, async (instance, { storage }) => {
    const document = instance as unknown as Stub;
    storage.sql.exec(
      "CREATE TRIGGER full BEFORE INSERT ON review_comments BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    await expect(replyTo(document, id, 'lost')).rejects.toThrow('full');
    storage.sql.exec('DROP TRIGGER full');
  });
  await replyTo(stub, id, 'kept');
  expect((await threadOf(stub, id)).comments.map(({ body }) => body)).toEqual(['a remark', 'kept']);
  expect(await proveLog(stub)).toHaveLength(2);
  expect(await rowsOf(stub, 'review_texts')).toHaveLength(2);
});

test('the log holds no text, only what proves it', async () => {
  const { stub } = await textDocument('one two three');
  const { id } = await openThread(stub, 1, [4, 3], 'a secret remark');
  await replyTo(stub, id, 'a secret reply');
  const entries = await proveLog(stub);
  expect(JSON.stringify(entries)).not.toContain('secret');
  const texts = (await rowsOf(stub, 'review_texts')) as { number: number; salt: string; text: string }[];
  for (const { number, salt, text } of texts) {
    expect(entries[number - 1]).toMatchObject({ text: commitmentTo(salt, text) });
  }
});

test('the list goes in the order of the text, those about the whole document first, a page at a time', async () => {
  const { stub } = await textDocument('one two three four');
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

test('what changed after a number: the present state, what was removed, a page at a time', async () => {
  const { stub } = await textDocument('one two three');
  const threads: Thread[] = [];
  for (const at of [0, 4, 8]) threads.push(await openThread(stub, 1, [at, 3]));
  const [one, two, three] = threads.map(({ id }) => id) as [string, string, string];
  await replyTo(stub, one, 'again');
  const changes = async (since: number, limit = 100) => {
    const { from, to, threads, removed } = answered(await stub.review({ since, limit }));
    return { from, to, threads: threads.map(({ id }) => id), removed };
  };
  expect(await changes(0)).toEqual({ from: 0, to: 4, threads: [two, three, one], removed: [] });
  expect(await changes(0, 2)).toEqual({ from: 0, to: 3, threads: [two, three], removed: [] });
  expect(await changes(3, 2)).toEqual({ from: 3, to: 4, threads: [one], removed: [] });
  const comment = must((await threadOf(stub, two)).comments[0]).id;
  answered(
    await stub.deleteComment({ by: { user: ADA }, isOwner: false, threadId: two, commentId: comment }),
  );
  expect(await changes(4)).toEqual({ from: 4, to: 5, threads: [], removed: [two] });
  expect(await changes(5)).toEqual({ from: 5, to: 5, threads: [], removed: [] });
  expect(await changes(99)).toMatchObject({ from: 0, to: 5 });
});

test('sockets that offered it get the number and each change; guests of a viewer link get none', async () => {
  const { docId, stub } = await textDocument('one two three');
  const offers: 'review.v1'[] = ['review.v1'];
  const guest = { id: 'guestxxxxxxxxxxxxxxxxx', name: 'Guest', color: '#111111', guest: true };
  const thread = await openThread(stub, 1, [4, 3]);
  const join = (options: Parameters<typeof Peer.join>[2]) => Peer.join(stub, docId, options);
  const editor = await join({ offers });
  const viewer = await join({ userId: 'viewerxxxxxxxxxxxxxxxx', role: 'viewer', offers });
  const commenter = await join({ user: guest, userId: guest.id, role: 'commenter', offers });
  const stranger = await join({
    user: { ...guest, id: 'strangerxxxxxxxxxxxxxx' },
    userId: 'strangerxxxxxxxxxxxxxx',
    role: 'viewer',
    offers,
  });
  const old = await join({ userId: 'olderxxxxxxxxxxxxxxxxx' });
  expect([editor, viewer, commenter].map(({ joined }) => joined.review)).toEqual([1, 1, 1]);
  expect([stranger, old].map(({ joined }) => 'review' in joined)).toEqual([false, false]);

  await replyTo(stub, thread.id, 'told');
  for (const peer of [editor, viewer, commenter]) {
    expect(await peer.next('review')).toEqual({
      type: 'review',
      from: 1,
      to: 2,
      version: 1,
      threads: [await threadOf(stub, thread.id)],
      suggestions: [],
      removed: [],
    });
  }
  await write(stub, 1, [{ insert: 'x' }]);
  for (const peer of [stranger, old]) {
    await peer.next('ops');
    expect(peer.heard('review')).toEqual([]);
  }
});

test('a change of many threads is told by its number alone', async () => {
  const { docId, stub } = await textDocument('x'.repeat(100));
  for (let i = 0; i < 51; i++) await openThread(stub, 1, [i, 1]);
  const peer = await Peer.join(stub, docId, { offers: ['review.v1'] });
  await stub.forgetUser(ADA.id);
  expect(await peer.next('review')).toMatchObject({ from: 52, to: 52, threads: [] });
  expect(answered(await stub.review({ since: 51, limit: 10 })).threads).toHaveLength(51);
});

test('the alarm tells which thread got its text back, whoever brings it and however', async () => {
  const { docId, stub } = await textDocument('one two three');
  const { id } = await openThread(stub, 1, [4, 3]);
  const peer = await Peer.join(stub, docId, { offers: ['review.v1'] });
  let version = await write(stub, 1, [{ retain: 2 }, { delete: 7 }]);
  await runDurableObjectAlarm(stub);
  expect(await threadOf(stub, id)).toMatchObject({ detached: true, quote: 'two' });
  await evictDurableObject(stub);
  version = await write(stub, version, [{ insert: '> ' }], [{ retain: 4 }, { insert: 'e two t' }]);
  expect(await placeOf(stub, id)).toEqual([6, 3]);
  expect(await proveLog(stub)).toHaveLength(1);
  await runDurableObjectAlarm(stub);
  const told = await peer.next('review');
  expect(told).toMatchObject({ from: 1, to: 2, version, threads: [{ id, range: { index: 6, length: 3 } }] });
  expect((await proveLog(stub))[1]).toEqual({ kind: 'attach', thread: id, range: { index: 6, length: 3 } });
  await runDurableObjectAlarm(stub);
  expect(await proveLog(stub)).toHaveLength(2);
});

test('accepting an edit writes and reads nothing of the review', async () => {
  const { stub } = await textDocument('one two three');
  await openThread(stub, 1, [4, 3]);
  await evictDurableObject(stub);
  const touched = await runInDurableObject(stub, async (instance, { storage }) => {
    const exec = vi.spyOn(Object.getPrototypeOf(storage.sql), 'exec');
    await write(instance as unknown as Stub, 1, [{ insert: 'x' }], [{ insert: 'y' }]);
    return exec.mock.calls.map(([query]) => query as string).filter((query) => query.includes('review'));
  });
  expect(touched).toEqual([]);
});

test('anchors survive the pruning of the log that they followed', async () => {
  const { stub } = await textDocument('one two three');
  const { id } = await openThread(stub, 1, [4, 3]);
  const gone = await openThread(stub, 1, [8, 5]);
  await write(stub, 1, [{ retain: 8 }, { delete: 5 }]);
  await runInDurableObject(stub, async (instance) => {
    const document = instance as unknown as Stub;
    for (let version = 2; version < 7_500; version++) {
      answered(await document.edit({ userId: USER, baseVersion: version, delta: [{ insert: 'x' }] }));
      if (version % 1_000 === 999) await document.makeCheckpoint();
    }
  });
  await stub.acknowledge({ version: 7_500, snapshot: 7_000 });
  expect(await stub.status()).toMatchObject({ value: { keptFrom: 1_500 } });
  for (const when of ['in memory', 'after a wake']) {
    expect([when, await placeOf(stub, id)]).toEqual([when, [7_502, 3]]);
    await evictDurableObject(stub);
  }
  await write(stub, 7_500, [{ retain: 7_506 }, { insert: 'three' }]);
  expect(await placeOf(stub, gone.id)).toEqual([7_506, 5]);
  expect(
    await stub.openThread({
      by: { user: ADA },
      version: 1,
      range: { index: 0, length: 1 },
      body: 'x',
      mentions: [],
    }),
  ).toMatchObject({ error: { code: 'pruned' } });
});

test('an erased user has no name and no text any more, and the log still proves itself', async () => {
  const { stub } = await textDocument('one two three');
  const thread = await openThread(stub, 1, [4, 3], 'by ada');
  const mention = { by: { user: BOB }, threadId: thread.id, body: `<@${ADA.id}>`, mentions: [ADA] };
  answered(await stub.reply(mention));
  await replyTo(stub, thread.id, 'also by ada', ADA);
  const other = await openThread(stub, 1, [0, 3], 'by bob', BOB);
  await stub.forgetUser(ADA.id);
  const erased = { id: ADA.id, name: 'Deleted user', color: '#5f6368' };
  expect((await threadOf(stub, thread.id)).comments).toMatchObject([
    { author: erased, body: null },
    { author: BOB, body: `<@${ADA.id}>`, mentions: [{ id: ADA.id, name: 'Deleted user' }] },
    { author: erased, body: null },
  ]);
  for (const table of ['review_texts', 'review_people', 'review_log', 'review_comments'])
    expect(JSON.stringify(await rowsOf(stub, table))).not.toMatch(/by ada|"ada"/);
  expect(await proveLog(stub)).toHaveLength(5);
  expect(answered(await stub.review({ since: 4, limit: 9 })).threads.map(({ id }) => id)).toEqual([
    thread.id,
  ]);
  await stub.forgetUser(ADA.id);
  await stub.forgetUser(reviewer('nobody').id);
  expect(await proveLog(stub)).toHaveLength(5);
  expect(await threadOf(stub, other.id)).toMatchObject({ comments: [{ author: BOB, body: 'by bob' }] });
});

test('tables of an older release get those of the review', async () => {
  const { stub } = await textDocument('one two three');
  await runInDurableObject(stub, (_, { storage }) => {
    for (const { name } of storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'review%'")
      .toArray())
      storage.sql.exec(`DROP TABLE ${name}`);
    storage.sql.exec("UPDATE meta SET value = '3' WHERE key = 'schemaVersion'");
  });
  await evictDurableObject(stub);
  const { id } = await openThread(stub, 1, [4, 3]);
  expect(await placeOf(stub, id)).toEqual([4, 3]);
});
