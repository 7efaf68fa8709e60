import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { beforeEach, expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import type { Thread } from '../../../src/protocol/review.ts';
import { Peer } from '../support/peer.ts';
import { ADA, answered, openThread, placeOf, replyTo, threadOf } from '../support/review.ts';
import { documentWith, holdQueues, proveLog, write } from '../support/reviewed-document.ts';

beforeEach(holdQueues);

test('what changed after a number: the present state, what was removed, a page at a time', async () => {
  const { stub } = await documentWith('one two three');
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
  const { docId, stub } = await documentWith('one two three');
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
  const { docId, stub } = await documentWith('x'.repeat(100));
  for (let i = 0; i < 51; i++) await openThread(stub, 1, [i, 1]);
  const peer = await Peer.join(stub, docId, { offers: ['review.v1'] });
  await stub.forgetUser(ADA.id);
  expect(await peer.next('review')).toMatchObject({ from: 52, to: 52, threads: [] });
  expect(answered(await stub.review({ since: 51, limit: 10 })).threads).toHaveLength(51);
});

test('the alarm tells which thread got its text back, no matter who brings it and how', async () => {
  const { docId, stub } = await documentWith('one two three');
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
