import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import type { Thread } from '../../../src/protocol/review.ts';
import { call, expectJson, expectProblem, giveRole, type Person, person } from '../support/api.ts';
import { holdEvents } from '../support/events.ts';
import { discussed, edit, listed, openThread, QUICK, reply } from '../support/threads.ts';

beforeEach(holdEvents);

test('a thread is about a range of the text, and follows it', async () => {
  const { ada, grace, docId, path } = await discussed();
  const response = await call(path, {
    method: 'POST',
    token: grace.token,
    body: { version: 1, range: QUICK, body: 'Really?' },
  });
  const thread = (await response.json()) as Thread;
  expect(response.status).toBe(201);
  expect(response.headers.get('Location')).toBe(`${path}/${thread.id}`);
  expect(thread).toEqual({
    id: expect.stringMatching(/^[\w-]{22}$/),
    version: 1,
    range: QUICK,
    quote: 'quick',
    detached: false,
    resolved: null,
    createdAt: expect.any(String),
    suggestionId: null,
    comments: [
      {
        id: expect.stringMatching(/^[\w-]{22}$/),
        author: { id: grace.id, name: 'Grace', color: '#006874' },
        body: 'Really?',
        mentions: [],
        at: expect.any(String),
        editedAt: null,
      },
    ],
  });
  expect(await edit(ada, docId, [{ insert: 'Once, ' }])).toBe(2);
  const read = await call(`${path}/${thread.id}`, { token: ada.token });
  expect(await read.json()).toEqual({ ...thread, version: 2, range: { index: 10, length: 5 } });
  const tag = read.headers.get('ETag') ?? '';
  const headers = { 'If-None-Match': tag };
  expect((await call(`${path}/${thread.id}`, { token: ada.token, headers })).status).toBe(304);
  await reply(ada, docId, thread.id);
  expect((await call(`${path}/${thread.id}`, { token: ada.token, headers })).status).toBe(200);
});

test('the range is on any version that there was; what is gone by now begins detached', async () => {
  const { ada, grace, docId } = await discussed();
  await edit(ada, docId, [{ insert: 'Once, ' }]);
  expect(await openThread(grace, docId)).toMatchObject({
    version: 2,
    quote: 'quick',
    range: { index: 10, length: 5 },
  });
  await edit(ada, docId, [{ retain: 10 }, { delete: 6 }]);
  expect(await openThread(grace, docId)).toMatchObject({
    version: 3,
    quote: 'quick',
    detached: true,
    range: { index: 10, length: 0 },
  });
});

test('a range that is no text, or of no version, is refused', async () => {
  const { grace, path } = await discussed();
  const refused = (status: number, code: string, body: unknown) =>
    expectProblem(status, code, path, { method: 'POST', token: grace.token, body });
  const body = 'Hm';
  await refused(422, 'empty_range', { version: 1, range: { index: 4, length: 0 }, body });
  await refused(422, 'range_too_far', { version: 1, range: { index: 40, length: 5 }, body });
  await refused(422, 'range_too_far', { version: 0, range: { index: 0, length: 2 }, body });
  await refused(422, 'unknown_version', { version: 2, range: QUICK, body });
  await refused(422, 'unknown_version', { version: 2, range: null, body });
  for (const wrong of [
    { version: 1, body },
    { range: QUICK, body },
    { version: 1, range: QUICK },
    { version: 1, range: { index: -1, length: 2 }, body },
    { version: 1, range: { index: 0.5, length: 2 }, body },
    { version: 1, range: { ...QUICK, more: 1 }, body },
    { version: 1, range: QUICK, body, more: 1 },
  ])
    await refused(422, 'invalid_request', wrong);
});

test('a body has 1 to 10,000 units, and something to see', async () => {
  const { grace, docId, path } = await discussed();
  await openThread(grace, docId, { body: 'x'.repeat(10_000) });
  await openThread(grace, docId, { body: 'two\nlines' });
  for (const body of ['', '   ', '\u200b', 'x'.repeat(10_001), '\ud800', 'a\u0000b', '\u202eabc', null, 7])
    await expectProblem(422, 'invalid_request', path, {
      method: 'POST',
      token: grace.token,
      body: { version: 1, range: QUICK, body },
    });
});

test('members are mentioned by id and named in the answer; no one else can be', async () => {
  const { ada, grace, docId, path } = await discussed();
  const { comments } = await openThread(grace, docId, {
    body: `<@${ada.id}> and <@${grace.id}>, <@nobody>, <@${ada.id}>`,
  });
  expect(comments[0]?.mentions).toEqual([
    { id: ada.id, name: 'Ada' },
    { id: grace.id, name: 'Grace' },
  ]);
  const eve = await person('Eve');
  const request = {
    method: 'POST',
    token: grace.token,
    body: { version: 1, range: null, body: `<@${eve.id}>` },
  };
  const { errors } = await expectProblem(422, 'not_a_member', path, request);
  expect(errors).toEqual([{ path: 'body', message: `${eve.id} has no role in the document` }]);
  const many = Array.from({ length: 51 }, () => `<@${randomId()}>`).join('');
  await expectProblem(422, 'invalid_request', path, {
    ...request,
    body: { version: 1, range: null, body: many },
  });
});

test('replies follow in order; a resolved thread opens again by one', async () => {
  const { ada, grace, docId, path } = await discussed();
  const { id } = await openThread(grace, docId);
  const said = await reply(ada, docId, id, 'So it is');
  expect(said).toMatchObject({ author: { id: ada.id, name: 'Ada' }, body: 'So it is', editedAt: null });
  const resolve = (resolved: boolean) =>
    expectJson(200, `${path}/${id}`, { method: 'PATCH', token: grace.token, body: { resolved } });
  const resolved = await resolve(true);
  expect(resolved.resolved).toEqual({
    at: expect.any(String),
    by: { id: grace.id, name: 'Grace', color: '#006874' },
  });
  expect(await resolve(true)).toEqual(resolved);
  expect(await listed(ada, path)).toEqual([]);
  expect(await listed(ada, `${path}?status=resolved`)).toEqual([resolved]);
  await reply(grace, docId, id, 'Thanks');
  expect(await listed(ada, path)).toMatchObject([
    { id, resolved: null, comments: [{ body: 'Hm' }, { body: 'So it is' }, { body: 'Thanks' }] },
  ]);
  await resolve(true);
  expect((await resolve(false)).resolved).toBeNull();
});

test('a comment is edited by its author alone', async () => {
  const { ada, grace, docId, path } = await discussed();
  const { id, comments } = await openThread(grace, docId);
  const comment = `${path}/${id}/comments/${comments[0]?.id}`;
  const change = (by: Person, body = `<@${ada.id}>!`) => ({
    method: 'PATCH',
    token: by.token,
    body: { body },
  });
  expect(await expectJson(200, comment, change(grace))).toEqual({
    ...comments[0],
    body: `<@${ada.id}>!`,
    mentions: [{ id: ada.id, name: 'Ada' }],
    editedAt: expect.any(String),
  });
  await expectProblem(403, 'forbidden', comment, change(ada));
  await expectProblem(422, 'invalid_request', comment, change(grace, ''));
});

test('a comment is deleted by its author or the owner; a thread goes with its only one', async () => {
  const { ada, grace, docId, path } = await discussed();
  const eve = await person('Eve');
  await giveRole(ada, docId, eve, 'editor');
  const { id, comments } = await openThread(grace, docId);
  const first = comments[0]?.id;
  const second = (await reply(eve, docId, id)).id;
  const remove = (by: Person, comment = first) =>
    [`${path}/${id}/comments/${comment}`, { method: 'DELETE', token: by.token }] as const;
  await expectProblem(403, 'forbidden', ...remove(eve));
  await expectProblem(403, 'forbidden', ...remove(grace, second));
  await expectJson(204, ...remove(grace));
  expect(await listed(ada, path)).toMatchObject([
    { id, comments: [{ id: first, body: null }, { body: 'Ah' }] },
  ]);
  await expectProblem(404, 'not_found', ...remove(grace));
  await expectJson(204, ...remove(ada, second));
  expect(await listed(ada, `${path}?status=all`)).toEqual([]);
  await expectProblem(404, 'not_found', `${path}/${id}`, { token: ada.token });
});

test('a repeat with the same key begins no second thread', async () => {
  const { grace, path } = await discussed();
  const request = {
    method: 'POST',
    token: grace.token,
    body: { version: 1, range: QUICK, body: 'Once' },
    headers: { 'Idempotency-Key': randomId() },
  };
  const thread = await expectJson(201, path, request);
  const again = await call(path, request);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  expect(await again.json()).toEqual(thread);
  expect(await listed(grace, path)).toHaveLength(1);
  await expectProblem(422, 'idempotency_key_reused', path, {
    ...request,
    body: { version: 1, range: QUICK, body: 'Twice' },
  });
});

test('what there is not is not found', async () => {
  const { ada, grace, docId, path } = await discussed();
  const { id, comments } = await openThread(grace, docId);
  const other = randomId();
  const by = { token: ada.token };
  await expectProblem(404, 'not_found', `${path}/${other}`, by);
  await expectProblem(404, 'not_found', `${path}/${other}/replies`, {
    ...by,
    method: 'POST',
    body: { body: 'x' },
  });
  await expectProblem(404, 'not_found', `${path}/${other}`, {
    ...by,
    method: 'PATCH',
    body: { resolved: true },
  });
  for (const comment of [`${id}/comments/${other}`, `${other}/comments/${comments[0]?.id}`]) {
    await expectProblem(404, 'not_found', `${path}/${comment}`, { ...by, method: 'DELETE' });
    await expectProblem(404, 'not_found', `${path}/${comment}`, {
      ...by,
      method: 'PATCH',
      body: { body: 'x' },
    });
  }
});
