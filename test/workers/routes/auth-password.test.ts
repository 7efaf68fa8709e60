import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { issue } from '../../../src/features/auth/one-time-tokens.ts';
import { database } from '../../../src/platform/db/database.ts';
import {
  account,
  attemptedJustNow,
  growOld,
  login,
  loginStatus,
  PASSWORD,
  refresh,
} from '../support/accounts.ts';
import { call, expectJson, expectProblem, type Person, person, signedIn } from '../support/api.ts';
import { eventsOf, toldEvents } from '../support/told-events.ts';

const NEW = 'giraffe river lantern';
const db = database(env.DB);

const post = (path: string, body?: unknown, token?: string) =>
  call(path, { method: 'POST', ...(body !== undefined && { body }), ...(token && { token }) });

function resetToken(user: Person, ttl?: number): Promise<string> {
  return issue(db, { purpose: 'reset-password', userId: user.id, ...(ttl !== undefined && { ttl }) });
}

const reset = (token: string, password = NEW) => post('/v1/auth/password/reset', { token, password });

test("a forgotten password is answered alike for known and unknown addresses; the mail is the queue's work", async () => {
  const ada = await account();
  const before = (await toldEvents()).length;
  for (const email of [ada.email, 'nobody-at-all@example.com']) {
    const response = await post('/v1/auth/password/forgot', { email: ` ${email.toUpperCase()} ` });
    expect({ status: response.status, body: await response.text() }).toEqual({ status: 202, body: '' });
  }
  const told = (await toldEvents()).slice(before).filter(({ type }) => type === 'user.password_forgotten');
  expect(told.map(({ email }) => email)).toEqual([ada.email, 'nobody-at-all@example.com']);
  // The event has no actor: the requester is not the owner of the address.
  expect(told[0].by).toMatchObject({ kind: 'anonymous', userId: null });
});

test('an address is sent at most five mails an hour, from all requesters together', async () => {
  const email = 'bombed@example.com';
  for (let i = 0; i < 5; i++) expect((await post('/v1/auth/password/forgot', { email })).status).toBe(202);
  expect((await post('/v1/auth/password/forgot', { email })).status).toBe(429);
  expect((await post('/v1/auth/password/forgot', { email: 'other@example.com' })).status).toBe(202);
});

test('a reset sets the password once, ends every session, and publishes that', async () => {
  const ada = await account();
  const { refreshToken, accessToken } = await login(ada.email);
  const token = await resetToken(ada);
  expect((await reset(token)).status).toBe(204);
  await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: accessToken });
  await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh(refreshToken));
  expect(await loginStatus(ada.email, PASSWORD)).toBe(401);
  expect(await loginStatus(ada.email, NEW)).toBe(200);
  await expectProblem(410, 'token_invalid', '/v1/auth/password/reset', {
    method: 'POST',
    body: { token, password: NEW },
  });
  expect(await eventsOf(ada.id, 'user.password_changed')).toMatchObject([{ how: 'reset' }]);
  expect(await eventsOf(ada.id, 'user.sessions_ended')).toMatchObject([
    { reason: 'password_reset', sessionIds: expect.arrayContaining([refreshToken.split('.')[0]]) },
  ]);
});

test('of two concurrent uses of a reset link, one sets the password', async () => {
  const ada = await account();
  const token = await resetToken(ada);
  const passwords = [NEW, 'lantern giraffe river'];
  const statuses = await Promise.all(
    passwords.map(async (password) => (await reset(token, password)).status),
  );
  expect([...statuses].sort()).toEqual([204, 410]);
  const winner = passwords[statuses.indexOf(204)] as string;
  const loser = passwords[statuses.indexOf(410)] as string;
  expect([await loginStatus(ada.email, winner), await loginStatus(ada.email, loser)]).toEqual([200, 401]);
  expect(await eventsOf(ada.id, 'user.password_changed')).toHaveLength(1);
});

test('an expired, unknown, superseded or foreign link resets nothing; a refused password leaves it good', async () => {
  const ada = await account();
  const old = await resetToken(ada);
  const token = await resetToken(ada);
  const verification = await issue(db, { purpose: 'verify-email', userId: ada.id });
  const bad = [old, verification, await resetToken(await account(), -1), randomId(), 'x'];
  const answers = new Set<string>();
  for (const each of bad) {
    const response = await reset(each);
    answers.add(`${response.status} ${await response.text()}`);
  }
  expect(answers.size).toBe(1);
  expect([...answers][0]).toMatch(/^410 .*token_invalid/);

  expect((await reset(token, 'password1')).status).toBe(422);
  expect((await reset(token, 'short')).status).toBe(422);
  expect(await loginStatus(ada.email, PASSWORD)).toBe(200);
  expect((await reset(token)).status).toBe(204);
});

test('a sign-in that has the old password in hand while it is reset gets no session', async () => {
  const ada = await account();
  const token = await resetToken(ada);
  const [status] = await Promise.all([loginStatus(ada.email, PASSWORD), reset(token)]);
  expect([200, 401]).toContain(status);
  const rows = await env.DB.prepare('SELECT id FROM sessions WHERE user_id = ?').bind(ada.id).all();
  expect(rows.results).toEqual([]);
});

test('a reset of an unverified account deletes every credential of its creator', async () => {
  const ada = await account({ verified: false });
  const now = Date.now();
  const insert = (sql: string, ...values: unknown[]) => env.DB.prepare(sql).bind(...values);
  await env.DB.batch([
    insert("INSERT INTO identities VALUES ('google', ?, ?, NULL, ?)", randomId(), ada.id, now),
    insert(
      'INSERT INTO totp (user_id, secret, confirmed_at, created_at) VALUES (?, ?, 1, ?)',
      ada.id,
      'x',
      now,
    ),
    insert('INSERT INTO recovery_codes VALUES (?, ?, ?)', ada.id, randomId(), now),
    insert("INSERT INTO passkeys VALUES (?, ?, 'Key', 'x', 0, '[]', 0, ?, NULL)", randomId(), ada.id, now),
  ]);
  const { token: apiToken } = await expectJson(201, '/v1/tokens', {
    method: 'POST',
    token: ada.token,
    body: { name: 'CI', scopes: ['account:read'] },
  });
  expect((await reset(await resetToken(ada))).status).toBe(204);
  for (const token of [ada.token, apiToken])
    await expectProblem(401, 'unauthenticated', '/v1/users/me', { token });
  const { accessToken, user } = await login(ada.email, NEW);
  expect(user.emailVerified).toBe(true);
  expect(await expectJson(200, '/v1/auth/account', { token: accessToken })).toMatchObject({
    emailVerified: true,
    hasPassword: true,
    identities: [],
    totp: false,
    passkeys: 0,
    recoveryCodes: 0,
  });
  expect(await eventsOf(ada.id, 'user.verified')).toHaveLength(1);
});

test('a change takes the current password, ends every other session and keeps this one', async () => {
  const ada = await account();
  const [one, two] = [await login(ada.email), await login(ada.email)];
  const change = (body: unknown) => ({ method: 'POST', token: one.accessToken, body });
  const path = '/v1/auth/password/change';
  await expectProblem(403, 'wrong_password', path, change({ current: 'not this one', password: NEW }));
  await expectProblem(403, 'wrong_password', path, change({ password: NEW }));
  await expectProblem(422, 'weak_password', path, change({ current: PASSWORD, password: 'iloveyou2' }));
  await expectProblem(401, 'unauthenticated', path, { method: 'POST', body: { password: NEW } });
  await expectJson(200, '/v1/users/me', { token: two.accessToken });

  expect((await call(path, change({ current: PASSWORD, password: NEW }))).status).toBe(204);
  await expectJson(200, '/v1/users/me', { token: one.accessToken });
  await expectJson(200, '/v1/auth/refresh', refresh(one.refreshToken));
  await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: two.accessToken });
  await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh(two.refreshToken));
  expect([await loginStatus(ada.email, PASSWORD), await loginStatus(ada.email, NEW)]).toEqual([401, 200]);
  expect(await eventsOf(ada.id, 'user.password_changed')).toMatchObject([{ how: 'change' }]);
});

test('a reset and a change at once are as one after the other: after a reset nothing of the change holds', async () => {
  for (let round = 0; round < 3; round++) {
    const ada = await account();
    const { accessToken } = await login(ada.email);
    const token = await resetToken(ada);
    const thief = 'whoever stole this session';
    const [, { status }] = await Promise.all([
      post('/v1/auth/password/change', { current: PASSWORD, password: thief }, accessToken),
      reset(token),
    ]);
    // A change that comes first invalidates the links that were sent before it.
    const [isReset, statuses] = [
      status === 204,
      [await loginStatus(ada.email, thief), await loginStatus(ada.email, NEW)],
    ];
    expect({ status, statuses }).toEqual({
      status: isReset ? 204 : 410,
      statuses: isReset ? [401, 200] : [200, 401],
    });
    if (isReset) await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: accessToken });
  }
}, 60_000);

test('an account without a password gets its first one after a recent sign-in', async () => {
  const ada = await person();
  const change = { method: 'POST', token: ada.token, body: { password: NEW } };
  expect(await expectJson(200, '/v1/auth/account', { token: ada.token })).toMatchObject({
    hasPassword: false,
  });
  await growOld(ada.id);
  await expectProblem(403, 'reauthentication_required', '/v1/auth/password/change', change);
  await expectProblem(403, 'wrong_password', '/v1/auth/reauthenticate', {
    method: 'POST',
    token: ada.token,
    body: { password: NEW },
  });
  const token = await signedIn(ada.id);
  expect((await call('/v1/auth/password/change', { ...change, token })).status).toBe(204);
  expect(await loginStatus(ada.email, NEW)).toBe(200);
  await expectProblem(403, 'wrong_password', '/v1/auth/password/change', { ...change, token });
});

test('a sensitive change needs the password again after 15 minutes, and guesses are slowed down', async () => {
  const ada = await account();
  await growOld(ada.id);
  const create = { method: 'POST', token: ada.token, body: { name: 'CI', scopes: ['docs:read'] } };
  await expectProblem(403, 'reauthentication_required', '/v1/tokens', create);
  const prove = (password: string) => ({ method: 'POST', token: ada.token, body: { password } });
  for (let i = 0; i < 5; i++)
    await expectProblem(403, 'wrong_password', '/v1/auth/reauthenticate', prove('not this one'));
  await attemptedJustNow('own-password:%');
  await expectProblem(429, 'rate_limited', '/v1/auth/reauthenticate', prove(PASSWORD));
  await env.DB.prepare('UPDATE throttles SET expires_at = expires_at - 1000 WHERE key = ?')
    .bind(`own-password:${ada.id}`)
    .run();
  expect((await call('/v1/auth/reauthenticate', prove(PASSWORD))).status).toBe(204);
  await expectJson(201, '/v1/tokens', create);
  expect(await eventsOf(ada.id, 'user.login_failed')).toHaveLength(5);
});

test('D1 holds neither links nor passwords', async () => {
  const ada = await account();
  const token = await resetToken(ada);
  const verification = await issue(db, { purpose: 'verify-email', userId: ada.id });
  for (const table of ['one_time_tokens', 'identities', 'event_outbox', 'told_events', 'throttles']) {
    const rows = JSON.stringify((await env.DB.prepare(`SELECT * FROM ${table}`).all()).results);
    for (const secret of [token, verification, PASSWORD, NEW]) expect(rows).not.toContain(secret);
  }
});
