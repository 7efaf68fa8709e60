import { expect } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { call, type Json } from '../support/api.ts';
import { KINDS } from './callers.ts';

/** The origin that the tests' ALLOWED_ORIGINS lists. */
export const INTEGRATOR = 'https://integrator.example';

/** The kind of caller that owns the document. */
export const OWNER = KINDS[0];

/** Registers an account with a password that keeps its session in a cookie; `cookie` is as a browser sends it back. */
export async function registered() {
  const email = `${randomId().toLowerCase()}@example.com`;
  const response = await call('/v1/auth/register', {
    method: 'POST',
    body: { email, password: 'a long enough passphrase 7', name: 'Ada', tokenDelivery: 'cookie' },
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
