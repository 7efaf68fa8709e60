import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { hashApiToken, newApiToken } from '../../../src/platform/tokens/api-token.ts';
import { growOld } from '../support/accounts.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Person,
  person,
  signedIn,
} from '../support/api.ts';
import { callWith } from '../support/history.ts';

const keyed = (token: string, body: unknown, method = 'POST') => ({
  method,
  token,
  body,
  headers: { 'Idempotency-Key': 'the-key' },
});

async function tokenOf({ id }: Person, scopes: string[]): Promise<string> {
  const token = newApiToken();
  const statement = `INSERT INTO api_tokens (id, user_id, name, hash, hint, scopes, created_at) VALUES (?, ?, 'T', ?, 'abcd', ?, 1)`;
  await env.DB.prepare(statement).bind(randomId(), id, hashApiToken(token), JSON.stringify(scopes)).run();
  return token;
}

test('a kept answer is for the credential that it was given to, once that may still do what it did', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada, [{ insert: 'secret\n' }]);
  await giveRole(ada, docId, grace, 'editor');
  const path = `/v1/docs/${docId}/snapshots`;
  const first = await expectJson(201, path, keyed(grace.token, { name: 'Kept' }));

  const weak = await tokenOf(grace, ['account:read']);
  await expectProblem(403, 'insufficient_scope', path, keyed(weak, { name: 'Kept' }));
  const strong = await call(path, keyed(await tokenOf(grace, ['docs:write']), { name: 'Kept' }));
  expect([strong.status, strong.headers.get('Idempotent-Replayed')]).toEqual([201, null]);
  const elsewhere = await call(path, keyed(await signedIn(grace.id), { name: 'Kept' }));
  expect([elsewhere.status, elsewhere.headers.get('Idempotent-Replayed')]).toEqual([201, null]);

  const again = await call(path, keyed(grace.token, { name: 'Kept' }));
  expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([201, 'true']);
  expect(await again.json()).toEqual(first);

  await giveRole(ada, docId, grace, 'viewer');
  await expectProblem(403, 'forbidden', path, keyed(grace.token, { name: 'Kept' }));
  await call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
  await expectProblem(404, 'not_found', path, keyed(grace.token, { name: 'Kept' }));
  await giveRole(ada, docId, grace, 'editor');
  expect((await call(path, keyed(grace.token, { name: 'Kept' }))).headers.get('Idempotent-Replayed')).toBe(
    'true',
  );
});

test('what took the own access away is answered again: it holds nothing but that it was done', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'viewer');
  const leave = keyed(grace.token, undefined, 'DELETE');
  const erase = keyed(ada.token, undefined, 'DELETE');
  for (const [path, request] of [
    [`/v1/docs/${docId}/permissions/${grace.id}`, leave],
    [`/v1/docs/${docId}?permanent=true`, erase],
  ] as const) {
    expect((await call(path, request)).status).toBe(204);
    const again = await call(path, request);
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([204, 'true']);
  }
});

test('no refusal that depends on how things stand is kept: 401, 403, 404, 409, 410, 412, 429', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  const path = `/v1/docs/${docId}`;
  const rename = keyed(grace.token, { title: 'Hers' }, 'PATCH');
  await expectProblem(404, 'not_found', path, rename);
  await giveRole(ada, docId, grace, 'viewer');
  await expectProblem(403, 'forbidden', path, rename);
  await giveRole(ada, docId, grace, 'editor');
  await call(path, { method: 'DELETE', token: ada.token });
  await expectProblem(410, 'deleted', path, rename);
  await call(`${path}/restore`, { method: 'POST', token: ada.token });
  const stale = { ...rename, headers: { ...rename.headers, 'If-Match': '"old"' } };
  await expectProblem(412, 'precondition_failed', path, stale);
  expect((await expectJson(200, path, rename)).title).toBe('Hers');

  const full = { ...env, LIMITS: JSON.stringify({ documentsPerUser: 1 }) as '' };
  const create = keyed(ada.token, { title: 'Second' });
  expect((await callWith(full, '/v1/docs', create)).status).toBe(409);
  await expectJson(201, '/v1/docs', create);

  await growOld(ada.id);
  const leave = keyed(ada.token, { documents: 'delete' }, 'DELETE');
  await expectProblem(403, 'reauthentication_required', '/v1/users/me', leave);
  await env.DB.prepare('UPDATE sessions SET authenticated_at = ? WHERE user_id = ?')
    .bind(Date.now(), ada.id)
    .run();
  expect((await call('/v1/users/me', leave)).status).toBe(204);
  await expectProblem(401, 'unauthenticated', '/v1/users/me', leave);
});

test('nothing is kept of what was refused at the rate', async () => {
  const ada = await person();
  const over = { ...env, RATE_LIMIT_USER: { limit: async () => ({ success: false }) } } as Env;
  const create = keyed(ada.token, { title: 'One' });
  expect((await callWith(over, '/v1/docs', create)).status).toBe(429);
  await expectJson(201, '/v1/docs', create);
});

test('the token of a link is kept nowhere, and no answer that holds one is given again', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const made = await expectJson(200, `/v1/docs/${docId}/link`, keyed(ada.token, { role: 'editor' }, 'PUT'));
  const { token } = made;
  const grace = await person('Grace');
  expect((await call(`/v1/links/${token}/open`, keyed(grace.token, undefined))).status).toBe(200);
  const { results } = await env.DB.prepare('SELECT * FROM idempotency_keys').all();
  expect(JSON.stringify(results)).not.toContain(token);
  await expectJson(200, `/v1/docs/${docId}/link`, keyed(ada.token, { role: null }, 'PUT'));
  expect((await call(`/v1/links/${token}/open`, keyed(grace.token, undefined))).status).toBe(404);
});

test('an answer that is too long to be kept is not given again, and nothing is done again', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const edit = { baseVersion: 0, delta: [{ insert: 'x'.repeat(5_000) }] };
  const path = `/v1/docs/${docId}/ops`;
  await expectJson(200, path, keyed(ada.token, edit));
  await expectProblem(409, 'already_done', path, keyed(ada.token, edit));
  expect((await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token })).version).toBe(1);
  const { results } = await env.DB.prepare('SELECT sum(length(body)) AS kept FROM idempotency_keys').all();
  expect(results[0]?.kept).toBeLessThan(5_000);
});
