import { env } from 'cloudflare:workers';
import { randomId } from '../../../src/base/ids.ts';
import { hashPassword } from '../../../src/features/auth/password.ts';
import { FORGOTTEN_AFTER } from '../../../src/platform/db/backoff.ts';
import { call, expectJson, type Json, type Person, signedIn } from './api.ts';

/** The password of every account in these tests. */
export const PASSWORD = 'correct horse battery';

let hash: string | null = null;

/** An account with a password, whose address is verified or not; `name` as in `person`. */
export async function account({ verified = true, name = 'Ada' } = {}): Promise<Person> {
  const id = randomId();
  const email = `${id.toLowerCase()}@example.com`;
  const now = Date.now();
  hash ??= await hashPassword(PASSWORD);
  const rows = [
    env.DB.prepare(
      `INSERT INTO users (id, email, email_verified_at, name, color, preferences, created_at, updated_at) VALUES (?, ?, ?, ?, '#006874', '{}', ?, ?)`,
    ).bind(id, email, verified ? 1 : null, name, now, now),
    env.DB.prepare(
      "INSERT INTO identities (provider, subject, user_id, secret, created_at) VALUES ('password', ?, ?, ?, ?)",
    ).bind(email, id, hash, now),
  ];
  return { id, email, token: await signedIn(id, randomId(), { after: rows }) };
}

/** Signs in by password; the refresh token is in the body. */
export function login(email: string, password = PASSWORD): Promise<Json> {
  return expectJson(200, '/v1/auth/login', {
    method: 'POST',
    body: { email, password, tokenDelivery: 'body' },
  });
}

/** The status of a sign-in with this password. */
export async function loginStatus(email: string, password: string): Promise<number> {
  const body = { email, password, tokenDelivery: 'body' };
  return (await call('/v1/auth/login', { method: 'POST', body })).status;
}

/** A request that refreshes with this token. */
export function refresh(refreshToken: string) {
  return { method: 'POST', body: { refreshToken } };
}

/** Moves all of a user's proofs of identity to more than 15 minutes ago. */
export async function growOld(userId: string): Promise<void> {
  await env.DB.prepare('UPDATE sessions SET authenticated_at = ? WHERE user_id = ?')
    .bind(Date.now() - 15 * 60_000 - 1, userId)
    .run();
}

/**
 * Makes every wait at sign-ins start now, independent of the duration of earlier attempts; `count`: as after this many.
 */
export async function attemptedJustNow(keys = 'login:%', count: number | null = null): Promise<void> {
  await env.DB.prepare('UPDATE throttles SET expires_at = ?, count = coalesce(?, count) WHERE key LIKE ?')
    .bind(Date.now() + FORGOTTEN_AFTER, count, keys)
    .run();
}
