import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import type { Suggestion } from '../../../src/protocol/review.ts';
import { call, expectJson, expectProblem, type Json } from '../support/api.ts';
import { holdEvents } from '../support/events.ts';
import { post, proposed, SLOW, suggest, textOf, tokenOf } from '../support/proposed.ts';
import { edit, TEXT } from '../support/threads.ts';

beforeEach(holdEvents);

test('a commenter suggests, an editor accepts, and the text has it', async () => {
  const { ada, grace, eve, docId, path } = await proposed();
  const response = await call(path, post(grace, { version: 1, delta: SLOW, note: 'Calm down' }));
  const made = (await response.json()) as Suggestion;
  expect(response.status).toBe(201);
  expect(response.headers.get('Location')).toBe(`${path}/${made.id}`);
  expect(made).toMatchObject({
    author: { id: grace.id, name: 'Grace', color: '#006874' },
    note: 'Calm down',
    status: 'open',
    version: 1,
    delta: SLOW,
    decidedBy: null,
    decidedAt: null,
    acceptedVersion: null,
  });
  await edit(ada, docId, [{ insert: 'Once, ' }]);
  const { items, nextCursor } = await expectJson(200, path, { token: ada.token });
  expect(nextCursor).toBeNull();
  expect(items).toEqual([
    { ...made, version: 2, delta: [{ retain: 10 }, { insert: 'slow' }, { delete: 5 }] },
  ]);
  expect(await expectJson(200, `${path}/${made.id}/accept`, post(eve))).toEqual({ version: 3 });
  expect(await textOf(ada, docId)).toContain('Once, The slow brown fox');
  // Again, and by the other editor.
  for (const again of [eve, ada])
    expect(await expectJson(200, `${path}/${made.id}/accept`, post(again))).toEqual({ version: 3 });
  await expectProblem(409, 'already_decided', `${path}/${made.id}/reject`, post(eve));
  await expectProblem(409, 'already_decided', `${path}/${made.id}`, { method: 'DELETE', token: grace.token });
  expect((await expectJson(200, path, { token: ada.token })).items).toEqual([]);
  const [decided] = (await expectJson(200, `${path}?status=accepted`, { token: ada.token })).items;
  expect(decided).toMatchObject({
    status: 'accepted',
    version: 1,
    delta: SLOW,
    decidedBy: { id: eve.id },
    acceptedVersion: 3,
  });
  const log = await expectJson(200, `/v1/docs/${docId}/ops?from=2`, { token: ada.token });
  expect(log.items).toMatchObject([{ version: 3, userId: grace.id }]);
  expect(log.items[0].client.startsWith(grace.id.slice(0, 8))).toBe(true);
});

test('a whole text is suggested by what changes it', async () => {
  const { ada, grace, eve, docId, path } = await proposed();
  await edit(ada, docId, [{ insert: 'Once, ' }]);
  const text = 'The quick red fox\njumps over the lazy dog\n';
  const made = await suggest(grace, docId, { text });
  expect(made).toMatchObject({ version: 2 });
  expect(JSON.stringify(made.delta)).not.toContain('fox');
  await expectJson(200, `${path}/${made.id}/accept`, post(eve));
  expect(await textOf(ada, docId)).toBe(`Once, ${text}`);
});

test('hunks are named on a version, decided on it, and refused when they are others', async () => {
  const { ada, grace, eve, docId, path } = await proposed();
  const delta = [{ insert: 'Look: ' }, { retain: 4 }, { insert: 'slow' }, { delete: 5 }];
  const made = await suggest(grace, docId, { delta });
  await edit(ada, docId, [{ retain: 3 }, { insert: ' very' }]);
  const detail = await expectJson(200, `${path}/${made.id}`, { token: ada.token });
  expect(detail).toMatchObject({
    version: 2,
    hunks: [
      { index: 0, length: 0, deleted: '', inserted: 'Look: ' },
      { index: 9, length: 5, deleted: 'quick', inserted: 'slow' },
    ],
  });
  expect((await expectJson(200, `${path}/${made.id}?version=1`, { token: ada.token })).hunks[1]).toEqual({
    index: 4,
    length: 5,
    deleted: 'quick',
    inserted: 'slow',
  });
  for (const version of [0, 3])
    await expectProblem(422, 'unknown_version', `${path}/${made.id}?version=${version}`, {
      token: ada.token,
    });
  const accept = `${path}/${made.id}/accept`;
  const part = { version: 1, review: made.review, hunks: [1] };
  await expectProblem(422, 'unknown_hunk', accept, post(eve, { ...part, hunks: [2] }));
  for (const wrong of [{ ...part, hunks: [] }, { hunks: [1] }, { ...part, more: 1 }, { version: 1 }])
    await expectProblem(422, 'invalid_request', accept, post(eve, wrong));
  expect(await expectJson(200, accept, post(eve, part))).toEqual({ version: 3 });
  expect(await expectJson(200, accept, post(ada, part))).toEqual({ version: 3 });
  await expectProblem(409, 'suggestion_changed', accept, post(eve, { ...part, hunks: [0] }));
  const left = await expectJson(200, `${path}/${made.id}`, { token: ada.token });
  expect(left).toMatchObject({ status: 'open', acceptedVersion: 3, hunks: [{ inserted: 'Look: ' }] });
  const rest = { version: 3, review: left.review, hunks: [0] };
  expect(await expectJson(200, `${path}/${made.id}/reject`, post(eve, rest))).toMatchObject({
    status: 'accepted',
    version: 1,
    delta,
  });
  expect(await textOf(ada, docId)).toBe('The very slow brown fox\njumps over the lazy dog\n');
});

test('its author replaces and withdraws it, and no one else', async () => {
  const { grace, eve, path, docId } = await proposed();
  const made = await suggest(grace, docId, { note: 'Hm' });
  const one = `${path}/${made.id}`;
  const body = { version: 1, review: made.review, delta: [{ insert: 'Slowly: ' }] };
  await expectProblem(403, 'forbidden', one, { method: 'PUT', token: eve.token, body });
  const replaced = await expectJson(200, one, { method: 'PUT', token: grace.token, body });
  expect(replaced).toMatchObject({ id: made.id, note: 'Hm', delta: body.delta, review: made.review + 1 });
  await expectProblem(409, 'suggestion_changed', one, { method: 'PUT', token: grace.token, body });
  await expectProblem(403, 'forbidden', one, { method: 'DELETE', token: eve.token });
  for (let i = 0; i < 2; i++)
    expect((await call(one, { method: 'DELETE', token: grace.token })).status).toBe(204);
  await expectProblem(409, 'already_decided', `${one}/accept`, post(eve));
  const next = { ...body, review: replaced.review + 1 };
  await expectProblem(409, 'suggestion_changed', one, { method: 'PUT', token: grace.token, body: next });
  await expectProblem(404, 'not_found', `${path}/${randomId()}`, { token: grace.token });
  await expectProblem(404, 'not_found', `${path}/${randomId()}/accept`, post(eve));
});

test('what cannot be a suggestion is refused', async () => {
  const { grace, path } = await proposed();
  const refused = (status: number, code: string, body: Json) =>
    expectProblem(status, code, path, post(grace, body));
  await refused(422, 'unknown_version', { version: 2, delta: SLOW });
  await refused(422, 'unknown_version', { version: 2, text: 'x' });
  for (const delta of [
    [],
    [{ retain: 3 }],
    [{ retain: 99 }, { insert: 'x' }],
    [{ insert: 'x', attributes: { 'suggest-delete': 'a' } }],
  ])
    await refused(422, 'invalid_delta', { version: 1, delta });
  await refused(413, 'too_large', { version: 1, delta: [{ insert: 'x'.repeat(210_000) }] });
  await refused(422, 'invalid_content', { version: 1, html: '<div>'.repeat(600) });
  for (const body of [
    { delta: SLOW },
    { version: 1 },
    { version: 1, delta: SLOW, text: 'x' },
    { version: 1, delta: 'x' },
    { version: 1, delta: SLOW, note: '' },
    { version: 1, delta: SLOW, note: 'x'.repeat(10_001) },
    { version: -1, delta: SLOW },
    { version: 1, delta: SLOW, more: 1 },
  ])
    await refused(422, 'invalid_request', body);
});

test('the list goes by when they were made, a page at a time', async () => {
  const { ada, grace, eve, path, docId } = await proposed();
  const made: string[] = [];
  for (let i = 0; i < 5; i++) made.push((await suggest(grace, docId)).id);
  const first = await expectJson(200, `${path}?limit=3`, { token: ada.token });
  expect(first.items.map(({ id }: Json) => id)).toEqual(made.slice(0, 3));
  await expectJson(200, `${path}/${made[3]}/reject`, post(eve));
  const next = await expectJson(200, `${path}?limit=3&cursor=${first.nextCursor}`, { token: ada.token });
  expect(next.items.map(({ id }: Json) => id)).toEqual(made.slice(4));
  const all = await expectJson(200, `${path}?status=all`, { token: ada.token });
  expect(all.items.map(({ id }: Json) => id)).toEqual(made);
  await expectProblem(422, 'invalid_cursor', `${path}?status=all&cursor=${first.nextCursor}`, {
    token: ada.token,
  });
});

test('the content has open suggestions as if accepted, or marked, or not at all', async () => {
  const { ada, grace, eve, docId, path } = await proposed();
  const [one, two] = [
    await suggest(grace, docId),
    await suggest(eve, docId, {
      delta: [{ retain: 4 }, { insert: 'very ' }, { retain: 5, attributes: { bold: true } }],
    }),
  ];
  const content = `/v1/docs/${docId}/content`;
  const read = (query: string) => expectJson(200, `${content}${query}`, { token: grace.token });
  expect((await read('?suggestions=none')).ops).toEqual(TEXT);
  expect((await read('?suggestions=inline')).ops).toEqual([
    { insert: 'The ' },
    { insert: 'slow', attributes: { 'suggest-insert': one.id } },
    { insert: 'very ', attributes: { 'suggest-insert': two.id } },
    { insert: 'quick', attributes: { 'suggest-delete': one.id, 'suggest-format': two.id } },
    { insert: ' brown fox\njumps over the lazy dog\n' },
  ]);
  const accepted = await read('?suggestions=accepted');
  expect(await textOf(ada, docId, '?suggestions=accepted')).toMatch(/^The slowvery {2}brown fox\n/);
  const tagged = await call(`${content}?suggestions=accepted`, { token: ada.token });
  await tagged.body?.cancel();
  const headers = { 'If-None-Match': tagged.headers.get('ETag') ?? '' };
  const again = () => call(`${content}?suggestions=accepted`, { token: ada.token, headers });
  expect((await again()).status).toBe(304);
  await suggest(grace, docId, { delta: [{ insert: 'x' }] }).then(async ({ id }) => {
    const changed = await again();
    expect(changed.status).toBe(200);
    await changed.body?.cancel();
    expect((await call(`${path}/${id}`, { method: 'DELETE', token: grace.token })).status).toBe(204);
  });
  for (const { id } of [one, two]) await expectJson(200, `${path}/${id}/accept`, post(ada));
  expect((await read('')).ops).toEqual(accepted.ops);
  await expectProblem(422, 'invalid_request', `${content}?suggestions=some`, { token: ada.token });
});

test('an agent with docs:suggest alone reads and suggests, and changes no text by any route', async () => {
  const { ada, grace, eve, docId, path } = await proposed();
  const agent = await tokenOf(ada, 'docs:suggest');
  const made = await suggest(agent, docId);
  expect(await expectJson(200, path, agent)).toMatchObject({ items: [{ id: made.id }] });
  expect((await expectJson(200, `${path}/${made.id}`, agent)).hunks).toHaveLength(1);
  expect(await textOf(agent, docId, '?suggestions=accepted')).toContain('slow');
  const review = { version: 1, review: made.review, delta: [{ insert: 'x' }] };
  await expectJson(200, `${path}/${made.id}`, { method: 'PUT', ...agent, body: review });
  const commenter = await tokenOf(grace, 'docs:comment', 'docs:read');
  await expectProblem(403, 'insufficient_scope', path, post(commenter, { version: 1, delta: SLOW }));
  for (const [method, route, body] of [
    ['PUT', 'content', { text: 'x' }],
    ['POST', 'ops', { baseVersion: 1, delta: [{ insert: 'x' }] }],
    ['POST', 'revert', { version: 0 }],
    ['POST', `suggestions/${made.id}/accept`, {}],
    ['POST', `suggestions/${made.id}/reject`, {}],
    ['GET', 'threads', undefined],
    ['GET', 'review', undefined],
    ['GET', 'ops', undefined],
    ['POST', 'threads', { version: 1, range: null, body: 'Hm' }],
  ] as const)
    await expectProblem(403, 'insufficient_scope', `/v1/docs/${docId}/${route}`, { method, ...agent, body });
  expect(await textOf(eve, docId)).toBe(TEXT[0]?.insert);
});
