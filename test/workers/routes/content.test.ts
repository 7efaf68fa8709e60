import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { snapshotUrl } from '../../../src/platform/archive/signed-url.ts';
import { call, createDocument, expectJson, expectProblem, ORIGIN, person } from '../support/api.ts';

test('content is JSON or plain text by Accept, with an ETag of its version', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: 'a' }, { insert: { divider: true } }, { insert: '\n' }]);
  const path = `/v1/docs/${docId}/content`;
  const get = (accept: string, headers = {}) =>
    call(path, { token: ada.token, headers: { Accept: accept, ...headers } });
  const json = await get('application/json');
  expect(json.headers.get('ETag')).toBe('"v1"');
  expect(await json.json()).toEqual({
    version: 1,
    ops: [{ insert: 'a' }, { insert: { divider: true } }, { insert: '\n' }],
  });
  const text = await get('text/css, text/*;q=0.9');
  expect(text.headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
  expect(await text.text()).toBe('a\ufffc\n');
  expect((await get('application/json', { 'If-None-Match': '"v1"' })).status).toBe(304);
  await expectProblem(406, 'not_acceptable', path, {
    token: ada.token,
    headers: { Accept: 'application/pdf' },
  });
});

test('content is replaced by the smallest change, which merges; a stale If-Match is refused', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [
    { insert: 'one two', attributes: { bold: true } },
    { insert: '\n' },
  ]);
  const path = `/v1/docs/${docId}/content`;
  const put = (body: unknown, tag?: string) => ({
    method: 'PUT',
    token: ada.token,
    body,
    ...(tag && { headers: { 'If-Match': tag } }),
  });
  expect(await expectJson(200, path, put({ text: 'one 2\n' }, '"v1"'))).toEqual({ version: 2 });
  const { items } = await expectJson(200, `/v1/docs/${docId}/ops?from=1`, { token: ada.token });
  expect(items).toMatchObject([
    { version: 2, userId: ada.id, delta: [{ retain: 4 }, { insert: '2' }, { delete: 3 }] },
  ]);
  await expectProblem(412, 'precondition_failed', path, put({ text: 'x' }, '"v1"'));
  expect(await expectJson(200, path, put({ text: 'one 2' }))).toEqual({ version: 2 });
  const target = [{ insert: 'one' }, { insert: '\n', attributes: { header: 1 } }];
  expect(await expectJson(200, path, put({ delta: target }))).toEqual({ version: 3 });
  expect((await expectJson(200, path, { token: ada.token })).ops).toEqual(target);
  await expectProblem(422, 'invalid_content', path, put({ delta: [{ insert: 'x' }] }));
});

test('operations from a version are transformed; with client and seq they are taken once', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const path = `/v1/docs/${docId}/ops`;
  const post = (body: unknown) => ({ method: 'POST', token: ada.token, body });
  expect(await expectJson(200, path, post({ baseVersion: 0, delta: [{ insert: 'b' }] }))).toEqual({
    version: 1,
    delta: [{ insert: 'b' }],
  });
  const client = `${ada.id.slice(0, 8)}-integration`;
  const op = post({ baseVersion: 0, delta: [{ insert: 'a' }], client, seq: 1 });
  const taken = await expectJson(200, path, op);
  expect(taken).toEqual({ version: 2, delta: [{ retain: 1 }, { insert: 'a' }] });
  expect(await expectJson(200, path, op)).toEqual(taken);
  expect((await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token })).ops).toEqual([
    { insert: 'ba\n' },
  ]);

  await expectProblem(
    422,
    'foreign_client',
    path,
    post({ baseVersion: 0, delta: [], client: 'somebody-else1234', seq: 1 }),
  );
  await expectProblem(422, 'invalid_delta', path, post({ baseVersion: 0, delta: [{ retain: 0 }] }));
  await expectProblem(422, 'unknown_version', path, post({ baseVersion: 99, delta: [{ insert: 'x' }] }));
  await expectProblem(422, 'invalid_request', path, post({ baseVersion: 0, delta: [], seq: 1 }));
  const page = await expectJson(200, `${path}?limit=1`, { token: ada.token });
  expect(page).toMatchObject({ items: [{ version: 1 }], head: 2, nextFrom: 1 });
  expect((await expectJson(200, `${path}?from=1`, { token: ada.token })).nextFrom).toBeNull();
});

test('a page of long operations is shorter than its limit, and none is left out', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const path = `/v1/docs/${docId}/ops`;
  const text = 'x'.repeat(450_000);
  for (let baseVersion = 0; baseVersion < 24; baseVersion++) {
    const delta = baseVersion % 2 === 0 ? [{ insert: text }] : [{ delete: text.length }];
    await expectJson(200, path, { method: 'POST', token: ada.token, body: { baseVersion, delta } });
  }
  const versions: number[] = [];
  const pages: number[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const page: { items: { version: number }[]; nextFrom: number | null } = await expectJson(
      200,
      `${path}?from=${from}&limit=5000`,
      { token: ada.token },
    );
    versions.push(...page.items.map(({ version }) => version));
    pages.push(page.items.length);
    from = page.nextFrom;
  }
  expect(versions).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  expect(pages.length).toBeGreaterThan(1);
});

test('an old version is read and brought back by one more operation', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: 'first\n' }]);
  await expectJson(200, `/v1/docs/${docId}/content`, {
    method: 'PUT',
    token: ada.token,
    body: { text: 'second' },
  });
  const past = await expectJson(200, `/v1/docs/${docId}/history?version=1`, { token: ada.token });
  expect(past).toMatchObject({ version: 1, ops: [{ insert: 'first\n' }], at: expect.any(String) });
  expect(
    await expectJson(200, `/v1/docs/${docId}/revert`, {
      method: 'POST',
      token: ada.token,
      body: { version: 1 },
    }),
  ).toEqual({ version: 3 });
  expect((await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token })).ops).toEqual([
    { insert: 'first\n' },
  ]);
  await expectProblem(404, 'unknown_version', `/v1/docs/${docId}/history?version=9`, { token: ada.token });
  expect((await expectJson(200, `/v1/docs/${docId}/presence`, { token: ada.token })).items).toEqual([]);
});

test('a snapshot is served only by a valid signed URL of its version', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: 'text\n' }]);
  const { snapshotUrl: newest } = await expectJson(200, `/v1/docs/${docId}`, { token: ada.token });
  const nothingArchivedYet = await call(newest.slice(ORIGIN.length));
  expect(await nothingArchivedYet.json()).toEqual({ version: 0, ops: [{ insert: '\n' }] });
  const path = snapshotUrl('', { docId, version: 1 }, env.URL_SIGNING_KEY, Date.now());
  for (let i = 0; i < 2; i++) {
    const response = await call(path);
    expect(response.headers.get('Cache-Control')).toBe('private, max-age=31536000, immutable');
    expect(await response.json()).toEqual({ version: 1, ops: [{ insert: 'text\n' }] });
  }
  await expectProblem(403, 'invalid_signature', path.replace('/1?', '/0?'));
  await expectProblem(403, 'invalid_signature', `${path}x`);
  const long = Date.now() - 3 * 24 * 60 * 60 * 1000;
  await expectProblem(
    403,
    'invalid_signature',
    snapshotUrl('', { docId, version: 1 }, env.URL_SIGNING_KEY, long),
  );
  await expectProblem(
    404,
    'not_found',
    snapshotUrl('', { docId, version: 7 }, env.URL_SIGNING_KEY, Date.now()),
  );
  await call(`/v1/docs/${docId}`, { method: 'DELETE', token: ada.token });
  await expectProblem(404, 'not_found', path);
});
