import { expect, test } from 'vitest';
import { call, createDocument, expectJson, expectProblem, giveRole, person } from '../support/api.ts';
import { archive, pastOfTwo, write } from '../support/history.ts';

test('a document is created, read, renamed, starred, put into the trash and taken out', async () => {
  const ada = await person();
  const created = await call('/v1/docs', {
    method: 'POST',
    token: ada.token,
    body: { title: '  Plans ', content: { text: 'one\r\ntwo' } },
  });
  expect(created.status).toBe(201);
  const document = (await created.json()) as { id: string };
  expect(created.headers.get('Location')).toBe(`/v1/docs/${document.id}`);
  expect(document).toMatchObject({
    title: 'Plans',
    role: 'owner',
    version: 1,
    length: 8,
    starred: false,
    region: null,
  });

  const path = `/v1/docs/${document.id}`;
  const renamed = await expectJson(200, path, {
    method: 'PATCH',
    token: ada.token,
    body: { title: 'Plan', starred: true },
  });
  expect(renamed).toMatchObject({ title: 'Plan', starred: true });
  expect(await expectJson(200, `${path}/content`, { token: ada.token })).toEqual({
    version: 1,
    ops: [{ insert: 'one\ntwo\n' }],
  });

  expect((await call(path, { method: 'DELETE', token: ada.token })).status).toBe(204);
  expect((await call(path, { method: 'DELETE', token: ada.token })).status).toBe(204);
  await expectProblem(410, 'deleted', `${path}/content`, { token: ada.token });
  expect((await expectJson(200, path, { token: ada.token })).deletedAt).not.toBeNull();
  expect((await expectJson(200, '/v1/docs?filter=trash', { token: ada.token })).items).toHaveLength(1);
  expect((await expectJson(200, '/v1/docs', { token: ada.token })).items).toHaveLength(0);
  await expectJson(200, `${path}/restore`, { method: 'POST', token: ada.token });
  expect((await expectJson(200, `${path}/content`, { token: ada.token })).version).toBe(1);
});

test('unknown fields, unreadable content, bad deltas and bad ids are refused', async () => {
  const ada = await person();
  const post = (body: unknown) => ({ method: 'POST', token: ada.token, body });
  const unknown = await expectProblem(
    422,
    'invalid_request',
    '/v1/docs',
    post({ title: 'x', ownerId: 'me' }),
  );
  expect(unknown.errors[0].message).toContain('ownerId');
  await expectProblem(422, 'invalid_request', '/v1/docs', post({ title: '' }));
  await expectProblem(
    422,
    'invalid_request',
    '/v1/docs',
    post({ title: 'x', content: { text: 'a', delta: [] } }),
  );
  await expectProblem(
    422,
    'invalid_content',
    '/v1/docs',
    post({ title: 'x', content: { html: '<div>'.repeat(600) } }),
  );
  for (const delta of [
    [{ retain: 1 }],
    [{ insert: 'no newline' }],
    [{ insert: 5 }],
    [],
    [{ insert: '\ud800\n' }],
  ]) {
    await expectProblem(422, 'invalid_content', '/v1/docs', post({ title: 'x', content: { delta } }));
  }
  await expectProblem(400, 'malformed_json', '/v1/docs', post('{"title":'));
  await expectProblem(415, 'unsupported_media_type', '/v1/docs', {
    ...post('title=x'),
    headers: { 'Content-Type': 'text/plain' },
  });
  await expectProblem(422, 'invalid_request', '/v1/docs/short', { token: ada.token });
  await expectProblem(422, 'invalid_request', '/v1/docs?offset=3', { token: ada.token });
});

test('a body over the limit is refused by the bytes that came', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const big = JSON.stringify({ title: 'x'.repeat(1024 * 1024) });
  await expectProblem(413, 'too_large', `/v1/docs/${docId}`, {
    method: 'PATCH',
    token: ada.token,
    body: big,
  });
});

test('lists are read page by page, in every order and by every filter', async () => {
  const ada = await person();
  const grace = await person('Grace');
  const titles = ['e', 'b', 'd', 'a', 'c'];
  const ids: string[] = [];
  for (const title of titles) ids.push(await createDocument(ada, undefined, title));
  await giveRole(ada, ids[0] as string, grace, 'viewer');
  await expectJson(200, `/v1/docs/${ids[1]}`, { method: 'PATCH', token: ada.token, body: { starred: true } });

  for (const sort of ['-updatedAt', 'updatedAt', '-createdAt', 'createdAt', 'title', '-title']) {
    for (const filter of ['', '&filter=owned']) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: { items: { id: string; title: string }[]; nextCursor: string | null } = await expectJson(
          200,
          `/v1/docs?limit=2&sort=${sort}${filter}${cursor ? `&cursor=${cursor}` : ''}`,
          { token: ada.token },
        );
        seen.push(...page.items.map((item) => item.title));
        cursor = page.nextCursor;
      } while (cursor);
      expect([...seen].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
      if (sort === 'title') expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
      if (sort === '-title') expect(seen).toEqual(['e', 'd', 'c', 'b', 'a']);
    }
  }
  expect((await expectJson(200, '/v1/docs?filter=starred', { token: ada.token })).items).toHaveLength(1);
  expect((await expectJson(200, '/v1/docs?filter=shared', { token: ada.token })).items).toHaveLength(0);
  const shared = await expectJson(200, '/v1/docs?filter=shared', { token: grace.token });
  expect(shared.items).toMatchObject([{ id: ids[0], role: 'viewer' }]);

  const { nextCursor } = await expectJson(200, '/v1/docs?limit=2', { token: ada.token });
  await expectProblem(422, 'invalid_cursor', `/v1/docs?sort=title&cursor=${nextCursor}`, {
    token: ada.token,
  });
  await expectProblem(422, 'invalid_cursor', '/v1/docs?cursor=nonsense', { token: ada.token });
});

test('finds documents by words of their titles and texts, among the user’s own', async () => {
  const past = await pastOfTwo();
  const { ada, grace, docId } = past;
  const plan = await createDocument(ada, undefined, 'Ünser Plan');
  const path = `/v1/docs/${docId}`;
  await expectJson(200, path, { method: 'PATCH', token: ada.token, body: { title: 'Notes' } });
  await write(past, [{ author: ada.id, delta: [{ insert: 'The lighthouse keeps watch' }] }]);
  await archive(past, [1]);
  const found = async (query: string, by = ada) =>
    (await expectJson(200, `/v1/docs?${query}`, { token: by.token })).items.map(
      (item: { id: string }) => item.id,
    );
  expect(await found('q=light%20KEEPS')).toEqual([docId]);
  expect(await found('q=unser')).toEqual([plan]);
  expect(await found('q=light%20absent')).toEqual([]);
  expect(await found('q=lighthouse', grace)).toEqual([docId]);
  expect(await found('q=plan', grace)).toEqual([]);
  expect(await found('q=lighthouse&filter=shared', grace)).toEqual([docId]);
  expect(await found('q=lighthouse&filter=trash')).toEqual([]);
  for (const sort of ['title', '-createdAt'])
    expect(await found(`q=l&filter=owned&sort=${sort}`)).toEqual([docId]);
  // A query without a word finds nothing, and the index's operators are ordinary words.
  expect(await found('q=%22*')).toEqual([]);
  expect(await found('q=NEAR%20lighthouse')).toEqual([]);
  await write(past, [{ author: ada.id, delta: [{ delete: 14 }] }]);
  await archive(past, [2]);
  expect(await found('q=lighthouse')).toEqual([]);
});

test('metadata has an ETag: 304 saves a read, 412 guards a write', async () => {
  const ada = await person();
  const path = `/v1/docs/${await createDocument(ada)}`;
  const tag = (await call(path, { token: ada.token })).headers.get('ETag') as string;
  const unchanged = await call(path, { token: ada.token, headers: { 'If-None-Match': `"other", W/${tag}` } });
  expect({ status: unchanged.status, body: await unchanged.text() }).toEqual({ status: 304, body: '' });

  const patch = (title: string) => ({
    method: 'PATCH',
    token: ada.token,
    body: { title },
    headers: { 'If-Match': tag },
  });
  await expectJson(200, path, patch('second'));
  await expectProblem(412, 'precondition_failed', path, patch('third'));
  expect((await expectJson(200, path, { token: ada.token })).title).toBe('second');
});

test('a copy belongs to its creator', async () => {
  const ada = await person();
  const grace = await person('Grace');
  const docId = await createDocument(ada, [{ insert: 'text\n' }]);
  await giveRole(ada, docId, grace, 'viewer');
  const copy = await expectJson(201, `/v1/docs/${docId}/duplicate`, { method: 'POST', token: grace.token });
  expect(copy).toMatchObject({ title: 'Notes', role: 'owner', ownerId: grace.id });
  expect((await expectJson(200, `/v1/docs/${copy.id}/content`, { token: grace.token })).ops).toEqual([
    { insert: 'text\n' },
  ]);
  await expectProblem(404, 'not_found', `/v1/docs/${copy.id}`, { token: ada.token });
});
