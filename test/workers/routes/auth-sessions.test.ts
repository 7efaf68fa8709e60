import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { beginSession, insertSession } from '../../../src/features/sessions/sessions.ts';
import { database } from '../../../src/platform/db/database.ts';
import { account, login, PASSWORD, refresh } from '../support/accounts.ts';
import { call, expectJson, expectProblem, type Json, person, signedIn } from '../support/api.ts';
import { deliver } from '../support/queue.ts';
import { eventsOf } from '../support/told-events.ts';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0';

const idOf = ({ refreshToken }: Json): string => refreshToken.split('.')[0];

test('sessions go by their device until their user names them', async () => {
  const ada = await account();
  const body = { email: ada.email, password: PASSWORD, tokenDelivery: 'body' };
  const one = await expectJson(200, '/v1/auth/login', {
    method: 'POST',
    body,
    headers: { 'User-Agent': FIREFOX },
  });
  const token = one.accessToken;
  const path = `/v1/auth/sessions/${idOf(one)}`;
  const { items } = await expectJson(200, '/v1/auth/sessions', { token });
  expect(items.find((item: Json) => item.current)).toEqual({
    id: idOf(one),
    name: null,
    device: 'Firefox on Windows',
    userAgent: FIREFOX,
    createdAt: expect.any(String),
    lastUsedAt: expect.any(String),
    expiresAt: expect.any(String),
    current: true,
  });
  const rename = (name: unknown, by = token) => ({ method: 'PATCH', token: by, body: { name } });
  expect(await expectJson(200, path, rename('Desk'))).toMatchObject({
    name: 'Desk',
    device: 'Firefox on Windows',
  });
  expect(await expectJson(200, path, rename(null))).toMatchObject({ name: null });
  await expectProblem(422, 'invalid_request', path, rename(''));
  await expectProblem(422, 'invalid_request', path, rename('\u202egnp.exe'));
  await expectProblem(404, 'not_found', path, rename('Mine', (await person('Eve')).token));
  await expectProblem(404, 'not_found', `/v1/auth/sessions/${randomId()}`, rename('None'));
});

test('ends every session except this one, and publishes which', async () => {
  const ada = await account();
  const [one, two] = [await login(ada.email), await login(ada.email)];
  const all = (body?: unknown) => ({
    method: 'POST',
    token: one.accessToken,
    ...(body !== undefined && { body }),
  });
  expect((await call('/v1/auth/logout-all', all({ exceptCurrent: true }))).status).toBe(204);
  await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh(two.refreshToken));
  const { items } = await expectJson(200, '/v1/auth/sessions', { token: one.accessToken });
  expect(items.map(({ id }: Json) => id)).toEqual([idOf(one)]);
  const [ended] = await eventsOf(ada.id, 'user.sessions_ended');
  expect(ended).toMatchObject({ reason: 'ended', by: { userId: ada.id, credentialId: idOf(one) } });
  expect(ended.sessionIds).toContain(idOf(two));
  expect(ended.sessionIds).not.toContain(idOf(one));
  await expectProblem(422, 'invalid_request', '/v1/auth/logout-all', all({ everything: true }));
  expect((await call('/v1/auth/logout-all', all())).status).toBe(204);
  await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: one.accessToken });
});

test('two tabs that refresh at once, many times over, never end their session', async () => {
  const ada = await account();
  let { refreshToken } = await login(ada.email);
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all(
      [1, 2, 3].map(() => expectJson(200, '/v1/auth/refresh', refresh(refreshToken))),
    );
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    refreshToken = answers[0].refreshToken;
  }
});

test('a session that is ended while it refreshes stays ended', async () => {
  const ada = await account();
  const { accessToken } = await login(ada.email);
  for (let round = 0; round < 10; round++) {
    const victim = await login(ada.email);
    const [refreshed, ended] = await Promise.all([
      call('/v1/auth/refresh', refresh(victim.refreshToken)),
      call(`/v1/auth/sessions/${idOf(victim)}`, { method: 'DELETE', token: accessToken }),
    ]);
    expect([200, 401]).toContain(refreshed.status);
    expect(ended.status).toBe(204);
    const tokens = [victim, ...(refreshed.status === 200 ? [(await refreshed.json()) as Json] : [])];
    for (const each of tokens) {
      await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: each.accessToken });
      await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh(each.refreshToken));
    }
  }
}, 60_000);

test('reusing a refresh token after the grace period ends the session, and publishes that', async () => {
  const ada = await account();
  const first = await login(ada.email);
  const second = await expectJson(200, '/v1/auth/refresh', refresh(first.refreshToken));
  await env.DB.prepare('UPDATE sessions SET rotated_at = rotated_at - 10001 WHERE id = ?')
    .bind(idOf(first))
    .run();
  await expectProblem(401, 'token_reused', '/v1/auth/refresh', refresh(first.refreshToken));
  await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh(second.refreshToken));
  await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: second.accessToken });
  expect(await eventsOf(ada.id, 'user.sessions_ended')).toMatchObject([
    { reason: 'token_reused', sessionIds: [idOf(first)] },
  ]);
});

test('ending a session tells the user’s channel, which closes its sockets', async () => {
  const ada = await account();
  const [one, two] = [await login(ada.email), await login(ada.email)];
  expect(
    (await call(`/v1/auth/sessions/${idOf(two)}`, { method: 'DELETE', token: one.accessToken })).status,
  ).toBe(204);
  const channel = env.USER_CHANNEL.getByName(ada.id);
  const opened = (credentialId: string) =>
    channel.socketOpened({ credentialId, docId: randomId(), region: null });
  expect(await opened(idOf(two))).toMatchObject({ ended: true });
  expect(await opened(idOf(one))).toMatchObject({ ended: false });
});

test('what a request could not close, the queue closes', async () => {
  const userId = randomId();
  const event = {
    id: randomId(),
    at: Date.now(),
    by: { kind: 'system', userId: null, credentialId: null, address: null, userAgent: null, origin: '' },
  };
  const [sessionId, tokenId, other] = [randomId(), randomId(), randomId()];
  const { explicitAcks } = await deliver('events', [
    { ...event, type: 'user.sessions_ended', userId, sessionIds: [sessionId], reason: 'ended' },
    { ...event, id: randomId(), type: 'user.token_deleted', userId, tokenId, name: 'CI' },
  ]);
  expect(explicitAcks).toHaveLength(2);
  const channel = env.USER_CHANNEL.getByName(userId);
  const isEnded = async (credentialId: string) =>
    (await channel.socketOpened({ credentialId, docId: randomId(), region: null })).ended;
  expect([await isEnded(sessionId), await isEnded(tokenId), await isEnded(other)]).toEqual([
    true,
    true,
    false,
  ]);
});

test('no session begins when what proved its user no longer holds', async () => {
  const ada = await account();
  const db = database(env.DB);
  const row = await env.DB.prepare('SELECT secret FROM identities WHERE user_id = ?')
    .bind(ada.id)
    .first<{ secret: string }>();
  const secret = row?.secret ?? '';
  const begin = (userId: string) => beginSession(userId, 'a test').session;
  expect(await insertSession(db, begin(ada.id), { kind: 'password', secret })).toBe(true);
  expect(await insertSession(db, begin(ada.id), { kind: 'password', secret: `${secret}x` })).toBe(false);
  expect(await insertSession(db, begin(ada.id), { kind: 'ticket', hash: randomId() })).toBe(false);
  expect(await insertSession(db, begin(randomId()), { kind: 'password', secret })).toBe(false);
  expect(await insertSession(db, begin(ada.id), { kind: 'passkey', id: randomId() })).toBe(false);
  const stranger = { kind: 'identity', provider: 'acme', subject: randomId() } as const;
  expect(await insertSession(db, begin(ada.id), stranger)).toBe(false);
  const stored = await env.DB.prepare('SELECT * FROM sessions WHERE user_id = ? AND token_hash != ?')
    .bind(ada.id, 'none')
    .all();
  expect(stored.results).toMatchObject([{ user_agent: 'a test', guest_of: null, previous_hash: null }]);
});

test('a sign-in publishes its session and device', async () => {
  const ada = await account();
  const { refreshToken } = await login(ada.email);
  expect(await eventsOf(ada.id, 'user.login')).toMatchObject([
    { method: 'password', by: { kind: 'person', userId: ada.id, credentialId: refreshToken.split('.')[0] } },
  ]);
  const body = { email: ada.email, password: 'not this one' };
  await expectProblem(401, 'invalid_credentials', '/v1/auth/login', { method: 'POST', body });
  expect(await eventsOf(ada.id, 'user.login_failed')).toMatchObject([
    { method: 'password', by: { kind: 'anonymous' } },
  ]);
});

test('a session belongs to its user: no other ends or names it', async () => {
  const [ada, eve] = [await person(), await person('Eve')];
  const sessionId = randomId();
  const token = await signedIn(ada.id, sessionId);
  await expectProblem(404, 'not_found', `/v1/auth/sessions/${sessionId}`, {
    method: 'DELETE',
    token: eve.token,
  });
  await expectJson(200, '/v1/users/me', { token });
});
