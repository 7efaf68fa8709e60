import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { call, expectProblem, ORIGIN, person } from '../support/api.ts';
import { callWith } from '../support/history.ts';
import { INTEGRATOR, registered } from './abuse.ts';
import { everyRoute } from './routes.ts';

const EVIL = 'https://evil.example';

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
