import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { beforeEach, expect, test, vi } from 'vitest';
import { commitmentTo } from '../../../src/platform/archive/review-chain.ts';
import type { Stub } from '../support/peer.ts';
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
import { documentWith, holdQueues, proveLog, WRITER, write } from '../support/reviewed-document.ts';

beforeEach(holdQueues);

test('I3: what was answered is there after a restart, and no number is missing', async () => {
  const { stub } = await documentWith('one two three');
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
  const { stub } = await documentWith('one two three');
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
  const { stub } = await documentWith('one two three');
  const { id } = await openThread(stub, 1, [4, 3], 'a secret remark');
  await replyTo(stub, id, 'a secret reply');
  const entries = await proveLog(stub);
  expect(JSON.stringify(entries)).not.toContain('secret');
  const texts = (await rowsOf(stub, 'review_texts')) as { number: number; salt: string; text: string }[];
  for (const { number, salt, text } of texts) {
    expect(entries[number - 1]).toMatchObject({ text: commitmentTo(salt, text) });
  }
});

test('accepting an edit writes and reads nothing of the review', async () => {
  const { stub } = await documentWith('one two three');
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
  const { stub } = await documentWith('one two three');
  const { id } = await openThread(stub, 1, [4, 3]);
  const gone = await openThread(stub, 1, [8, 5]);
  await write(stub, 1, [{ retain: 8 }, { delete: 5 }]);
  await runInDurableObject(stub, async (instance) => {
    const document = instance as unknown as Stub;
    for (let version = 2; version < 7_500; version++) {
      answered(await document.edit({ userId: WRITER, baseVersion: version, delta: [{ insert: 'x' }] }));
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
  const { stub } = await documentWith('one two three');
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
  const { stub } = await documentWith('one two three');
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
