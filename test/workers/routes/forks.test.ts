import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { createDocument, expectJson, expectProblem, giveRole, type Json, person } from '../support/api.ts';
import { handEventsOn, heldEvents, holdEvents, typesAbout } from '../support/events.ts';
import { forked, forkOf, merge, mergeRefused, metadataOf, textOf, type, update } from '../support/forks.ts';
import { callWith } from '../support/history.ts';

beforeEach(async () => {
  holdEvents();
  await env.DB.prepare('DELETE FROM event_outbox').run();
});

test('a fork begins with the text of a version, belongs to the user who forks, and names its origin', async () => {
  const ada = await person('Ada');
  const docId = await createDocument(ada, [{ insert: 'one\n' }], 'Plans');
  await type(ada, docId, [{ retain: 3 }, { insert: ' two' }]);
  const newest = await forkOf(ada, docId);
  expect(newest).toMatchObject({
    title: 'Plans',
    role: 'owner',
    ownerId: ada.id,
    origin: { docId, version: 2 },
  });
  expect(await textOf(ada, newest.id)).toBe('one two');
  const older = await forkOf(ada, docId, { version: 1, title: 'As it was' });
  expect(older).toMatchObject({ title: 'As it was', origin: { docId, version: 1 } });
  expect(await textOf(ada, older.id)).toBe('one');
  expect((await metadataOf(ada, older.id)).origin).toEqual({ docId, version: 1 });
  const { items } = await expectJson(200, '/v1/docs', { token: ada.token });
  expect(new Map(items.map(({ id, origin }: Json) => [id, origin]))).toEqual(
    new Map<string, Json>([
      [docId, null],
      [newest.id, { docId, version: 2 }],
      [older.id, { docId, version: 1 }],
    ]),
  );
  const post = (body: Json) => ({ method: 'POST', token: ada.token, body });
  await expectProblem(404, 'unknown_version', `/v1/docs/${docId}/fork`, post({ version: 9 }));
  const copy = await expectJson(201, `/v1/docs/${older.id}/duplicate`, post({}));
  expect(copy.origin).toBe(null);
});

test('the origin puts X in front, the fork appends Y and merges, then appends Z and merges: XabcYZ', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  await type(ada, origin, [{ insert: 'X' }]);
  await type(grace, fork, [{ retain: 3 }, { insert: 'Y' }]);
  expect(await merge(grace, fork)).toBe(3);
  await type(grace, fork, [{ retain: 4 }, { insert: 'Z' }]);
  expect(await merge(grace, fork)).toBe(4);
  expect(await textOf(ada, origin)).toBe('XabcYZ');
  expect(await merge(grace, fork)).toBe(null);
  expect(await textOf(grace, fork)).toBe('abcYZ');
  expect(await update(grace, fork)).toBe(4);
  expect(await textOf(grace, fork)).toBe('XabcYZ');
  expect(await update(grace, fork)).toBe(null);
  expect(await merge(grace, fork)).toBe(null);
});

test('a fork is compared with its origin before anything is written', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  await type(ada, origin, [{ insert: 'X' }]);
  await type(grace, fork, [{ retain: 1 }, { insert: 'Y' }, { delete: 1 }]);
  const path = `/v1/docs/${fork}/origin`;
  const hunk = { index: 2, length: 1, deleted: 'b', inserted: 'Y', before: 'Xa', after: 'c', formatted: '' };
  const there = { index: 0, length: 0, deleted: '', inserted: 'X', before: '', after: 'aYc', formatted: '' };
  expect(await expectJson(200, path, { token: grace.token })).toEqual({
    docId: origin,
    title: 'Plans',
    role: 'editor',
    version: 1,
    merge: { version: 2, hunks: [hunk], more: 0 },
    update: { version: 2, hunks: [there], more: 0 },
  });
  await merge(grace, fork);
  expect(await expectJson(200, path, { token: grace.token })).toMatchObject({ merge: { hunks: [] } });
  await update(grace, fork);
  expect(await expectJson(200, path, { token: grace.token })).toMatchObject({
    merge: { hunks: [] },
    update: { hunks: [] },
  });
  await expectProblem(409, 'no_origin', `/v1/docs/${origin}/origin`, { token: ada.token });
});

test('what comes into a fork and back is written by the person who wrote it', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  const bob = await person('Bob');
  await giveRole(grace, fork, bob, 'editor');
  await type(bob, fork, [{ insert: 'B' }]);
  await type(grace, fork, [{ retain: 4 }, { insert: 'G' }]);
  await type(bob, fork, [{ insert: 'b' }]);
  await merge(grace, fork);
  await type(ada, origin, [{ insert: 'A' }]);
  await update(grace, fork);
  const runs = async (docId: string) => {
    const { runs } = await expectJson(200, `/v1/docs/${docId}/attribution`, { token: grace.token });
    return runs.map(({ text, author }: Json) => [text, author]);
  };
  const written = [
    ['A', ada.id],
    ['bB', bob.id],
    ['abc', ada.id],
    ['G', grace.id],
  ];
  expect((await runs(origin)).slice(0, 4)).toEqual(written);
  expect((await runs(fork)).slice(0, 4)).toEqual(written);
  const { items } = await expectJson(200, `/v1/docs/${origin}/ops?from=1`, { token: ada.token });
  expect(items.map(({ userId }: Json) => userId)).toEqual([bob.id, grace.id, ada.id]);
});

test('more than one operation holds comes as several', async () => {
  const { grace, origin, fork } = await forked('abc');
  const long = 'x'.repeat(400_000);
  await type(grace, fork, [{ insert: long }]);
  await type(grace, fork, [{ insert: long }]);
  expect(await merge(grace, fork)).toBeGreaterThan(2);
  expect((await textOf(grace, origin)).length).toBe(800_003);
  expect(await merge(grace, fork)).toBe(null);
  expect(await update(grace, fork)).toBe(null);
});

test('the owner of the origin is told of a merge, once, and the audit log has it', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  await type(grace, fork, [{ insert: 'Y' }]);
  expect(await merge(grace, fork, { note: 'Have a look' })).toBe(2);
  expect(typesAbout(await heldEvents(), origin)).toContain('fork.merged');
  await handEventsOn(2);
  const { items } = await expectJson(200, '/v1/notifications', { token: ada.token });
  const told = items.filter(({ kind }: Json) => kind === 'fork_merged');
  expect(told).toMatchObject([
    {
      actor: { id: grace.id },
      document: { id: origin },
      data: { forkId: fork, version: 2, message: 'Have a look' },
    },
  ]);
  const audit = await expectJson(200, `/v1/docs/${origin}/audit`, { token: ada.token });
  const [entry] = audit.items.filter((item: Json) => item.type === 'fork.merged');
  expect(entry).toMatchObject({ details: { forkId: fork, version: 2 } });
  expect(JSON.stringify(entry)).not.toContain('Have a look');
});

test('roles are needed on both', async () => {
  const { ada, grace, origin, fork } = await forked('abc', 'viewer');
  await type(grace, fork, [{ insert: 'Y' }]);
  await type(ada, origin, [{ insert: 'X' }]);
  await mergeRefused(403, 'forbidden', grace, fork);
  expect(await update(grace, fork)).toBe(3);
  await giveRole(grace, fork, ada, 'viewer');
  await mergeRefused(403, 'forbidden', ada, fork);
  await giveRole(grace, fork, ada, 'editor');
  expect(await merge(ada, fork)).toBe(3);
  expect(await textOf(ada, origin)).toBe(await textOf(grace, fork));
});

test('a user who loses sight of the origin keeps the fork, without an origin', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  const permission = `/v1/docs/${origin}/permissions/${grace.id}`;
  await expectJson(204, permission, { method: 'DELETE', token: ada.token });
  expect((await metadataOf(grace, fork)).origin).toBe(null);
  const { items } = await expectJson(200, '/v1/docs?filter=owned', { token: grace.token });
  expect(items.map(({ origin }: Json) => origin)).toEqual([null]);
  await mergeRefused(409, 'no_origin', grace, fork);
  const asked = { method: 'POST', token: grace.token };
  await expectProblem(409, 'no_origin', `/v1/docs/${fork}/update`, asked);
  // The same as for a document that is no fork.
  await mergeRefused(409, 'no_origin', ada, origin);
  await type(grace, fork, [{ insert: 'Y' }]);
  expect(await textOf(grace, fork)).toBe('Yabc');
});

test('a token that is limited to documents lists both', async () => {
  const { grace, origin, fork } = await forked('abc');
  await type(grace, fork, [{ insert: 'Y' }]);
  const token = async (docIds: string[]) => {
    const body = { name: 'A program', scopes: ['docs:read', 'docs:write'], docIds };
    const made = await expectJson(201, '/v1/tokens', { method: 'POST', token: grace.token, body });
    return { ...grace, token: made.token as string };
  };
  const ofFork = await token([fork]);
  await mergeRefused(409, 'no_origin', ofFork, fork);
  expect((await metadataOf(ofFork, fork)).origin).toBe(null);
  const { items } = await expectJson(200, '/v1/docs', { token: ofFork.token });
  expect(items).toMatchObject([{ id: fork, origin: null }]);
  await expectProblem(403, 'insufficient_scope', `/v1/docs/${fork}/fork`, {
    method: 'POST',
    token: ofFork.token,
    body: {},
  });
  const ofBoth = await token([fork, origin]);
  expect((await metadataOf(ofBoth, fork)).origin).toEqual({ docId: origin, version: 1 });
  expect(await merge(ofBoth, fork)).toBe(2);
});

test('the trash holds off, and what is erased ends it: the fork stays with what it knows of its authors', async () => {
  const { ada, grace, origin, fork } = await forked('abc');
  await type(grace, fork, [{ insert: 'Y' }]);
  await expectJson(204, `/v1/docs/${origin}`, { method: 'DELETE', token: ada.token });
  await mergeRefused(410, 'deleted', grace, fork);
  await expectJson(200, `/v1/docs/${origin}/restore`, { method: 'POST', token: ada.token });
  expect(await merge(grace, fork)).toBe(2);
  const erase = { method: 'DELETE', token: ada.token };
  await expectJson(204, `/v1/docs/${origin}?permanent=true`, erase);
  await mergeRefused(409, 'no_origin', grace, fork);
  expect((await metadataOf(grace, fork)).origin).toBe(null);
  const left = await env.DB.prepare('SELECT count(*) AS n FROM forks WHERE doc_id = ? OR origin_id = ?')
    .bind(fork, origin)
    .first();
  expect(left).toEqual({ n: 0 });
  const { runs } = await expectJson(200, `/v1/docs/${fork}/attribution`, { token: grace.token });
  expect(runs.slice(0, 2)).toMatchObject([
    { text: 'Y', author: grace.id },
    { text: 'abc', author: ada.id },
  ]);
});

test('a fork counts against the documents that a user may own', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const few: Env = { ...env, LIMITS: '{"documentsPerUser": 2}' as '' };
  const fork = () => callWith(few, `/v1/docs/${docId}/fork`, { method: 'POST', token: ada.token, body: {} });
  expect((await fork()).status).toBe(201);
  const refused = await fork();
  expect([refused.status, ((await refused.json()) as Json).code]).toEqual([409, 'too_many_documents']);
});
