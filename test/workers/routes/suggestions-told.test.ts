import { strFromU8, unzipSync } from 'fflate';
import { beforeEach, expect, test } from 'vitest';
import { nobodyTold, told } from '../notifications/team.ts';
import { call, expectJson, type Json, type Person } from '../support/api.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';
import { post, proposed, SLOW, suggest } from '../support/proposed.ts';
import { reply } from '../support/threads.ts';
import { toldEvents } from '../support/told-events.ts';

beforeEach(holdEvents);

test('decisions are in the audit log, and who takes part is told once', async () => {
  const { ada, grace, eve, docId, path } = await proposed();
  const made = await suggest(grace, docId, { note: 'Calm down' });
  await reply(eve, docId, made.threadId, 'Why?');
  for (let i = 0; i < 2; i++) await expectJson(200, `${path}/${made.id}/accept`, post(ada));
  const of = async (type: string) =>
    (await toldEvents()).filter((event) => event.docId === docId && event.type === type);
  expect(await of('suggestion.created')).toMatchObject([
    {
      id: made.id,
      by: { userId: grace.id },
      userIds: [ada.id],
      threadId: made.threadId,
      excerpt: 'Calm down',
    },
  ]);
  const decisions = await of('suggestion.decided');
  expect(decisions).toMatchObject([
    {
      by: { userId: ada.id },
      suggestionId: made.id,
      authorId: grace.id,
      how: 'accepted',
      status: 'accepted',
      version: 2,
      hunks: null,
    },
  ]);
  expect(decisions[0].userIds.sort()).toEqual([grace.id, eve.id].sort());
  // Its suggester takes part in its thread.
  expect(await of('comment.created')).toMatchObject([{ userIds: [ada.id, grace.id] }]);
});

test('the log, attribution, diffs and revisions name the suggester, and who accepted', async () => {
  const { ada, grace, eve, docId, path } = await proposed();
  const made = await suggest(grace, docId);
  await expectJson(200, `${path}/${made.id}/accept`, post(eve));
  const of = (route: string) => expectJson(200, `/v1/docs/${docId}/${route}`, { token: ada.token });
  const { runs, authors } = await of('attribution');
  expect(runs).toContainEqual({
    text: 'slow',
    author: grace.id,
    version: 2,
    at: expect.any(String),
    acceptedBy: eve.id,
  });
  expect(runs.filter(({ acceptedBy }: Json) => acceptedBy !== undefined)).toHaveLength(1);
  expect(authors.map(({ name }: Json) => name).sort()).toEqual(['Ada', 'Eve', 'Grace']);
  expect((await of('diff?from=1&to=2')).ops[1].change).toMatchObject({
    author: grace.id,
    acceptedBy: eve.id,
  });
  const { items } = await of('history');
  expect(items.find(({ to }: Json) => to === 2)).toMatchObject({
    authors: expect.arrayContaining([expect.objectContaining({ id: grace.id })]),
    suggestedBy: [{ id: grace.id, name: 'Grace' }],
    acceptedBy: [{ id: eve.id, name: 'Eve' }],
  });
  const log = (await of('ops?from=0')).items;
  expect(log.map(({ userId, acceptedBy }: Json) => [userId, acceptedBy])).toEqual([
    [ada.id, undefined],
    [grace.id, eve.id],
  ]);
});

test('an export has what its user suggested, and the suggestions of their documents', async () => {
  const { ada, grace, docId } = await proposed();
  const made = await suggest(grace, docId, { note: 'Calm down' });
  const filesOf = async (of: Person) => {
    const response = await call('/v1/users/me/export', { token: of.token });
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    return (path: string) => JSON.parse(strFromU8(files[path] as Uint8Array));
  };
  expect((await filesOf(grace))('suggestions.json')).toMatchObject([
    { docId, id: made.id, note: 'Calm down', delta: SLOW },
  ]);
  const owner = await filesOf(ada);
  expect(owner('suggestions.json')).toEqual([]);
  expect(owner(`documents/${docId}/suggestions.json`)).toMatchObject([
    { id: made.id, author: { id: grace.id } },
  ]);
});

test('the owner hears of a suggestion, its suggester of the decision', async () => {
  const { ada, grace, eve, docId, path } = await proposed();
  await handEventsOn();
  await nobodyTold();
  const made = await suggest(grace, docId, { note: 'Calm down' });
  await handEventsOn();
  const { threadId } = made;
  expect((await told(ada)).items).toMatchObject([
    {
      kind: 'suggestion',
      actor: { name: 'Grace' },
      data: { suggestionId: made.id, threadId, excerpt: 'Calm down' },
    },
  ]);
  await expectJson(200, `${path}/${made.id}/accept`, post(eve));
  await handEventsOn();
  expect((await told(grace)).items).toMatchObject([
    {
      kind: 'suggestion_decided',
      actor: { name: 'Eve' },
      data: { suggestionId: made.id, threadId, status: 'accepted' },
    },
  ]);
  expect((await told(ada)).items.map(({ kind }: Json) => kind)).toEqual(['suggestion_decided', 'suggestion']);
  expect((await told(eve)).items.map(({ kind }: Json) => kind)).not.toContain('suggestion_decided');
  const audit = await expectJson(200, `/v1/docs/${docId}/audit`, { token: ada.token });
  expect(audit.items.filter(({ type }: Json) => type === 'suggestion.decided')).toMatchObject([
    {
      details: { suggestionId: made.id, how: 'accepted', status: 'accepted', version: 2 },
    },
  ]);
});

test('a repeat of a decision is told once, also when it names another part', async () => {
  const { grace, eve, docId, path } = await proposed();
  const [rejected, accepted] = [await suggest(grace, docId), await suggest(grace, docId)];
  const { review } = rejected;
  const part = { version: 1, review, hunks: [0] };
  for (const body of [part, {}, { ...part, review: 7 }, { ...part, version: 0, hunks: [0, 3, 4] }])
    await expectJson(200, `${path}/${rejected.id}/reject`, post(eve, body));
  for (const body of [{}, { ...part, review: 7, hunks: [0, 3, 4] }])
    await expectJson(200, `${path}/${accepted.id}/accept`, post(eve, body));
  const decisions = (await toldEvents()).filter(
    (event) => event.docId === docId && event.type === 'suggestion.decided',
  );
  expect(decisions).toMatchObject([
    { suggestionId: rejected.id, how: 'rejected', hunks: 1 },
    { suggestionId: accepted.id, how: 'accepted', hunks: null },
  ]);
});

test('what the owner is told quotes the note as it is, before and after it is told', async () => {
  const { ada, grace, docId, path } = await proposed();
  await handEventsOn();
  await nobodyTold();
  const made = await suggest(grace, docId, { note: 'My secret' });
  const rename = async (note: string | null, review: number) => {
    const body = { version: 1, review, delta: SLOW, note };
    return expectJson(200, `${path}/${made.id}`, { method: 'PUT', token: grace.token, body });
  };
  const quoted = async () =>
    (await told(ada)).items
      .filter(({ kind }: Json) => kind === 'suggestion')
      .map(({ data }: Json) => data.excerpt ?? null);
  const changed = await rename('Before', made.review);
  await handEventsOn();
  expect(await quoted()).toEqual(['Before']);
  const again = await rename('After', changed.review);
  expect(await quoted()).toEqual(['After']);
  await rename(null, again.review);
  expect(await quoted()).toEqual([null]);
});
