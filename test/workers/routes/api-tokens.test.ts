import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import type { Scope } from '../../../src/protocol/permissions.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  type Person,
  person,
} from '../support/api.ts';
import { eventsOf } from '../support/told-events.ts';

function create(owner: Person, body: Record<string, unknown>): Promise<Json> {
  return expectJson(201, '/v1/tokens', { method: 'POST', token: owner.token, body: { name: 'CI', ...body } });
}

function refuse(owner: Person, status: number, code: string, body: Record<string, unknown>): Promise<Json> {
  const request = { method: 'POST', token: owner.token, body: { name: 'CI', ...body } };
  return expectProblem(status, code, '/v1/tokens', request);
}

test('a token is shown once, kept as a hash, listed by its hint, and opens what it is made for', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const created = await create(ada, { name: 'Nightly export', scopes: ['docs:read'] });
  expect(created).toMatchObject({
    name: 'Nightly export',
    scopes: ['docs:read'],
    docIds: null,
    expiresAt: null,
    lastUsedAt: null,
  });
  expect(created.token).toMatch(/^cet_[A-Za-z0-9_-]{43}$/);
  expect(created.hint).toBe(created.token.slice(-4));

  expect((await expectJson(200, `/v1/docs/${docId}`, { token: created.token })).id).toBe(docId);
  const { items } = await expectJson(200, '/v1/tokens', { token: ada.token });
  const { token, ...item } = created;
  expect(items).toEqual([{ ...item, lastUsedAt: expect.any(String) }]);
  expect(JSON.stringify((await env.DB.prepare('SELECT * FROM api_tokens').all()).results)).not.toContain(
    token,
  );
  const events = await eventsOf(ada.id, 'user.token_created');
  expect(events).toMatchObject([{ tokenId: item.id, name: 'Nightly export', scopes: ['docs:read'] }]);
  expect(JSON.stringify(events)).not.toContain(token);
});

test('creating a token is not remembered for an Idempotency-Key: the answer holds a secret', async () => {
  const ada = await person();
  const request = {
    method: 'POST',
    token: ada.token,
    body: { name: 'CI', scopes: ['docs:read'] },
    headers: { 'Idempotency-Key': 'once' },
  };
  const first = await expectJson(201, '/v1/tokens', request);
  const second = await expectJson(201, '/v1/tokens', request);
  expect(second.token).not.toBe(first.token);
  const { results } = await env.DB.prepare('SELECT * FROM idempotency_keys WHERE user_id = ?')
    .bind(ada.id)
    .all();
  expect(results).toEqual([]);
});

// One request for each scope, and one that needs more than any token has.
const PROBES: [
  need: Scope | 'person',
  request: (docId: string, other: string) => [string, string, unknown?],
][] = [
  ['docs:read', (docId) => ['GET', `/v1/docs/${docId}`]],
  ['docs:read', () => ['GET', '/v1/docs']],
  ['docs:read', (docId) => ['GET', `/v1/docs/${docId}/content`]],
  ['docs:read', (docId) => ['GET', `/v1/docs/${docId}/ops`]],
  ['docs:write', () => ['POST', '/v1/docs', { title: 'By a program' }]],
  ['docs:write', (docId) => ['PATCH', `/v1/docs/${docId}`, { title: 'Renamed' }]],
  ['docs:write', (docId) => ['PUT', `/v1/docs/${docId}/content`, { text: 'new' }]],
  ['docs:write', (docId) => ['POST', `/v1/docs/${docId}/duplicate`]],
  ['docs:share', (docId, other) => ['PUT', `/v1/docs/${docId}/permissions/${other}`, { role: 'viewer' }]],
  ['account:read', () => ['GET', '/v1/users/me']],
  ['account:read', () => ['GET', '/v1/auth/validate']],
  ['person', () => ['PUT', '/v1/users/me', { name: 'Eve' }]],
  ['person', () => ['GET', '/v1/auth/sessions']],
  ['person', () => ['GET', '/v1/auth/account']],
  ['person', () => ['GET', '/v1/tokens']],
  ['person', () => ['POST', '/v1/tokens', { name: 'More', scopes: ['docs:write'] }]],
  ['person', () => ['POST', '/v1/auth/password/change', { current: 'x', password: 'y' }]],
  ['person', () => ['POST', '/v1/auth/logout-all']],
];

test('each scope opens its routes and no others', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'viewer');
  for (const scope of ['docs:read', 'docs:write', 'docs:share', 'account:read'] as const) {
    const { token } = await create(ada, { scopes: [scope] });
    for (const [need, request] of PROBES) {
      const [method, path, body] = request(docId, grace.id);
      const response = await call(path, { method, token, ...(body !== undefined && { body }) });
      const isAllowed = response.status < 300;
      expect({ scope, method, path, isAllowed }).toEqual({ scope, method, path, isAllowed: need === scope });
      if (!isAllowed) {
        const code = need === 'person' ? 'person_needed' : 'insufficient_scope';
        expect({ path, status: response.status, code: ((await response.json()) as Json).code }).toEqual({
          path,
          status: 403,
          code,
        });
      }
    }
  }
});

test('a token never allows more than its user may do', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'viewer');
  const { token } = await create(grace, { scopes: ['docs:read', 'docs:write', 'docs:share'] });
  expect((await call(`/v1/docs/${docId}`, { token })).status).toBe(200);
  await expectProblem(403, 'forbidden', `/v1/docs/${docId}`, {
    method: 'PATCH',
    token,
    body: { title: 'Mine' },
  });
});

test('a token that is limited to documents neither sees nor makes others', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const [one, two] = [
    await createDocument(ada, undefined, 'One'),
    await createDocument(ada, undefined, 'Two'),
  ];
  const foreign = await createDocument(grace, undefined, 'Foreign');
  const { token, docIds } = await create(ada, { scopes: ['docs:read', 'docs:write'], docIds: [one, one] });
  expect(docIds).toEqual([one]);
  expect((await call(`/v1/docs/${one}`, { token })).status).toBe(200);
  for (const path of [`/v1/docs/${two}`, `/v1/docs/${two}/content`, `/v1/docs/${foreign}`])
    await expectProblem(404, 'not_found', path, { token });
  for (const query of ['', '?filter=owned', '?q=Two', '?filter=shared', '?filter=trash', '?filter=starred']) {
    const { items } = await expectJson(200, `/v1/docs${query}`, { token });
    expect(items.filter((item: Json) => item.id !== one)).toEqual([]);
  }
  expect((await expectJson(200, '/v1/docs', { token })).items).toHaveLength(1);
  await expectProblem(403, 'insufficient_scope', '/v1/docs', { method: 'POST', token, body: { title: 'X' } });
  await expectProblem(403, 'insufficient_scope', `/v1/docs/${one}/duplicate`, { method: 'POST', token });

  const refused = await refuse(ada, 422, 'invalid_request', {
    scopes: ['docs:read'],
    docIds: [one, foreign],
  });
  expect(refused.errors).toMatchObject([{ path: 'docIds.1' }]);
});

test('a token that has expired or was deleted opens nothing', async () => {
  const ada = await person();
  const soon = new Date(Date.now() + 60_000).toISOString();
  const { id, token, expiresAt } = await create(ada, { scopes: ['account:read'], expiresAt: soon });
  expect(expiresAt).toBe(soon);
  expect((await call('/v1/users/me', { token })).status).toBe(200);
  await env.DB.prepare('UPDATE api_tokens SET expires_at = ? WHERE id = ?')
    .bind(Date.now() - 1, id)
    .run();
  await expectProblem(401, 'unauthenticated', '/v1/users/me', { token });

  const other = await create(ada, { scopes: ['account:read'] });
  const stranger = await person('Eve');
  const path = `/v1/tokens/${other.id}`;
  await expectProblem(404, 'not_found', path, { method: 'DELETE', token: stranger.token });
  expect((await call(path, { method: 'DELETE', token: ada.token })).status).toBe(204);
  await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: other.token });
  await expectProblem(404, 'not_found', path, { method: 'DELETE', token: ada.token });
  expect(await eventsOf(ada.id, 'user.token_deleted')).toMatchObject([{ tokenId: other.id }]);
});

test('what a token may not be made of is refused', async () => {
  const ada = await person();
  const scopes = ['docs:read'];
  const past = new Date(Date.now() - 1000).toISOString();
  await refuse(ada, 422, 'invalid_request', { scopes: [] });
  await refuse(ada, 422, 'invalid_request', { scopes: ['docs:everything'] });
  await refuse(ada, 422, 'invalid_request', { scopes, expiresAt: past });
  await refuse(ada, 422, 'invalid_request', { scopes, expiresAt: 'tomorrow' });
  await refuse(ada, 422, 'invalid_request', { scopes, docIds: [] });
  await refuse(ada, 422, 'invalid_request', { scopes, docIds: Array.from({ length: 51 }, () => randomId()) });
  await refuse(ada, 422, 'invalid_request', { scopes, name: '' });
  await refuse(ada, 422, 'invalid_request', { scopes, admin: true });
  await expectProblem(401, 'unauthenticated', '/v1/tokens', { method: 'POST', body: { name: 'CI', scopes } });
  await env.DB.prepare('UPDATE sessions SET authenticated_at = ? WHERE user_id = ?')
    .bind(Date.now() - 15 * 60_000 - 1, ada.id)
    .run();
  await refuse(ada, 403, 'reauthentication_required', { scopes });
  expect((await expectJson(200, '/v1/tokens', { token: ada.token })).items).toEqual([]);
});

test('a user has at most 50 tokens, also when two are asked for at once', async () => {
  const ada = await person();
  const now = Date.now();
  const insert = env.DB.prepare(
    "INSERT INTO api_tokens (id, user_id, name, hash, hint, scopes, created_at) VALUES (?, ?, 'x', ?, 'xxxx', '[]', ?)",
  );
  await env.DB.batch(
    Array.from({ length: 49 }, (_, i) => insert.bind(randomId(), ada.id, randomId(), now - i)),
  );
  const request = { method: 'POST', token: ada.token, body: { name: 'CI', scopes: ['docs:read'] } };
  const both = await Promise.all([call('/v1/tokens', request), call('/v1/tokens', request)]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  const pages = await expectJson(200, '/v1/tokens?limit=30', { token: ada.token });
  const rest = await expectJson(200, `/v1/tokens?limit=30&cursor=${pages.nextCursor}`, { token: ada.token });
  expect([...pages.items, ...rest.items]).toHaveLength(50);
  expect(rest.nextCursor).toBeNull();
});

test('the last use is noted to the minute', async () => {
  const ada = await person();
  const { token } = await create(ada, { scopes: ['account:read'] });
  const used = async () => (await expectJson(200, '/v1/tokens', { token: ada.token })).items[0].lastUsedAt;
  await expectJson(200, '/v1/users/me', { token });
  const first = await used();
  expect(Date.parse(first)).toBeGreaterThan(Date.now() - 60_000);
  await expectJson(200, '/v1/users/me', { token });
  expect(await used()).toBe(first);
  await env.DB.prepare('UPDATE api_tokens SET last_used_at = last_used_at - 60000').run();
  await expectJson(200, '/v1/users/me', { token });
  expect(Date.parse(await used())).toBeGreaterThanOrEqual(Date.parse(first));
});

test('a token that may write and not read is shown nothing of the text', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: 'secret words\n' }]);
  await env.DB.prepare("UPDATE documents SET excerpt = 'secret words' WHERE id = ?").bind(docId).run();
  const { token } = await create(ada, { scopes: ['docs:write'] });
  const renamed = { method: 'PATCH', token, body: { title: 'Renamed' } };
  const snapshot = { method: 'POST', token, body: { name: 'Mine' } };
  const named = { method: 'PATCH', token, body: { name: 'Yours' } };
  expect(await expectJson(200, `/v1/docs/${docId}`, renamed)).toMatchObject({ excerpt: '' });
  expect(await expectJson(201, `/v1/docs/${docId}/snapshots`, snapshot)).toMatchObject({ url: null });
  expect(await expectJson(200, `/v1/docs/${docId}/snapshots/1`, named)).toMatchObject({ url: null });
  await call(`/v1/docs/${docId}`, { method: 'DELETE', token });
  const restored = await expectJson(200, `/v1/docs/${docId}/restore`, { method: 'POST', token });
  expect(restored).toMatchObject({ excerpt: '' });
  expect(await expectJson(200, `/v1/docs/${docId}`, { token: ada.token })).toMatchObject({
    excerpt: 'secret words',
  });
});
