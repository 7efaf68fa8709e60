import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { beforeEach, expect, test, vi } from 'vitest';
import { Peer, type Stub } from '../support/peer.ts';
import { ADA, answered, BOB, replyTo, reviewer, rowsOf, threadOf } from '../support/review.ts';
import { documentWith, holdQueues, proveLog, WRITER, write } from '../support/reviewed-document.ts';
import { decide, suggest, suggestionOf, textOf } from '../support/suggestions.ts';

beforeEach(holdQueues);

test('a suggestion follows the text, and becomes its suggester’s operation when it is accepted', async () => {
  const { stub } = await documentWith('one two three');
  const made = await suggest(stub, 1, [{ retain: 4 }, { insert: '2' }, { delete: 3 }], { note: 'shorter' });
  expect(made).toEqual({
    id: expect.stringMatching(/^[\w-]{22}$/),
    review: 2,
    author: ADA,
    note: 'shorter',
    status: 'open',
    createdAt: expect.any(String),
    updatedAt: made.createdAt,
    version: 1,
    delta: [{ retain: 4 }, { insert: '2' }, { delete: 3 }],
    decidedBy: null,
    decidedAt: null,
    acceptedVersion: null,
    threadId: expect.stringMatching(/^[\w-]{22}$/),
  });
  expect(await textOf(stub)).toBe('one two three\n');
  await write(stub, 1, [{ insert: '> ' }]);
  expect(await suggestionOf(stub, made)).toMatchObject({
    version: 2,
    delta: [{ retain: 6 }, { insert: '2' }, { delete: 3 }],
  });
  expect((await suggestionOf(stub, made, 1)).delta).toEqual(made.delta);
  const accepted = answered(await decide(stub, made));
  expect(accepted).toMatchObject({ version: 3, by: BOB.id, suggestion: { status: 'accepted' } });
  expect(await textOf(stub)).toBe('> one 2 three\n');
  const [entry] = answered(await stub.log(2, 1)).entries;
  expect(entry).toMatchObject({ userId: ADA.id, seq: 1, client: expect.stringMatching(/^ada/) });
  expect(answered(await stub.acceptances({ from: 2, to: 3 }))).toEqual([
    { version: 3, suggestionId: made.id, suggester: ADA, by: BOB },
  ]);
  expect(answered(await stub.acceptances({ from: 0, to: 2 }))).toEqual([]);
  // As it was made.
  expect(await suggestionOf(stub, made)).toMatchObject({
    version: 1,
    delta: made.delta,
    decidedBy: BOB,
    acceptedVersion: 3,
    review: 3,
  });
  expect((await proveLog(stub)).map(({ kind }) => kind)).toEqual(['suggest', 'note', 'decide']);
});

test('accepting one rebases the others', async () => {
  const { stub } = await documentWith('abc');
  const [first, second] = [
    await suggest(stub, 1, [{ retain: 1 }, { insert: 'X' }]),
    await suggest(stub, 1, [{ retain: 1 }, { insert: 'Y' }, { delete: 1 }], { user: BOB }),
  ];
  answered(await decide(stub, first));
  expect(await suggestionOf(stub, second)).toMatchObject({
    version: 2,
    review: 2,
    delta: [{ retain: 2 }, { insert: 'Y' }, { delete: 1 }],
  });
  answered(await decide(stub, second));
  expect(await textOf(stub)).toBe('aXYc\n');
});

test('one of which nothing is left is obsolete for good: the alarm notes it, and so does a decision', async () => {
  const { docId, stub } = await documentWith('one two three');
  const [by, asked] = [
    await suggest(stub, 1, [{ retain: 4 }, { delete: 3 }]),
    await suggest(stub, 1, [{ retain: 8 }, { retain: 5, attributes: { bold: true } }]),
  ];
  const peer = await Peer.join(stub, docId, { offers: ['review.v1'] });
  let version = await write(stub, 1, [{ retain: 4 }, { delete: 3 }]);
  await runDurableObjectAlarm(stub);
  expect(await peer.next('review')).toMatchObject({
    from: 2,
    to: 3,
    version: 2,
    suggestions: [{ id: by.id, status: 'obsolete', decidedBy: null, decidedAt: expect.any(String) }],
  });
  version = await write(stub, version, [{ retain: 5 }, { delete: 5 }]);
  expect(await decide(stub, asked)).toMatchObject({ error: { code: 'already_decided' } });
  await write(stub, version, [{ retain: 5 }, { insert: 'three' }]);
  expect(await suggestionOf(stub, asked)).toMatchObject({ status: 'obsolete', review: 4, version: 1 });
  const late = await suggest(stub, 1, [{ retain: 4 }, { delete: 3 }]);
  expect(late).toMatchObject({ status: 'obsolete', review: 6 });
});

test('its author replaces it: once a second, and never over what they have not seen', async () => {
  const { stub } = await documentWith('abc');
  const made = await suggest(stub, 1, [{ insert: 'X' }], { note: 'a note' });
  const replace = (review: number, delta: unknown, more: object = {}) =>
    stub.replaceSuggestion({ by: { user: ADA }, suggestionId: made.id, version: 1, review, delta, ...more });
  expect(await replace(made.review, [{ insert: 'Y' }], { by: { user: BOB } })).toMatchObject({
    error: { code: 'forbidden' },
  });
  const began = Date.now();
  const answers = await Promise.all(['XY', 'XZ', 'XA'].map((insert) => replace(made.review, [{ insert }])));
  expect(Date.now() - began).toBeGreaterThan(500);
  const [taken, ...refused] = answers.toSorted((a, b) => Number(b.ok) - Number(a.ok));
  expect(taken).toMatchObject({ value: { review: 3, note: 'a note', version: 1 } });
  for (const answer of refused) expect(answer).toMatchObject({ error: { code: 'suggestion_changed' } });
  await write(stub, 1, [{ insert: '> ' }]);
  expect(await replace(3, [{ insert: 'Z' }], { note: null })).toMatchObject({
    value: { review: 5, note: null, version: 2, delta: [{ retain: 2 }, { insert: 'Z' }] },
  });
  // Only what counts is kept.
  expect((await rowsOf(stub, 'review_texts')).map(({ text }) => text)).toEqual(['[{"insert":"Z"}]']);
  answered(await decide(stub, made));
  expect(await replace(6, [{ insert: 'late' }])).toMatchObject({ error: { code: 'suggestion_changed' } });
  await proveLog(stub);
});

test('what is no change of the text is refused', async () => {
  const { stub } = await documentWith('abc');
  for (const [version, delta, code] of [
    [1, [], 'invalid'],
    [1, [{ retain: 2 }], 'invalid'],
    [1, [{ retain: 5 }, { insert: 'x' }], 'invalid'],
    [1, [{ retain: 4 }, { insert: 'x' }], 'invalid'],
    [1, [{ retain: 3 }, { delete: 1 }], 'invalid'],
    [1, [{ insert: 'x', attributes: { 'suggest-insert': 'me' } }], 'invalid'],
    [1, 'text', 'invalid'],
    [1, [{ insert: 'x'.repeat(200 * 1024) }], 'too_large'],
    [2, [{ insert: 'x' }], 'unknown_version'],
  ] as const)
    expect([delta, await stub.suggest({ by: { user: ADA }, version, delta })]).toMatchObject([
      delta,
      { error: { code } },
    ]);
  expect(await rowsOf(stub, 'review_log')).toEqual([]);
});

test('a document has a limited number of open suggestions, no longer together than a text', async () => {
  const { stub } = await documentWith('abc');
  const long = [{ insert: 'x'.repeat(200_000) }];
  let last = await suggest(stub, 1, long);
  for (let i = 1; i < 26; i++) last = await suggest(stub, 1, long);
  const more = { by: { user: BOB }, version: 1, delta: long };
  expect(await stub.suggest(more)).toMatchObject({ error: { code: 'too_many_suggestions' } });
  answered(await decide(stub, last, 'rejected'));
  answered(await stub.suggest(more));
  const { suggestions, next } = answered(await stub.suggestions({ status: null, after: null, limit: 100 }));
  expect(suggestions.length).toBeLessThan(27);
  const rest = answered(await stub.suggestions({ status: null, after: next, limit: 100 }));
  expect(suggestions.length + rest.suggestions.length).toBe(27);
  expect(rest.next).toBeNull();
  const changes = answered(await stub.review({ since: 0, limit: 100 }));
  expect(changes.more).toBe(true);
  const onwards = answered(await stub.review({ since: changes.to, limit: 100 }));
  expect(onwards.more).toBe(false);
  const all = [...changes.suggestions, ...onwards.suggestions].map(({ id }) => id);
  expect(new Set(all).size).toBe(27);
});

test('open suggestions survive the pruning of the log that they follow', async () => {
  const { stub } = await documentWith('one two three');
  const made = await suggest(stub, 1, [{ retain: 4 }, { delete: 3 }]);
  const old = await write(stub, 1, [{ insert: '> ' }]);
  const onOld = await suggest(stub, 1, [{ retain: 8 }, { delete: 5 }]);
  await runInDurableObject(stub, async (instance) => {
    const document = instance as unknown as Stub;
    for (let version = old; version < 7_500; version++) {
      answered(await document.edit({ userId: WRITER, baseVersion: version, delta: [{ insert: 'x' }] }));
      if (version % 1_000 === 999) await document.makeCheckpoint();
    }
  });
  await stub.acknowledge({ version: 7_500, snapshot: 7_000 });
  expect(await stub.status()).toMatchObject({ value: { keptFrom: 1_500 } });
  for (const when of ['in memory', 'after a wake']) {
    expect([when, (await suggestionOf(stub, made)).delta]).toEqual([
      when,
      [{ retain: 7_504 }, { delete: 3 }],
    ]);
    await evictDurableObject(stub);
  }
  expect(await stub.suggestion({ suggestionId: made.id, version: 1 })).toMatchObject({ ok: true });
  expect(await stub.suggestion({ suggestionId: made.id, version: 3 })).toMatchObject({
    error: { code: 'pruned' },
  });
  expect(await stub.suggest({ by: { user: ADA }, version: 1, delta: [{ insert: 'x' }] })).toMatchObject({
    error: { code: 'pruned' },
  });
  answered(await decide(stub, made));
  answered(await decide(stub, onOld));
  expect(await textOf(stub)).toMatch(/^x+> one {2}\n$/);
});

test('accepting an edit writes and reads nothing of suggestions', async () => {
  const { stub } = await documentWith('one two three');
  await suggest(stub, 1, [{ retain: 4 }, { delete: 3 }]);
  await evictDurableObject(stub);
  const touched = await runInDurableObject(stub, async (instance, { storage }) => {
    const exec = vi.spyOn(Object.getPrototypeOf(storage.sql), 'exec');
    await write(instance as unknown as Stub, 1, [{ insert: 'x' }], [{ insert: 'y' }]);
    return exec.mock.calls.map(([query]) => query as string).filter((query) => query.includes('review'));
  });
  expect(touched).toEqual([]);
});

test('the thread of a suggestion is there once it has a comment', async () => {
  const { stub } = await documentWith('abc');
  const made = await suggest(stub, 1, [{ insert: 'X' }]);
  expect(await stub.thread(made.threadId)).toMatchObject({ error: { code: 'thread_not_found' } });
  const listed = async () =>
    answered(await stub.threads({ status: 'all', after: null, limit: 9 })).threads.map(({ id }) => id);
  expect(await listed()).toEqual([]);
  const comment = await replyTo(stub, made.threadId, 'Why?');
  await replyTo(stub, made.threadId, 'Because.', ADA);
  expect(await listed()).toEqual([made.threadId]);
  expect(await threadOf(stub, made.threadId)).toMatchObject({
    suggestionId: made.id,
    range: null,
    comments: [{ id: comment.id, body: 'Why?' }, { author: ADA }],
  });
  answered(await decide(stub, made, 'rejected'));
  await replyTo(stub, made.threadId, 'Well.', ADA);
  await proveLog(stub);
});

test('an erased user has no name and no note any more; what they proposed stays', async () => {
  const { stub } = await documentWith('abc');
  const made = await suggest(stub, 1, [{ insert: 'X' }], { note: 'by ada' });
  const other = await suggest(stub, 1, [{ insert: 'Y' }], { user: BOB, note: 'by bob' });
  answered(await decide(stub, other));
  await stub.forgetUser(ADA.id);
  const erased = { id: ADA.id, name: 'Deleted user', color: '#5f6368' };
  const left = await suggestionOf(stub, made);
  expect(left).toMatchObject({ author: erased, note: null, status: 'open', review: 6 });
  for (const table of ['review_texts', 'review_people', 'review_suggestions'])
    expect(JSON.stringify(await rowsOf(stub, table))).not.toMatch(/by ada|"ada"/);
  await stub.forgetUser(BOB.id);
  expect(await suggestionOf(stub, other)).toMatchObject({
    author: { name: 'Deleted user' },
    decidedBy: { name: 'Deleted user' },
    note: null,
  });
  await proveLog(stub);
  answered(
    await stub.decideSuggestion({
      by: { user: reviewer('eve') },
      suggestionId: made.id,
      kind: 'accepted',
      part: null,
    }),
  );
  expect(await textOf(stub)).toBe('YXabc\n');
});

test('a hunk that is named again and again is kept once', async () => {
  const { stub } = await documentWith('one two');
  const { id, review } = await suggest(stub, 1, [{ insert: 'A' }, { retain: 4 }, { insert: 'B' }]);
  const hunks = Array.from({ length: 10_000 }, () => 1);
  answered(await decide(stub, { id }, 'rejected', { version: 1, review, hunks }));
  const part = { version: 1, review, hunks: [1] };
  expect(await rowsOf(stub, 'review_suggestions')).toMatchObject([
    { decisions: JSON.stringify([{ by: BOB.id, accepted: null, part }]) },
  ]);
  expect((await proveLog(stub)).at(-1)).toMatchObject({ part });
});
