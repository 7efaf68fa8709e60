import { expect, test } from 'vitest';
import { call, createDocument, expectJson, expectProblem, giveRole, person } from '../support/api.ts';
import { archive, pastOfTwo, write } from '../support/history.ts';

test('lists revisions newest first, with their authors, alike before and after archiving', async () => {
  const past = await pastOfTwo();
  const { ada, grace, docId } = past;
  const path = `/v1/docs/${docId}/history`;
  expect(await expectJson(200, path, { token: ada.token })).toEqual({ items: [], nextCursor: null });

  await write(past, [
    { author: ada.id, delta: [{ insert: 'hello' }] },
    {
      author: grace.id,
      delta: [{ retain: 5 }, { insert: ' world' }, { retain: 1, attributes: { header: 1 } }],
    },
    { author: ada.id, delta: [{ delete: 5 }] },
  ]);
  const expected = {
    items: [
      {
        from: 0,
        to: 3,
        authors: [
          { id: ada.id, name: 'Ada', color: '#006874' },
          { id: grace.id, name: 'Grace', color: '#006874' },
        ],
        startedAt: expect.any(String),
        endedAt: expect.any(String),
        inserted: 11,
        deleted: 5,
      },
    ],
    nextCursor: null,
  };
  const live = await expectJson(200, path, { token: ada.token });
  expect(live).toEqual(expected);
  await archive(past);
  expect(await expectJson(200, path, { token: ada.token })).toEqual(live);

  // The stored revision has grown since, and the response has its current state.
  await write(past, [{ author: grace.id, delta: [{ insert: 'x' }] }]);
  expect(await expectJson(200, path, { token: grace.token })).toMatchObject({
    items: [{ from: 0, to: 4, inserted: 12 }],
  });
});

test('revisions are read page by page, across the archive’s end', async () => {
  const past = await pastOfTwo();
  const { ada, docId } = past;
  const typed = (count: number) =>
    write(
      past,
      Array.from({ length: count }, () => ({ author: ada.id, delta: [{ insert: 'x' }] })),
    );
  await typed(2_500);
  await archive(past);
  await typed(1_600);
  const path = `/v1/docs/${docId}/history`;
  const seen: number[][] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '?limit=2' : `?limit=2&cursor=${cursor}`;
    const page = await expectJson(200, `${path}${query}`, { token: ada.token });
    seen.push(...page.items.map(({ from, to }: { from: number; to: number }) => [from, to]));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual([
    [4_000, 4_100],
    [3_000, 4_000],
    [2_000, 3_000],
    [1_000, 2_000],
    [0, 1_000],
  ]);
  await expectProblem(422, 'invalid_cursor', `${path}?cursor=nonsense`, { token: ada.token });
  await expectProblem(422, 'invalid_request', `${path}?version=1&cursor=x`, { token: ada.token });
  await expectProblem(422, 'invalid_request', `${path}?since=1`, { token: ada.token });
}, 60_000);

test('a version never changes: it may be kept, and is not asked for twice', async () => {
  const past = await pastOfTwo();
  const { ada, docId } = past;
  await write(past, [
    { author: ada.id, delta: [{ insert: 'one' }] },
    { author: ada.id, delta: [{ insert: 'two ' }] },
  ]);
  await archive(past);
  const path = `/v1/docs/${docId}/history?version=1`;
  const first = await call(path, { token: ada.token });
  expect(await first.json()).toEqual({ version: 1, ops: [{ insert: 'one\n' }], at: expect.any(String) });
  expect(first.headers.get('Cache-Control')).toBe('private, max-age=31536000, immutable');
  // Another user of the same browser does not get its cached response.
  expect(first.headers.get('Vary')).toBe('Authorization, Origin');
  const again = await call(path, {
    token: ada.token,
    headers: { 'If-None-Match': first.headers.get('ETag') as string },
  });
  expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' });

  expect(await expectJson(200, `/v1/docs/${docId}/history?version=0`, { token: ada.token })).toMatchObject({
    version: 0,
    ops: [{ insert: '\n' }],
  });
  await expectProblem(404, 'unknown_version', `/v1/docs/${docId}/history?version=3`, { token: ada.token });
  await expectProblem(404, 'unknown_version', `/v1/docs/${docId}/history?version=3`, {
    token: ada.token,
    headers: { 'If-None-Match': '"v3"' },
  });
  await expectProblem(422, 'invalid_request', `/v1/docs/${docId}/history?version=-1`, { token: ada.token });
});

test('I6: reading the history needs read access, reverting needs write access', async () => {
  const ada = await person('Ada');
  const docId = await createDocument(ada, [{ insert: 'text\n' }]);
  const [viewer, commenter, stranger] = [await person(), await person(), await person()];
  await giveRole(ada, docId, viewer, 'viewer');
  await giveRole(ada, docId, commenter, 'commenter');
  const path = `/v1/docs/${docId}`;
  const reads = [
    'history',
    'history?version=1',
    'diff?from=0&to=1',
    'attribution?version=1',
    'ops',
    'snapshots',
    'visit',
  ];
  for (const read of reads) {
    await expectJson(200, `${path}/${read}`, { token: viewer.token });
    await expectProblem(404, 'not_found', `${path}/${read}`, { token: stranger.token });
    await expectProblem(401, 'unauthenticated', `${path}/${read}`);
  }
  const writes: [method: string, path: string, body: unknown][] = [
    ['POST', 'revert', { version: 0 }],
    ['POST', 'revert', { author: ada.id, from: 0, to: 1 }],
    ['POST', 'snapshots', { name: 'mine' }],
    ['PATCH', 'snapshots/1', { name: 'mine' }],
  ];
  for (const [method, write, body] of writes) {
    await expectProblem(403, 'forbidden', `${path}/${write}`, { method, body, token: commenter.token });
    await expectProblem(404, 'not_found', `${path}/${write}`, { method, body, token: stranger.token });
  }
  await expectProblem(404, 'not_found', `${path}/visit`, {
    method: 'PUT',
    body: { version: 1 },
    token: stranger.token,
  });
  await call(path, { method: 'DELETE', token: ada.token });
  for (const read of reads) await expectProblem(410, 'deleted', `${path}/${read}`, { token: viewer.token });
});

test('a visit is noted for oneself, and goes forward only', async () => {
  const past = await pastOfTwo();
  const { ada, grace, docId } = past;
  await write(past, [
    { author: ada.id, delta: [{ insert: 'one' }] },
    { author: ada.id, delta: [{ insert: 'two' }] },
  ]);
  const path = `/v1/docs/${docId}/visit`;
  expect(await expectJson(200, path, { token: grace.token })).toEqual({ version: null, at: null });
  const put = (version: unknown) => ({ method: 'PUT', token: grace.token, body: { version } });
  expect((await call(path, put(2))).status).toBe(204);
  expect((await call(path, put(1))).status).toBe(204);
  expect(await expectJson(200, path, { token: grace.token })).toEqual({ version: 2, at: expect.any(String) });
  expect(await expectJson(200, path, { token: ada.token })).toEqual({ version: null, at: null });
  await expectProblem(422, 'unknown_version', path, put(3));
  await expectProblem(422, 'invalid_request', path, put('2'));
});
