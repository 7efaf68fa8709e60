import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { call, createDocument, expectJson, expectProblem, type Json, person } from '../support/api.ts';
import { sweep } from '../support/cron.ts';

test('every answer carries an id and the security headers, refusals too', async () => {
  for (const path of [
    '/healthz',
    '/v1/docs',
    '/v1/nothing',
    '/v1/openapi.json',
    '/reference',
    `/v1/collab/${'A'.repeat(22)}`,
  ]) {
    const { headers } = await call(path);
    expect(headers.get('X-Request-Id'), path).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(headers.get('X-Content-Type-Options'), path).toBe('nosniff');
    expect(headers.get('Content-Security-Policy'), path).toMatch(/^default-src 'none'/);
    expect(headers.get('Strict-Transport-Security'), path).toContain('max-age=63072000');
    expect(headers.get('Access-Control-Allow-Origin'), path).toBeNull();
  }
  await expectProblem(404, 'not_found', '/v1/nothing');
});

test('an Idempotency-Key: done once, answered twice', async () => {
  const ada = await person();
  const create = (key: string, title = 'Once') => ({
    method: 'POST',
    token: ada.token,
    body: { title },
    headers: { 'Idempotency-Key': key },
  });
  const first = await call('/v1/docs', create('k1'));
  const again = await call('/v1/docs', create('k1'));
  expect(await again.json()).toEqual(await first.json());
  expect([again.status, again.headers.get('Location'), again.headers.get('Idempotent-Replayed')]).toEqual([
    201,
    first.headers.get('Location'),
    'true',
  ]);
  expect((await expectJson(200, '/v1/docs', { token: ada.token })).items).toHaveLength(1);
  await expectProblem(422, 'idempotency_key_reused', '/v1/docs', create('k1', 'Other'));
  await expectProblem(422, 'invalid_idempotency_key', '/v1/docs', create('x'.repeat(256)));

  const grace = await person('Grace');
  expect((await expectJson(201, '/v1/docs', { ...create('k1'), token: grace.token })).ownerId).toBe(grace.id);

  const refused = { ...create('k2'), body: { title: '' } };
  await expectProblem(422, 'invalid_request', '/v1/docs', refused);
  expect((await call('/v1/docs', refused)).headers.get('Idempotent-Replayed')).toBe('true');
});

test('of concurrent requests with an Idempotency-Key one is done, the other must wait; after 24 hours the key is free', async () => {
  const ada = await person();
  const create = {
    method: 'POST',
    token: ada.token,
    body: { title: 'Race' },
    headers: { 'Idempotency-Key': 'race' },
  };
  const answers = await Promise.all([
    call('/v1/docs', create),
    call('/v1/docs', create),
    call('/v1/docs', create),
  ]);
  const statuses = answers.map((answer) => answer.status).sort();
  expect(statuses[0]).toBe(201);
  for (const status of statuses) expect([201, 409]).toContain(status);
  expect((await expectJson(200, '/v1/docs', { token: ada.token })).items).toHaveLength(1);
  await env.DB.prepare('UPDATE idempotency_keys SET created_at = created_at - 86400001').run();
  await expectJson(201, '/v1/docs', create);
  expect((await expectJson(200, '/v1/docs', { token: ada.token })).items).toHaveLength(2);
});

test('a failure of ours is not kept under an Idempotency-Key', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const rename = {
    method: 'PATCH',
    token: ada.token,
    body: { title: 'After all' },
    headers: { 'Idempotency-Key': 'failing' },
  };
  await env.DB.prepare('ALTER TABLE stars RENAME TO stars_away').run();
  await expectProblem(500, 'internal', `/v1/docs/${docId}`, rename);
  await env.DB.prepare('ALTER TABLE stars_away RENAME TO stars').run();
  expect((await expectJson(200, `/v1/docs/${docId}`, rename)).title).toBe('After all');
});

test('rates are counted per verified user, else per address as Cloudflare saw it', async () => {
  const ada = await person();
  const keys: string[] = [];
  const spies = (['RATE_LIMIT_AUTH', 'RATE_LIMIT_USER', 'RATE_LIMIT_ADDRESS'] as const).map((name) =>
    vi.spyOn(env[name], 'limit').mockImplementation(async ({ key }) => {
      keys.push(`${name} ${key}`);
      return { success: false };
    }),
  );
  const headers = {
    'CF-Connecting-IP': '192.0.2.1',
    'X-Forwarded-For': '10.0.0.1',
    'X-Real-IP': '10.0.0.1',
    Forwarded: 'for=10.0.0.1',
  };
  const refused = await expectProblem(429, 'rate_limited', '/v1/docs', { token: ada.token, headers });
  expect(refused.status).toBe(429);
  await expectProblem(429, 'rate_limited', '/v1/docs', { token: `${ada.token}x`, headers });
  await expectProblem(429, 'rate_limited', '/v1/auth/login', { method: 'POST', body: {}, headers });
  await expectProblem(429, 'rate_limited', '/v1/auth/validate', { token: ada.token, headers });
  for (const path of ['/healthz', '/readyz', '/metrics', '/reference', '/.well-known/jwks.json'])
    await expectProblem(429, 'rate_limited', path, { headers });
  for (const spy of spies) spy.mockRestore();
  expect(keys).toEqual([
    `RATE_LIMIT_USER ${ada.id}`,
    'RATE_LIMIT_ADDRESS 192.0.2.1',
    'RATE_LIMIT_AUTH address:192.0.2.1',
    `RATE_LIMIT_AUTH ${ada.id}`,
    ...new Array(5).fill('RATE_LIMIT_ADDRESS outside:192.0.2.1'),
  ]);
});

test('the bindings limit for real: 100 a minute on /v1/auth from one address', async () => {
  const validate = { headers: { 'CF-Connecting-IP': '192.0.2.77' } };
  let taken = 0;
  let answer = await call('/v1/auth/validate', validate);
  for (; answer.status === 401 && taken < 250; taken++) answer = await call('/v1/auth/validate', validate);
  expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '60']);
  // The windows are the clock's minutes: a run across the end of one also gets the next one's hundred.
  expect(taken).toBeGreaterThanOrEqual(100);
  expect(taken).toBeLessThanOrEqual(200);
});

test('health, readiness and metrics', async () => {
  expect(await expectJson(200, '/healthz')).toEqual({ status: 'ok' });
  expect(await expectJson(200, '/readyz')).toEqual({
    status: 'up',
    dependencies: {
      database: 'up',
      archive: 'up',
      documents: 'up',
      queues: 'up',
      keys: 'up',
      limits: 'up',
      mail: 'up',
    },
  });
  const metrics = await call('/metrics');
  expect(await metrics.text()).toContain('http_requests_total{method="GET",route="/healthz",status="200"}');
  const environment = env as { ENVIRONMENT: string };
  environment.ENVIRONMENT = 'production';
  await expectProblem(401, 'unauthenticated', '/metrics');
  await expectProblem(401, 'unauthenticated', '/metrics', { token: 'wrong' });
  expect((await call('/metrics', { headers: { Authorization: 'Bearer a-metrics-token' } })).status).toBe(200);
  environment.ENVIRONMENT = 'local';
});

test('readiness names what is down', async () => {
  const get = vi.spyOn(env.ARCHIVE, 'get').mockRejectedValue(new Error('no archive'));
  const { status, dependencies } = await expectJson(503, '/readyz');
  get.mockRestore();
  expect({ status, ...dependencies }).toMatchObject({ status: 'down', archive: 'down', database: 'up' });
});

test('every route is in the OpenAPI document and on the reference page, with a CSP that allows no script', async () => {
  const api = await expectJson(200, '/v1/openapi.json');
  expect(api.openapi).toBe('3.1.0');
  expect(Object.keys(api.paths).length).toBeGreaterThan(25);
  const page = await call('/reference');
  const text = await page.text();
  for (const path of Object.keys(api.paths)) expect(text).toContain(path);
  expect(page.headers.get('Content-Security-Policy')).toMatch(
    /^default-src 'none'; img-src 'self'; style-src 'sha256-/,
  );
  expect(text).not.toContain('<script');
});

test('I6: a stranger reaches nothing of a document, by any route', async () => {
  const [ada, stranger] = [await person(), await person('Mallory')];
  const docId = await createDocument(ada, [{ insert: 'secret\n' }], 'Secret title');
  const api = await expectJson(200, '/v1/openapi.json');
  const bodies: Record<string, unknown> = {
    'patch /v1/docs/{docId}': { title: 'mine' },
    'put /v1/docs/{docId}/content': { text: 'mine' },
    'post /v1/docs/{docId}/ops': { baseVersion: 0, delta: [{ insert: 'mine' }] },
    'put /v1/docs/{docId}/permissions/{userId}': { role: 'viewer' },
    'post /v1/docs/{docId}/invitations': { email: stranger.email, role: 'viewer' },
    'post /v1/docs/{docId}/owner': { userId: stranger.id },
    'put /v1/docs/{docId}/link': { role: 'editor' },
    'post /v1/docs/{docId}/access-requests': { role: 'editor' },
    'post /v1/docs/{docId}/access-requests/{requestId}': { role: 'editor' },
    'post /v1/docs/{docId}/revert': { version: 0 },
    'patch /v1/docs/{docId}/snapshots/{version}': { name: 'mine' },
    'put /v1/docs/{docId}/visit': { version: 0 },
    'post /v1/docs/{docId}/fork': {},
    'post /v1/docs/{docId}/merge': { as: 'edit' },
    'post /v1/docs/{docId}/threads': { version: 1, range: null, body: 'mine' },
    'patch /v1/docs/{docId}/threads/{threadId}': { resolved: true },
    'post /v1/docs/{docId}/threads/{threadId}/replies': { body: 'mine' },
    'patch /v1/docs/{docId}/threads/{threadId}/comments/{commentId}': { body: 'mine' },
    'post /v1/docs/{docId}/edits': { baseVersion: 1, edits: [{ find: 'a', replace: 'mine' }] },
    'post /v1/docs/{docId}/suggestions': { version: 1, delta: [{ insert: 'mine' }] },
    'put /v1/docs/{docId}/suggestions/{suggestionId}': { version: 1, review: 1, delta: [{ insert: 'mine' }] },
    'post /v1/docs/{docId}/suggestions/{suggestionId}/accept': {},
    'post /v1/docs/{docId}/suggestions/{suggestionId}/reject': {},
  };
  const queries: Record<string, string> = {
    'get /v1/docs/{docId}/history': '?version=1',
    'get /v1/docs/{docId}/diff': '?from=0&to=1',
    'get /v1/docs/{docId}/export': '?format=md',
  };
  let walked = 0;
  for (const [path, methods] of Object.entries<Json>(api.paths)) {
    if (!path.startsWith('/v1/docs/{docId}')) continue;
    for (const method of Object.keys(methods)) {
      const route = `${method} ${path}`;
      const filled = path
        .replace('{docId}', docId)
        .replace('{userId}', stranger.id)
        .replace('{invitationId}', docId)
        .replace('{requestId}', docId)
        .replace('{version}', '1')
        .replace('{hash}', '0'.repeat(64))
        .replace(/\{(?:thread|comment|suggestion)Id\}/g, docId);
      const url = filled + (queries[route] ?? '');
      const request = { method: method.toUpperCase(), body: bodies[route] };
      const response = await call(url, { ...request, token: stranger.token });
      const text = await response.text();
      // A request for access gets the same response for every id, with or without a document.
      const expected = route === 'post /v1/docs/{docId}/access-requests' ? 202 : 404;
      expect(`${route} ${response.status}`).toBe(`${route} ${expected}`);
      expect(text).not.toMatch(/secret/i);
      expect(`${route} ${(await call(url, request)).status}`).toBe(`${route} 401`);
      walked++;
    }
  }
  expect(walked).toBeGreaterThanOrEqual(15);
  for (const list of ['', '?filter=shared', '?filter=owned', '?filter=starred', '?filter=trash']) {
    expect((await expectJson(200, `/v1/docs${list}`, { token: stranger.token })).items).toEqual([]);
  }
  expect((await expectJson(200, `/v1/docs/${docId}`, { token: ada.token })).title).toBe('Secret title');
});

test('what has expired is swept', async () => {
  const ada = await person();
  await expectJson(201, '/v1/docs', {
    method: 'POST',
    token: ada.token,
    body: { title: 'x' },
    headers: { 'Idempotency-Key': 'old' },
  });
  await env.DB.prepare('UPDATE idempotency_keys SET created_at = 1').run();
  await env.DB.prepare("INSERT INTO throttles VALUES ('a', 1, 1)").run();
  await sweep();
  for (const left of ['idempotency_keys', 'throttles WHERE expires_at < 2']) {
    expect(await env.DB.prepare(`SELECT count(*) AS n FROM ${left}`).first('n')).toBe(0);
  }
});

test('every route that writes checks its body strictly', async () => {
  const api = await expectJson(200, '/v1/openapi.json');
  for (const [path, methods] of Object.entries<Json>(api.paths)) {
    for (const [method, operation] of Object.entries<Json>(methods)) {
      const schema = operation.requestBody?.content?.['application/json']?.schema;
      const forms: Json[] = schema === undefined ? [] : (schema.anyOf ?? [schema]);
      for (const { additionalProperties } of forms) {
        expect(`${method} ${path} ${additionalProperties}`).toBe(`${method} ${path} false`);
      }
    }
  }
});
