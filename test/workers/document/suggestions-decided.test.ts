import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { beforeEach, expect, test } from 'vitest';
import { Peer, type Stub } from '../support/peer.ts';
import { ADA, answered, BOB } from '../support/review.ts';
import { documentWith, holdQueues, proveLog, write } from '../support/reviewed-document.ts';
import { decide, suggest, suggestionOf, textOf } from '../support/suggestions.ts';

beforeEach(holdQueues);

test('hunks are accepted and rejected one by one, and what is left keeps its side', async () => {
  const { stub } = await documentWith('abc');
  const delta = [{ insert: '1' }, { retain: 1 }, { insert: '2' }, { retain: 1 }, { insert: '3' }];
  const made = await suggest(stub, 1, delta);
  // What parted the hunks is gone by now.
  await write(stub, 1, [{ delete: 3 }]);
  const part = { version: 1, review: made.review, hunks: [1] };
  expect(answered(await decide(stub, made, 'accepted', part))).toMatchObject({
    version: 3,
    suggestion: { status: 'open', acceptedVersion: 3, review: 2, version: 3, decidedBy: null },
  });
  expect(await textOf(stub)).toBe('2\n');
  expect((await suggestionOf(stub, made)).delta).toEqual([{ insert: '1' }, { retain: 1 }, { insert: '3' }]);
  const rest = { version: 3, review: 2, hunks: [0] };
  expect(answered(await decide(stub, made, 'rejected', rest))).toMatchObject({
    version: null,
    suggestion: { status: 'open', delta: [{ retain: 1 }, { insert: '3' }] },
  });
  await evictDurableObject(stub);
  expect(answered(await decide(stub, made, 'rejected'))).toMatchObject({
    // Of mixed decisions it is accepted if any hunk was.
    suggestion: { status: 'accepted', acceptedVersion: 3, version: 1, delta },
  });
  expect(await textOf(stub)).toBe('2\n');
  await proveLog(stub);
});

test('what was decided stays so: a repeat has the same answer, another decision is refused', async () => {
  const { stub } = await documentWith('abc');
  const [made, other, third] = [
    await suggest(stub, 1, [{ insert: 'X' }]),
    await suggest(stub, 1, [{ insert: 'Y' }]),
    await suggest(stub, 1, [{ insert: '1' }, { retain: 1 }, { insert: '2' }]),
  ];
  const twice = await Promise.all([decide(stub, made), decide(stub, made)]);
  expect(twice.map((answer) => answered(answer).version)).toEqual([2, 2]);
  expect(await textOf(stub)).toBe('Xabc\n');
  expect(await decide(stub, made, 'rejected')).toMatchObject({ error: { code: 'already_decided' } });
  const withdraw = { by: { user: ADA }, suggestionId: made.id };
  expect(await stub.withdrawSuggestion(withdraw)).toMatchObject({ error: { code: 'already_decided' } });
  const own = { by: { user: ADA }, suggestionId: other.id };
  expect(await stub.withdrawSuggestion({ ...own, by: { user: BOB } })).toMatchObject({
    error: { code: 'forbidden' },
  });
  for (let i = 0; i < 2; i++)
    expect(answered(await stub.withdrawSuggestion(own))).toMatchObject({ status: 'withdrawn', review: 5 });
  for (const kind of ['accepted', 'rejected'] as const)
    expect(await decide(stub, other, kind)).toMatchObject({ error: { code: 'already_decided' } });

  const part = { version: 1, review: third.review, hunks: [0] };
  expect(answered(await decide(stub, third, 'accepted', part)).version).toBe(3);
  expect(answered(await decide(stub, third, 'accepted', part)).version).toBe(3);
  expect(await decide(stub, third, 'accepted', { ...part, hunks: [1] })).toMatchObject({
    error: { code: 'suggestion_changed' },
  });
  const next = { version: 3, review: 6, hunks: [1] };
  expect(await decide(stub, third, 'accepted', next)).toMatchObject({ error: { code: 'unknown_hunk' } });
  expect(await decide(stub, third, 'accepted', { ...next, version: 1 })).toMatchObject({
    error: { code: 'unknown_version' },
  });
  expect(await decide(stub, third, 'accepted', { ...next, version: 9 })).toMatchObject({
    error: { code: 'unknown_version' },
  });
  expect(await decide(stub, { id: 'nothing' })).toMatchObject({ error: { code: 'suggestion_not_found' } });
});

test('I3: a decision and its operation are stored together or not at all', async () => {
  const { stub } = await documentWith('abc');
  const made = await suggest(stub, 1, [{ insert: 'X' }, { retain: 1 }, { insert: 'Y' }]);
  for (const table of ['frames', 'review_log', 'review_suggestions']) {
    await runInDurableObject(stub, async (instance, { storage }) => {
      const document = instance as unknown as Stub;
      storage.sql.exec(
        `CREATE TRIGGER full BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'full'); END`,
      );
      await expect(decide(document, made)).rejects.toThrow();
      storage.sql.exec('DROP TRIGGER full');
    });
    expect([table, await textOf(stub)]).toEqual([table, 'abc\n']);
    expect(await suggestionOf(stub, made)).toEqual(made);
    expect(await proveLog(stub)).toHaveLength(1);
  }
  const part = { version: 1, review: made.review, hunks: [1] };
  answered(await decide(stub, made, 'accepted', part));
  await evictDurableObject(stub);
  expect(await textOf(stub)).toBe('aYbc\n');
  expect(await suggestionOf(stub, made)).toMatchObject({ delta: [{ insert: 'X' }], review: 2 });
  answered(await decide(stub, made));
  expect(await textOf(stub)).toBe('XaYbc\n');
  expect(await proveLog(stub)).toHaveLength(3);
});

test('a decision is told immediately before its operation, to those that offered it', async () => {
  const { docId, stub } = await documentWith('abc');
  const made = await suggest(stub, 1, [{ insert: 'X' }, { retain: 1 }, { insert: 'Y' }]);
  const peer = await Peer.join(stub, docId, { offers: ['review.v1'] });
  const old = await Peer.join(stub, docId, { userId: 'olderxxxxxxxxxxxxxxxxx' });
  for (const one of [peer, old]) await one.next('ops');
  answered(await decide(stub, made, 'accepted', { version: 1, review: 1, hunks: [1] }));
  peer.send('ping');
  await peer.pong();
  expect(peer.order.filter((type) => type !== 'presence')).toEqual(['review', 'ops']);
  const told = await peer.next('review');
  expect(told).toEqual({
    type: 'review',
    from: 1,
    to: 2,
    version: 2,
    threads: [],
    suggestions: [
      {
        ...(await suggestionOf(stub, made)),
        decision: { kind: 'accepted', hunks: [1], version: 1 },
      },
    ],
    removed: [],
  });
  expect(told.suggestions[0]).toMatchObject({ version: 2, acceptedVersion: 2, delta: [{ insert: 'X' }] });
  expect(await peer.next('ops')).toMatchObject({
    from: 1,
    to: 2,
    ops: [{ delta: [{ retain: 1 }, { insert: 'Y' }] }],
  });
  answered(await decide(stub, made, 'rejected'));
  expect(await peer.next('review')).toMatchObject({
    version: 2,
    suggestions: [{ status: 'accepted', decision: { kind: 'rejected', hunks: null, version: 2 } }],
  });
  old.send('ping');
  await old.pong();
  expect(old.heard('review')).toEqual([]);
  expect(answered(await stub.review({ since: 0, limit: 9 })).suggestions[0]).not.toHaveProperty('decision');
});
