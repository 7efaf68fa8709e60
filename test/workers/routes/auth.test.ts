import { env } from 'cloudflare:workers';
import { decodeProtectedHeader, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { hashPassword, needsRehash, verifyPassword } from '../../../src/features/auth/password.ts';
import { keyRing } from '../../../src/platform/tokens/keys.ts';
import { attemptedJustNow } from '../support/accounts.ts';
import { call, expectJson, expectProblem, type Json, ORIGIN, person, signedIn } from '../support/api.ts';
import { toldEvents } from '../support/told-events.ts';

const PASSWORD = 'correct horse battery';
const EMAIL = 'ada@example.com';

beforeAll(async () => {
  const body = { email: EMAIL, password: PASSWORD, name: 'Ada', tokenDelivery: 'body' };
  await expectJson(201, '/v1/auth/register', { method: 'POST', body });
});

async function login(): Promise<Json> {
  const body = { email: EMAIL, password: PASSWORD, tokenDelivery: 'body' };
  return expectJson(200, '/v1/auth/login', { method: 'POST', body });
}

function refresh(refreshToken: string) {
  return { method: 'POST', body: { refreshToken } };
}

async function ageRotation(sessionToken: string): Promise<void> {
  const id = sessionToken.split('.')[0];
  await env.DB.prepare('UPDATE sessions SET rotated_at = rotated_at - 11000 WHERE id = ?').bind(id).run();
}

test('registering signs in, keeps the refresh token in a cookie that no script sees, and takes an address once', async () => {
  const body = { email: '  Grace@Example.COM ', password: PASSWORD, name: 'Grace' };
  const response = await call('/v1/auth/register', { method: 'POST', body });
  const signedIn = (await response.json()) as Json;
  expect(signedIn).toMatchObject({
    expiresIn: 900,
    user: { email: 'grace@example.com', emailVerified: false },
  });
  expect(signedIn.refreshToken).toBeUndefined();
  expect(response.headers.get('Set-Cookie')).toMatch(
    /^__Host-refresh=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  await expectProblem(409, 'email_taken', '/v1/auth/register', {
    method: 'POST',
    body: { ...body, email: 'GRACE@example.com' },
  });
  const repeated = (await toldEvents()).filter(({ type }) => type === 'user.registration_repeated');
  expect(repeated).toMatchObject([{ email: 'grace@example.com', by: { kind: 'anonymous', userId: null } }]);
  expect(await expectJson(200, '/v1/auth/validate', { token: signedIn.accessToken })).toMatchObject({
    userId: signedIn.user.id,
    roles: ['user'],
  });
});

test('a wrong password and an unknown address get one answer', async () => {
  const wrong = await expectProblem(401, 'invalid_credentials', '/v1/auth/login', {
    method: 'POST',
    body: { email: EMAIL, password: 'not this one' },
  });
  const unknown = await expectProblem(401, 'invalid_credentials', '/v1/auth/login', {
    method: 'POST',
    body: { email: 'nobody@example.com', password: 'not this one' },
  });
  expect(wrong).toEqual(unknown);
});

test('a password is guessed at five times in a row from one address, no matter what headers say', async () => {
  const attempt = (i: number) => ({
    method: 'POST',
    body: { email: 'guessed@example.com', password: 'guess' },
    headers: { 'X-Forwarded-For': `10.0.0.${i}`, 'True-Client-IP': `10.0.0.${i}` },
  });
  for (let i = 0; i < 5; i++) await expectProblem(401, 'invalid_credentials', '/v1/auth/login', attempt(i));
  await attemptedJustNow();
  const refused = await call('/v1/auth/login', attempt(6));
  expect(refused.status).toBe(429);
  expect(refused.headers.get('Retry-After')).toBe('1');
});

test('a refresh token is used once, with 10 s of grace for the one before', async () => {
  const { refreshToken: first } = await login();
  const second = await expectJson(200, '/v1/auth/refresh', refresh(first));
  const again = await expectJson(200, '/v1/auth/refresh', refresh(first));
  expect(again.refreshToken).toBe(second.refreshToken);
  const third = await expectJson(200, '/v1/auth/refresh', refresh(second.refreshToken));
  expect(third.refreshToken).not.toBe(second.refreshToken);
});

test('two tabs that refresh at once get the same token, and both go on', async () => {
  const { refreshToken } = await login();
  const both = await Promise.all(
    [1, 2].map(() => expectJson(200, '/v1/auth/refresh', refresh(refreshToken))),
  );
  expect(both[0].refreshToken).toBe(both[1].refreshToken);
  await expectJson(200, '/v1/auth/refresh', refresh(both[0].refreshToken));
});

test('a refresh token used again after the grace ends the whole family', async () => {
  const { refreshToken: stolen } = await login();
  const { refreshToken: current } = await expectJson(200, '/v1/auth/refresh', refresh(stolen));
  await ageRotation(stolen);
  await expectProblem(401, 'token_reused', '/v1/auth/refresh', refresh(stolen));
  await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh(current));
});

test('a token two rotations old ends the family, even at once', async () => {
  const { refreshToken: first } = await login();
  const { refreshToken: second } = await expectJson(200, '/v1/auth/refresh', refresh(first));
  await expectJson(200, '/v1/auth/refresh', refresh(second));
  await expectProblem(401, 'token_reused', '/v1/auth/refresh', refresh(first));
});

test('the database holds no refresh token, and an expired one is refused', async () => {
  const { refreshToken } = await login();
  const rows = JSON.stringify((await env.DB.prepare('SELECT * FROM sessions').all()).results);
  expect(rows).not.toContain(refreshToken.split('.')[1]);
  await env.DB.prepare('UPDATE sessions SET expires_at = 1 WHERE id = ?')
    .bind(refreshToken.split('.')[0])
    .run();
  await expectProblem(401, 'token_expired', '/v1/auth/refresh', refresh(refreshToken));
  await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh('nonsense'));
});

test('a refresh by cookie is taken from our own pages only', async () => {
  const { refreshToken } = await login();
  const from = (headers: Record<string, string>) => ({
    method: 'POST',
    headers: { Cookie: `__Host-refresh=${refreshToken}`, ...headers },
  });
  await expectProblem(403, 'cross_site', '/v1/auth/refresh', from({}));
  await expectProblem(403, 'cross_site', '/v1/auth/refresh', from({ Origin: 'null' }));
  await expectProblem(403, 'cross_site', '/v1/auth/refresh', from({ Origin: 'https://evil.example' }));
  await expectProblem(403, 'cross_site', '/v1/auth/refresh', from({ Origin: `${ORIGIN}.evil.example` }));
  await expectProblem(
    403,
    'cross_site',
    '/v1/auth/refresh',
    from({ 'Sec-Fetch-Site': 'same-site', Origin: ORIGIN }),
  );
  const answer = await call('/v1/auth/refresh', from({ 'Sec-Fetch-Site': 'same-origin', Origin: ORIGIN }));
  expect(answer.status).toBe(200);
  expect(((await answer.json()) as Json).refreshToken).toBeUndefined();
  expect(answer.headers.get('Set-Cookie')).toContain('__Host-refresh=');
});

test('logout ends one session, logout-all ends every one', async () => {
  const one = await login();
  const two = await login();
  const out = await call('/v1/auth/logout', { method: 'POST', body: { refreshToken: one.refreshToken } });
  expect(out.status).toBe(204);
  expect(out.headers.get('Set-Cookie')).toContain('Max-Age=0');
  await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh(one.refreshToken));
  await expectJson(200, '/v1/auth/refresh', refresh(two.refreshToken));
  expect((await call('/v1/auth/logout-all', { method: 'POST', token: two.accessToken })).status).toBe(204);
  await expectProblem(401, 'unauthenticated', '/v1/auth/sessions', { token: two.accessToken });
});

test('sessions are listed and ended one by one', async () => {
  const one = await login();
  const two = await login();
  const { items } = await expectJson(200, '/v1/auth/sessions?limit=100', { token: one.accessToken });
  expect(items.filter((item: Json) => item.current)).toHaveLength(1);
  const other = two.refreshToken.split('.')[0];
  const stranger = await person();
  await expectProblem(404, 'not_found', `/v1/auth/sessions/${other}`, {
    method: 'DELETE',
    token: stranger.token,
  });
  expect(
    (await call(`/v1/auth/sessions/${other}`, { method: 'DELETE', token: one.accessToken })).status,
  ).toBe(204);
  await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh(two.refreshToken));
});

test('only an access token of ours, of the right kind and still good, opens anything', async () => {
  const { signingKey, kid } = await keyRing(env.ACCESS_TOKEN_KEYS);
  const ada = await person();
  const sid = randomId();
  await signedIn(ada.id, sid);
  const now = Math.floor(Date.now() / 1000);
  const forge = (header: Record<string, string>, claims: Record<string, unknown>) =>
    new SignJWT({
      iss: 'collaborative-document-editor',
      aud: 'collaborative-document-editor/v1',
      sub: ada.id,
      sid,
      iat: now,
      exp: now + 60,
      ...claims,
    })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt', ...header })
      .sign(signingKey);
  expect((await call('/v1/users/me', { token: await forge({}, {}) })).status).toBe(200);
  await expectProblem(401, 'token_expired', '/v1/users/me', {
    token: await forge({}, { iat: now - 120, exp: now - 60 }),
  });
  for (const token of [
    await forge({ typ: 'JWT' }, {}),
    await forge({}, { iss: 'somebody' }),
    await forge({}, { aud: 'something' }),
    await forge({}, { sub: '../../etc' }),
    await forge({ kid: 'second' }, {}),
    `${btoa('{"alg":"none","typ":"at+jwt"}').replaceAll('=', '')}.${btoa(`{"sub":"${ada.id}"}`).replaceAll('=', '')}.`,
    'nonsense',
  ]) {
    await expectProblem(401, 'unauthenticated', '/v1/users/me', { token });
  }
  await expectProblem(401, 'unauthenticated', '/v1/users/me', {
    headers: { Authorization: `Basic ${ada.token}` },
  });
  await expectProblem(401, 'unauthenticated', `/v1/users/me?access_token=${ada.token}`);
});

test('the public keys are public only, and name the key that signs', async () => {
  const { keys } = await expectJson(200, '/.well-known/jwks.json');
  expect(keys).toHaveLength(2);
  for (const key of keys)
    expect(key).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      alg: 'EdDSA',
      use: 'sig',
      x: expect.any(String),
      kid: expect.any(String),
    });
  expect(decodeProtectedHeader((await person()).token)).toEqual({
    alg: 'EdDSA',
    kid: keys[0].kid,
    typ: 'at+jwt',
  });
});

test('passwords: bounds, and a hash with weaker parameters is renewed', async () => {
  const body = { email: 'x@example.com', name: 'X' };
  await expectProblem(422, 'invalid_request', '/v1/auth/register', {
    method: 'POST',
    body: { ...body, password: 'short' },
  });
  await expectProblem(422, 'invalid_request', '/v1/auth/register', {
    method: 'POST',
    body: { ...body, password: 'x'.repeat(129) },
  });
  const stored = await hashPassword('secret');
  expect(stored).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(needsRehash(stored)).toBe(false);
  const weak = '$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$QBAAPEYvmy3bg4xq4svYV5zG7wB5cRr3/CtqTFNc5zk';
  expect(needsRehash(weak)).toBe(true);
  expect(await verifyPassword('secret', weak)).toBe(false);

  const { scryptSync } = await import('node:crypto');
  const hash = scryptSync(PASSWORD, Buffer.alloc(16), 32, { N: 16, r: 8, p: 1 })
    .toString('base64')
    .replace(/=+$/, '');
  await env.DB.prepare('UPDATE identities SET secret = ? WHERE subject = ?')
    .bind(`$scrypt$ln=4,r=8,p=1$${'A'.repeat(22)}$${hash}`, EMAIL)
    .run();
  await login();
  const row = await env.DB.prepare('SELECT secret FROM identities WHERE subject = ?')
    .bind(EMAIL)
    .first<{ secret: string }>();
  expect(row?.secret).toContain('ln=14,r=8,p=5');
  await login();
});

test('the own account is read and changed; others see the public part', async () => {
  const ada = await person();
  const grace = await person('Grace');
  const changed = await expectJson(200, '/v1/users/me', {
    method: 'PUT',
    token: ada.token,
    body: { name: 'Ada L.', color: '#00629d', preferences: { theme: 'dark' } },
  });
  expect(changed).toMatchObject({
    name: 'Ada L.',
    color: '#00629d',
    preferences: { theme: 'dark' },
    email: ada.email,
  });
  expect(await expectJson(200, `/v1/users/${ada.id}`, { token: grace.token })).toEqual({
    id: ada.id,
    name: 'Ada L.',
    color: '#00629d',
    avatarUrl: null,
  });
  const put = (body: unknown) => ({ method: 'PUT', token: ada.token, body });
  await expectProblem(422, 'invalid_request', '/v1/users/me', put({ email: 'other@example.com' }));
  await expectProblem(422, 'invalid_request', '/v1/users/me', put({ color: 'red;' }));
  await expectProblem(422, 'invalid_request', '/v1/users/me', put({ avatarUrl: 'javascript:alert(1)' }));
  await expectProblem(404, 'not_found', '/v1/users/AAAAAAAAAAAAAAAAAAAAAA', { token: ada.token });
});
