import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { call, createDocument, expectJson, person } from '../support/api.ts';
import { callWith } from '../support/history.ts';
import { INTEGRATOR } from './abuse.ts';

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
