import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { issue } from '../../../src/features/auth/one-time-tokens.ts';
import { database } from '../../../src/platform/db/database.ts';
import { account, loginStatus, PASSWORD } from '../support/accounts.ts';
import { call, createDocument, expectJson, expectProblem, type Person, person } from '../support/api.ts';
import { eventsOf } from '../support/told-events.ts';

const db = database(env.DB);

const link = (user: Person, more: { ttl?: number; data?: Record<string, unknown> } = {}) =>
  issue(db, { purpose: 'verify-email', userId: user.id, ...more });

const verify = (token: string, as?: Person) => ({
  method: 'POST',
  body: { token },
  ...(as && { token: as.token }),
});

test('a new account is published, so that its verification mail is sent, and works before the verification', async () => {
  const body = { email: 'new@example.com', password: PASSWORD, name: 'New', tokenDelivery: 'body' };
  const { user, accessToken } = await expectJson(201, '/v1/auth/register', { method: 'POST', body });
  expect(user.emailVerified).toBe(false);
  expect(await eventsOf(user.id, 'user.registered')).toMatchObject([
    { method: 'password', by: { kind: 'person', userId: user.id } },
  ]);
  const docId = await createDocument({ id: user.id, email: body.email, token: accessToken });
  await expectJson(200, `/v1/docs/${docId}`, { token: accessToken });
});

test('with a session of the account a link proves its address once, and then says so', async () => {
  const ada = await account({ verified: false });
  const token = await link(ada, { data: { email: ada.email } });
  const profile = await expectJson(200, '/v1/auth/verify-email', verify(token, ada));
  expect(profile).toMatchObject({ id: ada.id, email: ada.email, emailVerified: true });
  expect(profile.passwordToken).toBeUndefined();
  expect(await loginStatus(ada.email, PASSWORD)).toBe(200);
  expect(await expectJson(200, '/v1/users/me', { token: ada.token })).toMatchObject({ emailVerified: true });
  for (const as of [ada, undefined])
    await expectProblem(410, 'already_verified', '/v1/auth/verify-email', verify(token, as));
  const seen = await expectJson(200, '/v1/auth/verify-email/look', verify(token));
  expect(seen).toEqual({ email: ada.email, verified: true, own: false });
  expect(await eventsOf(ada.id, 'user.verified')).toMatchObject([{ by: { kind: 'person', userId: ada.id } }]);
});

test('of two concurrent clicks one verifies the address, and it is published once', async () => {
  const ada = await account({ verified: false });
  const token = await link(ada);
  const both = await Promise.all([1, 2].map(() => call('/v1/auth/verify-email', verify(token, ada))));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
  expect(await eventsOf(ada.id, 'user.verified')).toHaveLength(1);
});

test('a link that is unknown, expired, superseded, for something else or for another address proves nothing', async () => {
  const ada = await account({ verified: false });
  const superseded = await link(ada);
  const other = await link(ada, { data: { email: 'former@example.com' } });
  const expired = await link(await account({ verified: false }), { ttl: -1 });
  const reset = await issue(db, { purpose: 'reset-password', userId: ada.id });
  const answers = new Set<string>();
  for (const token of [superseded, other, expired, reset, randomId(43), 'x']) {
    for (const path of ['/v1/auth/verify-email', '/v1/auth/verify-email/look']) {
      const response = await call(path, verify(token));
      answers.add(`${response.status} ${await response.text()}`);
    }
  }
  expect(answers.size).toBe(1);
  expect([...answers][0]).toMatch(/^410 .*token_invalid/);
  expect(await expectJson(200, '/v1/users/me', { token: ada.token })).toMatchObject({ emailVerified: false });
  await expectProblem(422, 'invalid_request', '/v1/auth/verify-email', { method: 'POST', body: {} });
});

test('a look changes nothing, however often', async () => {
  const [ada, grace] = [await account({ verified: false }), await person('Grace')];
  const token = await link(ada);
  for (const [as, own] of [
    [undefined, false],
    [grace, false],
    [ada, true],
  ] as const) {
    const seen = await expectJson(200, '/v1/auth/verify-email/look', verify(token, as));
    expect(seen).toEqual({ email: ada.email, verified: false, own });
  }
  for (const path of ['/v1/auth/verify-email', '/v1/auth/verify-email/look'])
    expect((await call(`${path}?token=${token}`)).status).not.toBe(200);
  expect(await expectJson(200, '/v1/users/me', { token: ada.token })).toMatchObject({ emailVerified: false });
  await expectJson(200, '/v1/auth/verify-email', verify(token, ada));
});

test('a session that has run out claims nothing: its user renews it', async () => {
  const ada = await account({ verified: false });
  const token = await link(ada);
  const stale = { ...ada, token: `${ada.token}x` };
  await expectProblem(401, 'unauthenticated', '/v1/auth/verify-email', verify(token, stale));
  expect(await loginStatus(ada.email, PASSWORD)).toBe(200);
  await expectJson(200, '/v1/auth/verify-email', verify(token, ada));
});

test('another mail can be asked for five times an hour, and for a verified address none is sent', async () => {
  const ada = await account({ verified: false });
  const resend = (token: string) => call('/v1/auth/verify-email/resend', { method: 'POST', token });
  for (let i = 0; i < 5; i++) expect((await resend(ada.token)).status).toBe(202);
  expect((await resend(ada.token)).status).toBe(429);
  expect(await eventsOf(ada.id, 'user.verification_requested')).toHaveLength(5);

  const grace = await person('Grace');
  expect((await resend(grace.token)).status).toBe(202);
  expect(await eventsOf(grace.id, 'user.verification_requested')).toEqual([]);
  await expectProblem(401, 'unauthenticated', '/v1/auth/verify-email/resend', { method: 'POST' });
});

test('a verified address makes invitations permissions', async () => {
  const [ada, grace] = [await account({ verified: false }), await person('Grace')];
  const docId = await createDocument(grace);
  await env.DB.prepare(
    "INSERT INTO invitations (id, doc_id, email, role, invited_by, expires_at, created_at) VALUES (?, ?, ?, 'editor', ?, ?, ?)",
  )
    .bind(randomId(), docId, ada.email, grace.id, Date.now() + 60_000, Date.now())
    .run();
  await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: ada.token });
  await expectJson(200, '/v1/auth/verify-email', verify(await link(ada), ada));
  expect(await expectJson(200, `/v1/docs/${docId}`, { token: ada.token })).toMatchObject({ role: 'editor' });
});

test('refuses known and trivial passwords, and those based on the user’s data, with advice', async () => {
  const register = (password: string) => ({
    method: 'POST',
    body: { email: 'augusta.lovelace@example.com', password, name: 'Augusta Lovelace' },
  });
  const weak = [
    '12345678',
    'password1',
    'P4ssw0rd2024!',
    'qwertyuiop',
    'aaaaaaaaaaaa',
    'Augusta.Lovelace1',
    'LovelaceAugusta!',
    'augustalovelace1815',
    'octavo2026',
  ];
  for (const password of [...weak, 'x'.repeat(128)]) {
    const problem = await expectProblem(422, 'weak_password', '/v1/auth/register', register(password));
    expect(problem.errors).toEqual([
      { path: 'password', message: expect.stringMatching(/easy to guess|tried first|name or address/) },
    ]);
    expect(JSON.stringify(problem)).not.toContain(password);
  }
  // Eight characters without a pattern are enough, as is a long phrase; there are no composition rules.
  await expectJson(201, '/v1/auth/register', register('zvx8kq2m'));
});
