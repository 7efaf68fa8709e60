import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { signAccessToken } from '../../../src/platform/tokens/access-token.ts';
import { call, createDocument, expectJson, expectProblem, giveRole, ORIGIN, person } from '../support/api.ts';
import { callWith } from '../support/history.ts';
import { closeOf, upgrade } from '../support/socket.ts';
import { registered } from './abuse.ts';

test('no log line contains a token, for any outcome of the request', async () => {
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
  // A token in the query does not count as a credential.
  await expectProblem(401, 'unauthenticated', `/v1/users/me?access_token=${ada.token}`);
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
  // The second key signs it; a rotation leaves the public half of that key in the ring.
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
