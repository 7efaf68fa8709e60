import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { call, createDocument, expectJson, expectProblem, type Person, person } from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { comeAsGuest, type Guest, setLink } from '../support/sharing.ts';
import { roleOf, socketOf } from './links.ts';

async function guestIn(ada: Person, role = 'editor'): Promise<Guest> {
  const docId = await createDocument(ada);
  return comeAsGuest(await setLink(ada, docId, { role }), 'Barbara');
}

test('a guest writes under a name of their own choice, in that document alone, and does nothing else', async () => {
  const ada = await person();
  const { docId, ...guest } = await guestIn(ada);
  expect(await roleOf(docId, guest)).toBe('editor');
  const body = { baseVersion: 0, delta: [{ insert: 'by a guest' }] };
  await expectJson(200, `/v1/docs/${docId}/ops`, { method: 'POST', token: guest.token, body });
  const { items } = await expectJson(200, `/v1/docs/${docId}/permissions`, { token: ada.token });
  expect(items).toContainEqual(
    expect.objectContaining({
      user: expect.objectContaining({ id: guest.id, name: 'Barbara', guest: true }),
      via: 'link',
    }),
  );
  const profile = await expectJson(200, `/v1/users/${guest.id}`, { token: ada.token });
  expect(profile).toMatchObject({ name: 'Barbara', guest: true });
  const other = await createDocument(ada);
  await expectProblem(404, 'not_found', `/v1/docs/${other}`, { token: guest.token });
  for (const [method, path] of [
    ['GET', `/v1/docs/${docId}/permissions`],
    ['DELETE', `/v1/docs/${docId}/permissions/${guest.id}`],
    ['GET', `/v1/docs/${docId}/link`],
    ['GET', '/v1/docs'],
    ['GET', '/v1/users/me'],
  ] as const) {
    expect(`${path} ${(await call(path, { method, token: guest.token })).status}`).toBe(`${path} 403`);
  }
  for (const name of ['', '\u202eeve', 'x'.repeat(101)])
    await expectProblem(
      422,
      'invalid_request',
      `/v1/links/${await setLink(ada, docId, { role: 'editor' })}/guest`,
      {
        method: 'POST',
        body: { name },
      },
    );
});

test('a guest’s session refreshes, and is over when the owner takes the guest out', async () => {
  const ada = await person();
  const guest = await guestIn(ada, 'viewer');
  const refresh = (refreshToken: string) => ({ method: 'POST', body: { refreshToken } });
  const refreshed = await expectJson(200, '/v1/auth/refresh', refresh(guest.refreshToken));
  expect(refreshed).toMatchObject({ guest: { id: guest.id, name: 'Barbara' }, docId: guest.docId });
  expect(refreshed).not.toHaveProperty('user');
  expect(await roleOf(guest.docId, { token: refreshed.accessToken })).toBe('viewer');
  const { closed } = await socketOf(guest.docId, refreshed.accessToken);
  const member = `/v1/docs/${guest.docId}/permissions/${guest.id}`;
  await expectProblem(409, 'guest', member, { method: 'PUT', token: ada.token, body: { role: 'editor' } });
  expect((await call(member, { method: 'DELETE', token: ada.token })).status).toBe(204);
  expect((await closed).code).toBe(4403);
  await expectProblem(401, 'invalid_token', '/v1/auth/refresh', refresh(refreshed.refreshToken));
  await expectProblem(401, 'unauthenticated', `/v1/docs/${guest.docId}`, { token: refreshed.accessToken });
});

test('a guest who signs out holds nothing any more, and their sockets close', async () => {
  const ada = await person();
  const guest = await guestIn(ada);
  const { closed } = await socketOf(guest.docId, guest.token);
  const body = { refreshToken: guest.refreshToken };
  expect((await call('/v1/auth/logout', { method: 'POST', body })).status).toBe(204);
  expect((await closed).code).toBe(4401);
  const { items } = await expectJson(200, `/v1/docs/${guest.docId}/permissions`, { token: ada.token });
  expect(items).toHaveLength(1);
});

test('guests whose last session has ended hold nothing any more', async () => {
  const ada = await person();
  const guest = await guestIn(ada);
  await env.DB.prepare('UPDATE sessions SET expires_at = 1 WHERE user_id = ?').bind(guest.id).run();
  await sweep();
  const { items } = await expectJson(200, `/v1/docs/${guest.docId}/permissions`, { token: ada.token });
  expect(items).toHaveLength(1);
});

test('a thousand people have come by a link: no more guests', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const link = await setLink(ada, docId, { role: 'viewer' });
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
     INSERT INTO permissions (doc_id, user_id, role, link_id, created_at, updated_at) SELECT ?, 'somebody-' || i, 'viewer', ?, 1, 1 FROM n`,
  )
    .bind(docId, link.split('.')[0])
    .run();
  const path = `/v1/links/${link}/guest`;
  await expectProblem(409, 'link_full', path, { method: 'POST', body: { name: 'One more' } });
  // Taking it away tells the Document of all of them.
  await setLink(ada, docId, { role: null });
  const owed = await env.DB.prepare('SELECT count(*) AS n FROM owed_access WHERE doc_id = ?')
    .bind(docId)
    .first();
  expect(owed).toEqual({ n: 0 });
});
