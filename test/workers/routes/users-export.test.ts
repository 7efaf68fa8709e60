import { env } from 'cloudflare:workers';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { eventsBy, SYSTEM } from '../../../src/platform/events/publish.ts';
import { call, createDocument, expectProblem, giveRole, type Json, person } from '../support/api.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { callWith } from '../support/history.ts';
import { deliver } from '../support/queue.ts';

async function unzipped(response: Response): Promise<Record<string, string>> {
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe('application/zip');
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)]));
}

test('the archive contains all stored data, and no secret', async () => {
  holdEvents();
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const own = await createDocument(
    ada,
    [{ insert: 'Dear Charles' }, { insert: { image: 'https://a.example/i.png' } }, { insert: '\n' }],
    'Letter',
  );
  const hers = await createDocument(grace, [{ insert: 'A secret of hers\n' }], 'Hers');
  await giveRole(grace, hers, ada, 'viewer');
  await call(`/v1/docs/${own}`, { method: 'PATCH', token: ada.token, body: { starred: true } });
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO identities (provider, subject, user_id, secret, created_at) VALUES ('password', ?, ?, '$scrypt$the-hash', 1)`,
    ).bind(ada.email, ada.id),
    env.DB.prepare(
      `INSERT INTO api_tokens (id, user_id, name, hash, hint, scopes, created_at) VALUES (?, ?, 'Backup', 'token-hash', 'abcd', '["docs:read"]', 1)`,
    ).bind(randomId(), ada.id),
    env.DB.prepare(`INSERT INTO totp (user_id, secret, created_at) VALUES (?, 'totp-secret', 1)`).bind(
      ada.id,
    ),
    env.DB.prepare(`INSERT INTO recovery_codes (user_id, hash, created_at) VALUES (?, 'code-hash', 1)`).bind(
      ada.id,
    ),
  ]);
  await handEventsOn();
  await deliver(
    'events',
    eventsBy({ ...SYSTEM, kind: 'person', userId: grace.id }, [
      { type: 'user.login_failed', userId: ada.id, method: 'password' },
    ]),
  );
  // After the consumers, which keep only the newest 500.
  await env.DB.batch([
    ...Array.from({ length: 1_101 }, (_, i) =>
      env.DB.prepare(
        `INSERT INTO notifications (id, user_id, event_id, kind, data, created_at, mail) VALUES (?, ?, ?, 'shared', '{}', ?, 'none')`,
      ).bind(randomId(), ada.id, randomId(), Math.floor(i / 7)),
    ),
  ]);
  const files = await unzipped(await call('/v1/users/me/export', { token: ada.token }));
  const parsed = (name: string): Json => JSON.parse(files[`${name}.json`] ?? 'null');
  expect(parsed('profile')).toMatchObject({ id: ada.id, email: ada.email, name: 'Ada' });
  expect(parsed('identities')).toMatchObject([{ provider: 'password', subject: ada.email }]);
  expect(parsed('sessions')).toMatchObject([{ userAgent: 'a test' }]);
  expect(parsed('api-tokens')).toMatchObject([{ name: 'Backup', hint: 'abcd' }]);
  expect(
    parsed('memberships')
      .map(({ docId, role }: Json) => [docId, role])
      .sort(),
  ).toEqual(
    [
      [own, 'owner'],
      [hers, 'viewer'],
    ].sort(),
  );
  expect(parsed('stars')).toMatchObject([{ docId: own }]);
  const ids = parsed('notifications').map(({ id }: Json) => id);
  expect(ids.length).toBeGreaterThanOrEqual(1_101);
  expect(new Set(ids).size).toBe(ids.length);
  expect(parsed('audit-log-by-you').map(({ type }: Json) => type)).toContain('document.created');
  expect(parsed('audit-log-about-you').map(({ type }: Json) => type)).toContain('user.login_failed');
  expect(JSON.parse(files[`documents/${own}/content.json`] ?? '')).toMatchObject({
    version: 1,
    ops: [{ insert: 'Dear Charles' }, { insert: { image: expect.any(String) } }, { insert: '\n' }],
  });
  expect(files[`documents/${own}/content.txt`]).toBe('Dear Charles\ufffc\n');
  expect(files[`documents/${own}/metadata.json`]).toContain('"title": "Letter"');
  const everything = Object.entries(files).flat().join('\n');
  expect(everything).not.toMatch(
    /scrypt|token-hash|totp-secret|code-hash|token_hash|tokenHash|A secret of hers/,
  );
});

test('a document that cannot be reached says so, and the rest is there', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const down = faultyEnv({ documents: () => ({ read: () => Promise.reject(new Error('down')) }) });
  const files = await unzipped(await callWith(down, '/v1/users/me/export', { token: ada.token }));
  expect(Object.keys(files)).toContain(`documents/${docId}/unavailable.txt`);
  expect(Object.keys(files)).toContain('profile.json');
});

test('an account is exported a few times an hour, and only by its user', async () => {
  const ada = await person();
  for (let i = 0; i < 5; i++) await (await call('/v1/users/me/export', { token: ada.token })).arrayBuffer();
  await expectProblem(429, 'rate_limited', '/v1/users/me/export', { token: ada.token });
  await expectProblem(401, 'unauthenticated', '/v1/users/me/export');
});

test('nothing of another person is in it: not from where they acted, not what was sent to an unproved address', async () => {
  holdEvents();
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(grace, [{ insert: 'Hers\n' }], 'Hers');
  const from = { 'CF-Connecting-IP': '203.0.113.77', 'User-Agent': 'SecretBrowser/9' };
  const graces = { token: grace.token, headers: from };
  const path = `/v1/docs/${docId}/permissions/${ada.id}`;
  for (const role of ['viewer', 'editor']) await call(path, { ...graces, method: 'PUT', body: { role } });
  await call(path, { ...graces, method: 'DELETE' });
  await call(`/v1/docs/${docId}/access-requests`, {
    method: 'POST',
    token: ada.token,
    body: { role: 'viewer', message: 'Please' },
  });
  await handEventsOn();
  await env.DB.batch([
    env.DB.prepare('UPDATE users SET email_verified_at = NULL WHERE id = ?').bind(ada.id),
    env.DB.prepare(
      "INSERT INTO invitations (id, doc_id, email, role, message, invited_by, expires_at, created_at) VALUES (?, ?, ?, 'editor', 'The password is swordfish', ?, 4e12, 1)",
    ).bind(randomId(), docId, ada.email, grace.id),
  ]);
  const exported = async (): Promise<Record<string, string>> =>
    unzipped(await call('/v1/users/me/export', { token: ada.token }));

  const unproved = await exported();
  const about: Json[] = JSON.parse(unproved['audit-log-about-you.json'] ?? '');
  expect(about.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['document.shared', 'document.role_changed', 'document.unshared']),
  );
  // She may not know whether the document still exists.
  expect(JSON.parse(unproved['access-requests.json'] ?? '')).toEqual([]);
  expect(JSON.parse(unproved['invitations-received.json'] ?? '')).toEqual([]);
  const sessions = await env.DB.prepare('SELECT id FROM sessions WHERE user_id = ?')
    .bind(grace.id)
    .all<{ id: string }>();
  expect(sessions.results).not.toEqual([]);
  const foreign = [
    '203.0.113.77',
    'SecretBrowser',
    'swordfish',
    grace.email,
    ...sessions.results.map(({ id }) => id),
  ];
  for (const [file, text] of Object.entries(unproved))
    for (const part of foreign) expect(`${file}: ${text}`).not.toContain(part);

  await env.DB.prepare('UPDATE users SET email_verified_at = 1 WHERE id = ?').bind(ada.id).run();
  expect(JSON.parse((await exported())['invitations-received.json'] ?? '')).toMatchObject([
    { docId, message: 'The password is swordfish', invitedBy: grace.id },
  ]);
});

test('what an export holds is named column by column', async () => {
  holdEvents();
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada);
  const hers = await createDocument(grace);
  await giveRole(grace, hers, ada, 'viewer');
  await call(`/v1/docs/${docId}/invitations`, {
    method: 'POST',
    token: ada.token,
    body: { email: 'new@example.com', role: 'viewer' },
  });
  await handEventsOn();
  const files = await unzipped(await call('/v1/users/me/export', { token: ada.token }));
  const columnsOf = (file: string) => Object.keys(JSON.parse(files[file] ?? '')[0]).sort();
  expect(columnsOf('invitations-sent.json')).toEqual([
    'createdAt',
    'docId',
    'email',
    'expiresAt',
    'id',
    'message',
    'role',
  ]);
  expect(columnsOf('notifications.json')).toEqual([
    'actorId',
    'createdAt',
    'data',
    'docId',
    'id',
    'kind',
    'readAt',
  ]);
  expect(columnsOf('audit-log-by-you.json')).toEqual([
    'actorId',
    'actorKind',
    'address',
    'at',
    'credentialId',
    'details',
    'docId',
    'id',
    'subjectId',
    'type',
    'userAgent',
  ]);
  expect(Object.keys(JSON.parse(files[`documents/${docId}/metadata.json`] ?? '')).sort()).toEqual([
    'createdAt',
    'deletedAt',
    'excerpt',
    'id',
    'length',
    'origin',
    'ownerId',
    'region',
    'role',
    'title',
    'updatedAt',
    'version',
  ]);
});

test('reveals nothing of an unreadable document: neither its existence nor its current title', async () => {
  holdEvents();
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const [asked, left] = [
    await createDocument(ada, undefined, 'Merger'),
    await createDocument(ada, undefined, 'Layoffs'),
  ];
  await giveRole(ada, left, grace, 'viewer');
  const request = { method: 'POST', token: grace.token, body: { role: 'viewer' } };
  expect((await call(`/v1/docs/${asked}/access-requests`, request)).status).toBe(202);
  await handEventsOn();
  await call(`/v1/docs/${left}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
  await call(`/v1/docs/${left}`, { method: 'PATCH', token: ada.token, body: { title: 'Layoffs in May' } });
  await handEventsOn();
  const files = await unzipped(await call('/v1/users/me/export', { token: grace.token }));
  const all = JSON.stringify(files);
  for (const secret of ['Merger', 'Layoffs', asked, left, ada.id]) expect(all).not.toContain(secret);
  expect(files['access-requests.json']).toBe('[]\n');

  await giveRole(ada, asked, grace, 'viewer');
  await handEventsOn();
  const then = await unzipped(await call('/v1/users/me/export', { token: grace.token }));
  expect(then['memberships.json']).toContain('Merger');
  expect(then['audit-log-about-you.json']).toContain(asked);
});
