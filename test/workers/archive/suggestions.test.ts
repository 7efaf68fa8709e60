import { expect, test } from 'vitest';
import { expectJson, type Json } from '../support/api.ts';
import { loseStorage } from '../support/archive.ts';
import { edit, statusOf, type Written, written } from '../support/archived.ts';
import { nudge } from '../support/queue.ts';
import { ADA, answered, BOB } from '../support/review.ts';
import { decide, suggest, suggestionOf, textOf } from '../support/suggestions.ts';
import { toldEvents } from '../support/told-events.ts';

const ADMIN = { token: 'an-admin-token' };

const sound = async (docId: string): Promise<Json> => {
  const { ok, problems } = await expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN);
  return { ok, problems };
};

/** A document of version 3 with an open suggestion of which a part was accepted, and others that are decided. */
async function proposed(): Promise<Written & { ids: string[] }> {
  const document = await written([{ insert: 'one two three\n' }]);
  const { stub, owner } = document;
  const open = await suggest(stub, 1, [{ insert: '1' }, { retain: 4 }, { insert: '2' }], { note: 'numbers' });
  const rejected = await suggest(stub, 1, [{ insert: 'x' }], { user: BOB });
  answered(await decide(stub, open, 'accepted', { version: 1, review: 2, hunks: [1] }));
  answered(await decide(stub, rejected, 'rejected'));
  await edit(stub, owner.id, 2, [{ insert: '> ' }]);
  return { ...document, ids: [open.id, rejected.id] };
}

const all = async ({ stub }: Written) =>
  answered(await stub.suggestions({ status: null, after: null, limit: 100 })).suggestions;

test('I3 I4: an object that lost its storage has every suggestion again, and the open ones on the newest text', async () => {
  const document = await proposed();
  const { docId, stub } = document;
  const before = await all(document);
  expect(before).toMatchObject([
    { status: 'open', note: 'numbers', version: 3, delta: [{ retain: 2 }, { insert: '1' }] },
    { status: 'rejected', version: 1, delta: [{ insert: 'x' }] },
  ]);
  expect(await sound(docId)).toEqual({ ok: true, problems: [] });
  expect(await nudge(docId)).toBe('ack');
  expect((await statusOf(stub)).review).toMatchObject({ owed: false });
  await loseStorage(stub);
  expect(await all(document)).toEqual(before);
  expect(await sound(docId)).toEqual({ ok: true, problems: [] });
  answered(await decide(stub, { id: before[0]?.id ?? '' }));
  expect(await textOf(stub)).toBe('> 1one 2two three\n');
});

test('a recovery to before a decision opens the suggestion again, and its text is gone', async () => {
  const document = await proposed();
  const { docId, stub, ids } = document;
  expect(await nudge(docId)).toBe('ack');
  await expectJson(200, `/v1/admin/docs/${docId}/recover`, {
    method: 'POST',
    ...ADMIN,
    body: { version: 1 },
  });
  const [open, other] = await all(document);
  expect(open).toMatchObject({
    id: ids[0],
    status: 'open',
    acceptedVersion: null,
    version: 1,
    delta: [{ insert: '1' }, { retain: 4 }, { insert: '2' }],
  });
  expect(other).toMatchObject({ id: ids[1], status: 'open' });
  expect(await textOf(stub)).toBe('one two three\n');
  expect(await sound(docId)).toEqual({ ok: true, problems: [] });
  answered(await decide(stub, { id: ids[0] ?? '' }));
  expect(await textOf(stub)).toBe('1one 2two three\n');
});

test('a replaced text is in the archive no more', async () => {
  const { docId, stub } = await written([{ insert: 'one\n' }]);
  const made = await suggest(stub, 1, [{ insert: 'first' }]);
  expect(await nudge(docId)).toBe('ack');
  const second = { version: 1, review: made.review, delta: [{ insert: 'second' }] };
  answered(await stub.replaceSuggestion({ by: { user: ADA }, suggestionId: made.id, ...second }));
  expect(await nudge(docId)).toBe('ack');
  await loseStorage(stub);
  expect((await suggestionOf(stub, made)).delta).toEqual(second.delta);
  expect(answered(await stub.reviewTexts(0, 9)).texts.map(({ text }) => text)).toEqual([
    '[{"insert":"second"}]',
  ]);
});

test('what its Worker did not live to tell of is told when it is archived, once', async () => {
  const { docId, owner, ids } = await proposed();
  for (let i = 0; i < 2; i++) expect(await nudge(docId)).toBe('ack');
  const told = (await toldEvents()).filter(
    (event) => event.docId === docId && event.type.startsWith('suggestion'),
  );
  expect(told).toMatchObject([
    {
      type: 'suggestion.created',
      id: ids[0],
      by: { userId: ADA.id },
      userIds: [owner.id],
      excerpt: 'numbers',
    },
    { type: 'suggestion.created', id: ids[1], by: { userId: BOB.id } },
    { type: 'suggestion.decided', how: 'accepted', status: 'open', version: 2, hunks: 1, userIds: [] },
    {
      type: 'suggestion.decided',
      how: 'rejected',
      status: 'rejected',
      by: { userId: BOB.id },
      userIds: [owner.id],
    },
  ]);
});
