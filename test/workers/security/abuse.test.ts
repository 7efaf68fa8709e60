import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { signAccessToken } from '../../../src/platform/tokens/access-token.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  ORIGIN,
  person,
} from '../support/api.ts';
import { callWith } from '../support/history.ts';
import { closeOf, upgrade } from '../support/socket.ts';
import { KINDS, newCaller, newWorld } from './callers.ts';
import { everyRoute, everySample, requestOf } from './routes.ts';

const INTEGRATOR = 'https://integrator.example';
const EVIL = 'https://evil.example';
const OWNER = KINDS[0];
const OPERATOR = KINDS.find(({ is }) => is === 'operator');

const CREDENTIALS = { email: '', password: 'a long enough passphrase 7' };

async function registered() {
  const email = `${randomId().toLowerCase()}@example.com`;
  const response = await call('/v1/auth/register', {
    method: 'POST',
    body: { ...CREDENTIALS, email, name: 'Ada', tokenDelivery: 'cookie' },
    headers: { 'CF-Connecting-IP': randomId() },
  });
  expect(response.status).toBe(201);
  const cookie = (response.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
  const body = (await response.json()) as Json;
  return {
    email,
    cookie,
    setCookie: response.headers.get('Set-Cookie') ?? '',
    accessToken: body.accessToken,
  };
}

describe('CSRF', () => {
  test('what a cookie authenticates takes a request of this origin; forms are refused', async () => {
    const { cookie, setCookie } = await registered();
    expect(setCookie).toMatch(/^__Host-/);
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'])
      expect(setCookie).toContain(attribute);
    expect(setCookie).not.toContain('Domain');
    for (const headers of [
      { Origin: EVIL },
      { Origin: INTEGRATOR },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site', Origin: ORIGIN },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: `${ORIGIN}.evil.example` },
      {},
    ]) {
      for (const path of ['/v1/auth/refresh', '/v1/auth/logout'])
        await expectProblem(403, 'cross_site', path, {
          method: 'POST',
          headers: { Cookie: cookie, ...headers } as never,
        });
    }
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])
      await expectProblem(415, 'unsupported_media_type', '/v1/auth/login', {
        method: 'POST',
        body: '{"email":"a@example.com","password":"x"}',
        headers: { 'Content-Type': type },
      });
    const same = await call('/v1/auth/refresh', {
      method: 'POST',
      headers: { Cookie: cookie, Origin: ORIGIN },
    });
    expect(same.status).toBe(200);
  });

  test('a cookie opens nothing but the refresh route, and a GET changes nothing', async () => {
    const { cookie } = await registered();
    await expectProblem(401, 'unauthenticated', '/v1/users/me', {
      headers: { Cookie: cookie, Origin: ORIGIN },
    });
    for (const { method, path, name } of everyRoute()) {
      if (method !== 'GET') continue;
      expect(name).not.toMatch(/delete|remove|logout/);
      expect(path).toBeDefined();
    }
  });
});

describe('CORS', () => {
  test('a listed origin may call with a bearer token, and read what it needs', async () => {
    const ada = await person();
    const preflight = await call('/v1/docs', {
      method: 'OPTIONS',
      headers: {
        Origin: INTEGRATOR,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe(INTEGRATOR);
    expect(preflight.headers.get('Access-Control-Allow-Methods')).toContain('PATCH');
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('Authorization');
    expect(preflight.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    for (const [path, status] of [
      ['/v1/users/me', 200],
      ['/v1/docs/none', 404],
      ['/v1/docs?limit=0', 422],
    ] as const) {
      const answer = await call(path, { token: ada.token, headers: { Origin: INTEGRATOR } });
      expect([path, answer.status].join()).toMatch(new RegExp(`${status === 404 ? '4\\d\\d' : status}$`));
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(INTEGRATOR);
      expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull();
      expect(answer.headers.get('Vary')).toContain('Origin');
      for (const name of [
        'ETag',
        'Location',
        'X-Request-Id',
        'X-Bookmark',
        'RateLimit-Limit',
        'RateLimit-Remaining',
        'RateLimit-Reset',
        'Retry-After',
      ])
        expect(answer.headers.get('Access-Control-Expose-Headers')).toContain(name);
    }
  });

  test('no other origin gets anything, and what sets cookies is for no other site at all', async () => {
    const preflight = { 'Access-Control-Request-Method': 'POST' };
    for (const origin of [
      EVIL,
      'null',
      `${INTEGRATOR}.evil.example`,
      'http://integrator.example',
      `${INTEGRATOR}:8443`,
      ORIGIN,
    ]) {
      for (const request of [{}, { method: 'OPTIONS', headers: preflight }]) {
        const answer = await call('/v1/docs', {
          ...request,
          headers: { ...request.headers, Origin: origin },
        });
        expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    }
    for (const path of [
      '/v1/auth/login',
      '/v1/auth/refresh',
      '/v1/auth/register',
      '/v1/auth/second-factor',
      `/v1/links/${randomId()}/guest`,
      '/v1/admin/audit',
      '/v1/tokens',
    ]) {
      const answer = await call(path, { method: 'OPTIONS', headers: { ...preflight, Origin: INTEGRATOR } });
      expect({ path, allowed: answer.headers.get('Access-Control-Allow-Origin') }).toEqual({
        path,
        allowed: null,
      });
    }
  });
});

test('every answer has the strictest headers: the API, refusals, redirects, what is not there, pages', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const answers = {
    api: await call('/v1/users/me', { token: ada.token }),
    refused: await call('/v1/users/me'),
    missing: await call('/v1/nothing'),
    elsewhere: await call('/nothing/here'),
    invalid: await call('/v1/docs?limit=x', { token: ada.token }),
    malformed: await call('/v1/docs', { method: 'POST', token: ada.token, body: '{' }),
    redirect: await exportsFetch(`/v1/docs/${docId}/snapshots/0`, ada.token),
    preflight: await call('/v1/docs', {
      method: 'OPTIONS',
      headers: { Origin: INTEGRATOR, 'Access-Control-Request-Method': 'GET' },
    }),
    health: await call('/healthz'),
    keys: await call('/.well-known/jwks.json'),
    reference: await call('/reference'),
    description: await call('/v1/openapi.json'),
    socket: await call(`/v1/collab/${docId}`),
    live: await call('/v1/notifications/live'),
    mail: await call('/dev/mail'),
    admin: await call('/v1/admin/audit'),
  };
  for (const [name, { headers, status }] of Object.entries(answers)) {
    const found = Object.fromEntries(
      [
        'Strict-Transport-Security',
        'X-Content-Type-Options',
        'Referrer-Policy',
        'Cross-Origin-Opener-Policy',
        'Cross-Origin-Resource-Policy',
        'X-Frame-Options',
      ].map((header) => [header, headers.get(header)]),
    );
    expect({ name, ...found }).toEqual({
      name,
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Frame-Options': 'DENY',
    });
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect({
      name,
      framed: policy.includes("frame-ancestors 'none'"),
      inline: /script-src[^;]*unsafe-inline/.test(policy),
    }).toEqual({ name, framed: true, inline: false });
    expect({ name, policy: headers.get('Permissions-Policy') }).toMatchObject({
      policy: expect.stringContaining('camera=()'),
    });
    expect(status).toBeGreaterThan(0);
  }
});

function exportsFetch(path: string, token: string): Promise<Response> {
  return callWith(env, path, { token });
}

test('no body may say more than its schema: an unknown field is refused by every route', async () => {
  let asked = 0;
  for (const { route, name, sample } of everySample()) {
    if (!route.hasBody) continue;
    const world = await newWorld();
    const kind = route.access === 'admin' ? OPERATOR : OWNER;
    if (!kind) throw new Error('nobody to ask');
    const caller = await newCaller(kind, world);
    const { path, method, body } = await requestOf(route, sample, { ...world, self: caller.id });
    for (const extra of ['isAdmin', 'ownerId', '__proto__', 'constructor']) {
      const text = JSON.stringify(body ?? {});
      const polluted =
        text === '{}'
          ? `{"${extra}":{"role":"owner"}}`
          : text.replace(/\}$/, `,"${extra}":{"role":"owner"}}`);
      const response = await call(path, {
        method,
        token: caller.token,
        body: polluted,
        headers: { 'CF-Connecting-IP': randomId() },
      });
      asked++;
      // A key that no object can have is dropped by the parser at the worst; it must never be taken.
      const refused = response.status === 422;
      const said = await response.text();
      if (extra !== '__proto__')
        expect({
          name,
          extra,
          status: response.status,
          strict: /nrecognized key|Invalid input/.test(said),
        }).toEqual({
          name,
          extra,
          status: 422,
          strict: true,
        });
      else expect({ name, refused: refused || response.status < 500 }).toEqual({ name, refused: true });
    }
  }
  expect(({} as Json).role).toBeUndefined();
  expect(asked).toBeGreaterThan(120);
}, 120_000);

test('children are looked up under their own parent only', async () => {
  const [here, elsewhere] = [await newWorld(), await newWorld()];
  const [mine, theirs] = [await newCaller(OWNER as never, here), await newCaller(OWNER as never, elsewhere)];
  let asked = 0;
  for (const { route, name, sample } of everySample()) {
    const parameters = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    if (parameters.length === 0 || route.access === 'public' || route.access === 'admin' || sample.mayMiss)
      continue;
    const isChild = parameters.length > 1 && !parameters.includes('version');
    const isOwn = ['sessionId', 'passkeyId', 'tokenId'].includes(parameters[0] ?? '');
    if (isOwn || (isChild && !parameters.includes('userId'))) {
      // What is theirs, asked for by me: under my document, or as mine.
      const { path, method, body } = await requestOf(route, sample, { ...elsewhere, self: theirs.id });
      const under = path.replace(elsewhere.docId, here.docId);
      const response = await call(under, { method, token: mine.token, body });
      expect({ name, status: response.status }).toEqual({ name, status: 404 });
      asked++;
    }
    if (parameters.includes('docId')) {
      const { path, method, body } = await requestOf(route, sample, { ...elsewhere, self: theirs.id });
      if (route.access === 'person') continue;
      const response = await call(path, { method, token: mine.token, body });
      expect({ name, status: response.status }).toEqual({ name, status: 404 });
      asked++;
    }
  }
  expect(asked).toBeGreaterThan(30);
}, 60_000);

test('whether a document, a user or an address exists is not told', async () => {
  const [ada, eve] = [await person(), await person('Eve')];
  const docId = await createDocument(ada);
  const answers = await Promise.all(
    [docId, randomId()].map(async (id) => (await call(`/v1/docs/${id}`, { token: eve.token })).text()),
  );
  expect(answers[0]).toBe(answers[1]);
  const requests = await Promise.all(
    [docId, randomId()].map((id) =>
      call(`/v1/docs/${id}/access-requests`, { method: 'POST', token: eve.token, body: {} }),
    ),
  );
  expect(requests.map(({ status }) => status)).toEqual([202, 202]);
  const { email } = await registered();
  const login = (address: string) =>
    call('/v1/auth/login', {
      method: 'POST',
      body: { email: address, password: 'wrong' },
      headers: { 'CF-Connecting-IP': randomId() },
    });
  const [known, unknown] = [await login(email), await login('nobody@example.com')];
  expect(known.status).toBe(401);
  expect(await known.text()).toBe(await unknown.text());
  const forgot = (address: string) =>
    call('/v1/auth/password/forgot', {
      method: 'POST',
      body: { email: address },
      headers: { 'CF-Connecting-IP': randomId() },
    });
  const [a, b] = [await forgot(email), await forgot('nobody@example.com')];
  expect([a.status, b.status, await a.text()]).toEqual([202, 202, await b.text()]);
});

test('no token stands in a log line, whatever came of the request', async () => {
  const lines: string[] = [];
  const spies = (['info', 'warn', 'error', 'log', 'debug'] as const).map((level) =>
    vi
      .spyOn(console, level)
      .mockImplementation((...args: unknown[]) => void lines.push(args.map(String).join(' '))),
  );
  const { cookie, accessToken } = await registered();
  const refresh = cookie.split('=')[1] ?? '';
  const oneTime = 'oneTimeTokenThatNobodyMaySee'.padEnd(43, 'x');
  const link = 'linkTokenThatNobodyMaySee'.padEnd(43, 'y');
  const api = `cet_${'z'.repeat(43)}`;
  const password = 'a passphrase that nobody may see 9';
  const docId = await createDocument({ id: '', email: '', token: accessToken });
  const detail = await expectJson(200, `/v1/docs/${docId}`, { token: accessToken });
  const signature = new URL(detail.snapshotUrl).search;
  await call('/v1/auth/refresh', { method: 'POST', headers: { Cookie: cookie, Origin: ORIGIN } });
  await call('/v1/auth/refresh', { method: 'POST', body: { refreshToken: refresh } });
  await call('/v1/auth/verify-email', { method: 'POST', body: { token: oneTime } });
  await call('/v1/auth/password/reset', { method: 'POST', body: { token: oneTime, password } });
  await call('/v1/auth/login', { method: 'POST', body: { email: 'a@example.com', password } });
  await call(`/v1/links/${link}`);
  await call(`/v1/links/${link}/open`, { method: 'POST', token: accessToken });
  await call(`/v1/links/${link}/nothing`);
  await call(`/v1/notifications/unsubscribe?token=${oneTime}`);
  await call(detail.snapshotUrl.replace(ORIGIN, ''));
  await call('/v1/users/me', { token: api });
  await call('/v1/admin/audit', { token: 'adminTokenThatNobodyMaySee' });
  await upgrade(docId, { protocols: `collab.v1, bearer.${accessToken}` });
  await upgrade(docId, { protocols: `collab.v1, bearer.${api}` });
  await callWith({ ...env, DB: null as never }, '/v1/users/me', { token: accessToken }).catch(
    () => undefined,
  );
  for (const spy of spies) spy.mockRestore();
  const text = lines.join('\n');
  expect(lines.length).toBeGreaterThan(10);
  for (const secret of [
    accessToken,
    refresh,
    oneTime,
    link,
    api,
    password,
    signature,
    'adminTokenThatNobodyMaySee',
    env.ADMIN_TOKEN,
  ])
    expect({ secret, logged: text.includes(secret) }).toEqual({ secret, logged: false });
});

test('signed URLs open one version of one document, for a while', async () => {
  const ada = await person();
  const [one, other] = [
    await createDocument(ada, [{ insert: 'One\n' }]),
    await createDocument(ada, [{ insert: 'Other\n' }]),
  ];
  const url = async (docId: string): Promise<URL> =>
    new URL((await expectJson(200, `/v1/docs/${docId}`, { token: ada.token })).snapshotUrl);
  const [mine, theirs] = [await url(one), await url(other)];
  const get = (path: string) => call(path);
  expect((await get(theirs.pathname + mine.search)).status).toBe(403);
  expect((await get(mine.pathname)).status).toBeGreaterThanOrEqual(400);
  const later = new URLSearchParams(mine.search);
  for (const [name, value] of later) if (/^\d+$/.test(value)) later.set(name, String(Number(value) + 1));
  expect((await get(`${mine.pathname}?${later}`)).status).toBe(403);
  // A token in the query is no credential.
  await expectProblem(401, 'unauthenticated', `/v1/users/me?access_token=${ada.token}`);
});

test('neither a method in a header nor a host decides anything', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  for (const header of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
    await expectJson(200, `/v1/docs/${docId}`, { token: ada.token, headers: { [header]: 'DELETE' } });
    await call(`/v1/docs/${docId}?_method=DELETE`, { method: 'POST', token: ada.token });
  }
  expect(await expectJson(200, `/v1/docs/${docId}`, { token: ada.token })).toMatchObject({ id: docId });
  const tricks = {
    'X-Forwarded-Host': 'evil.example',
    'X-Host': 'evil.example',
    Forwarded: 'host=evil.example',
    'X-Original-URL': '/v1/admin/audit',
    'X-Rewrite-URL': '/v1/admin/audit',
  };
  const answer = await call(`/v1/docs/${docId}`, { token: ada.token, headers: tricks });
  expect(answer.status).toBe(200);
  expect(await answer.text()).not.toContain('evil.example');
  for (const method of ['TRACE', 'CONNECT', 'PROPFIND']) {
    const refused = await call('/v1/users/me', { method, token: ada.token }).catch(() => null);
    if (refused) expect(refused.status).toBe(405);
  }
});

test('no redirect leads off this site', async () => {
  for (const next of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/%2f/evil.example',
    'https:evil.example',
    '/\tevil',
    ' //evil.example',
  ]) {
    for (const path of ['/v1/auth/google', '/v1/auth/oidc/none', '/v1/auth/google/callback']) {
      const answer = await callWith(env, `${path}?next=${encodeURIComponent(next)}`, { token: '' });
      const location = answer.headers.get('Location');
      if (location !== null) expect(new URL(location, ORIGIN).origin).toBe(ORIGIN);
    }
  }
});

describe('JSON', () => {
  test('a prototype cannot be polluted', async () => {
    const ada = await person();
    for (const body of [
      '{"name":"Ada","__proto__":{"isAdmin":true}}',
      '{"preferences":{"__proto__":{"isAdmin":true}}}',
      '{"preferences":{"constructor":{"prototype":{"isAdmin":true}}}}',
    ]) {
      const response = await call('/v1/users/me', { method: 'PUT', token: ada.token, body });
      expect(response.status).toBeLessThan(500);
    }
    expect(({} as Json).isAdmin).toBeUndefined();
    const docId = await createDocument(ada);
    const attributes = '{"__proto__":{"polluted":1},"bold":true}';
    await call(`/v1/docs/${docId}/ops`, {
      method: 'POST',
      token: ada.token,
      body: `{"baseVersion":0,"delta":[{"insert":"x","attributes":${attributes}}]}`,
    });
    expect(({} as Json).polluted).toBeUndefined();
  });

  test('what is too large is refused before it is read to its end, what is too deep without a crash', async () => {
    const ada = await person();
    const docId = await createDocument(ada);
    const large = `{"title":"${'x'.repeat(1024 * 1024)}"}`;
    await expectProblem(413, 'too_large', `/v1/docs/${docId}`, {
      method: 'PATCH',
      token: ada.token,
      body: large,
    });
    for (const deep of ['['.repeat(200_000), `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`]) {
      const response = await call(`/v1/docs/${docId}/ops`, {
        method: 'POST',
        token: ada.token,
        body: `{"baseVersion":0,"delta":${deep}}`,
      });
      expect([400, 422]).toContain(response.status);
    }
    for (const body of ['', '{', 'null', '[]', '"x"', '1e999', '{"title":"\\ud800"}', '\u0000']) {
      const response = await call('/v1/docs', { method: 'POST', token: ada.token, body });
      expect({ body, status: response.status }).toMatchObject({
        status: expect.toSatisfy((status: number) => [201, 400, 415, 422].includes(status)),
      });
    }
  });
});

test('who has a role is not told by a member of another document, and a token of an ended session opens nothing', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'viewer');
  await env.DB.prepare('DELETE FROM sessions WHERE user_id = ?').bind(grace.id).run();
  await expectProblem(401, 'unauthenticated', `/v1/docs/${docId}`, { token: grace.token });
  const { code } = await closeOf(await upgrade(docId, { protocols: `collab.v1, bearer.${grace.token}` }));
  expect(code).toBe(4401);
});

test('a token whose key was rotated verifies until its key has gone', async () => {
  const ada = await person();
  // Made with the second key, which a rotation leaves there by its public half.
  const [first, second] = JSON.parse(env.ACCESS_TOKEN_KEYS);
  const sessionId = randomId();
  await env.DB.prepare(
    `INSERT INTO sessions (id, user_id, token_hash, rotated_at, expires_at, ends_at, user_agent, created_at) VALUES (?, ?, 'x', 1, 4e12, 4e12, '', 1)`,
  )
    .bind(sessionId, ada.id)
    .run();
  const token = await signAccessToken(JSON.stringify([second]), {
    userId: ada.id,
    sessionId,
    now: Date.now(),
  });
  const { d: _, ...half } = second;
  const seconds = Math.floor(Date.now() / 1000);
  const withRing = (keys: unknown) =>
    callWith({ ...env, ACCESS_TOKEN_KEYS: JSON.stringify(keys) }, '/v1/users/me', { token });
  expect((await withRing([first, { ...half, exp: seconds + 60 }])).status).toBe(200);
  expect((await withRing([first, { ...half, exp: seconds - 1 }])).status).toBe(401);
  expect((await withRing([first])).status).toBe(401);
});
