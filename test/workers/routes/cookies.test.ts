import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { app } from '../../../src/app.ts';
import { randomId } from '../../../src/base/ids.ts';
import type { Json } from '../support/api.ts';

const LOOPBACK = ['localhost:8787', 'app.localhost:8787', '127.0.0.1:8787', '[::1]:8787'];
const PUBLIC = ['docs.example', 'localhost.example', '192.168.1.5:8787', '127.0.0.1.example'];

async function request(
  url: string,
  {
    environment = 'local',
    headers = {},
    body,
  }: { environment?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Response> {
  const bindings = { ...env, ENVIRONMENT: environment } as unknown as Env;
  const context = createExecutionContext();
  const init = {
    method: 'POST',
    headers: {
      'CF-Connecting-IP': randomId(),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  const response = await app.request(url, init, bindings, context);
  await waitOnExecutionContext(context);
  return response;
}

function register(origin: string, options: { environment?: string; headers?: Record<string, string> } = {}) {
  const email = `${randomId().toLowerCase()}@example.com`;
  const body = { email, name: 'Ada', password: 'a long enough passphrase 7' };
  return request(`${origin}/v1/auth/register`, { ...options, body });
}

const refresh = (origin: string, cookie: string) =>
  request(`${origin}/v1/auth/refresh`, { headers: { Cookie: cookie, Origin: origin } });

test('plain http on this machine: a cookie that WebKit keeps too, which comes back and goes', async () => {
  for (const host of LOOPBACK) {
    const origin = `http://${host}`;
    const set = (await register(origin)).headers.get('Set-Cookie') ?? '';
    expect([host, set]).toEqual([
      host,
      expect.stringMatching(/^refresh=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    const renewed = await refresh(origin, set.split(';')[0] ?? '');
    expect(renewed.status).toBe(200);
    const out = await request(`${origin}/v1/auth/logout`, {
      headers: { Cookie: (renewed.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '', Origin: origin },
    });
    expect(out.headers.get('Set-Cookie')).toBe('refresh=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict');
  }
});

test('anywhere else, and for a deployed Worker whatever the client says, the cookie wants TLS and this host', async () => {
  const forged = {
    'X-Forwarded-Proto': 'http',
    'X-Forwarded-Host': 'localhost',
    Forwarded: 'host=localhost;proto=http',
    Host: 'localhost',
  };
  const seen = [
    ...PUBLIC.flatMap((host) => [
      register(`http://${host}`, { headers: forged }),
      register(`https://${host}`),
    ]),
    register('https://localhost:8787'),
    ...['staging', 'production', 'preview'].map((environment) =>
      register('http://localhost', { environment }),
    ),
  ];
  for (const response of await Promise.all(seen)) {
    expect(response.headers.get('Set-Cookie')).toMatch(
      /^__Host-refresh=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  }
});

test('a cookie without the prefix opens nothing where there is TLS, and no cookie at all is said to be that', async () => {
  const origin = 'https://docs.example';
  const held = ((await register(origin)).headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
  for (const cookie of [held.replace('__Host-', ''), 'other=1']) {
    const answer = await refresh(origin, cookie);
    expect([answer.status, ((await answer.json()) as Json).code]).toEqual([401, 'no_refresh_token']);
  }
  expect((await refresh(origin, held)).status).toBe(200);
});
