import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Person,
  person,
} from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { comeAsGuest, type Guest, setLink } from '../support/sharing.ts';
import { closeOf, upgrade } from '../support/socket.ts';
import { toldEvents } from '../support/told-events.ts';

const HOUR = 60 * 60 * 1000;

const open = (link: string, by: Person, status = 200) =>
  expectJson(status, `/v1/links/${link}/open`, { method: 'POST', token: by.token });

/** A socket that has joined nothing yet, and how it closes. */
async function socketOf(docId: string, token: string): Promise<{ closed: ReturnType<typeof closeOf> }> {
  const response = await upgrade(docId, { protocols: `collab.v1, bearer.${token}` });
  expect(response.status).toBe(101);
  return { closed: closeOf(response) };
}

const roleOf = async (docId: string, of: { token: string }) =>
  (await expectJson(200, `/v1/docs/${docId}`, { token: of.token })).role;

test('a link says where it leads, its token is derived, and nothing else opens it', async () => {
  const ada = await person();
  const docId = await createDocument(ada, undefined, 'Minutes');
  const none = { role: null, token: null, url: null, expiresAt: null };
  expect(await expectJson(200, `/v1/docs/${docId}/link`, { token: ada.token })).toEqual(none);
  const token = await setLink(ada, docId, { role: 'commenter' });
  const link = await expectJson(200, `/v1/docs/${docId}/link`, { token: ada.token });
  expect(link).toEqual({
    role: 'commenter',
    token,
    url: `https://docs.example/l/${token}`,
    expiresAt: null,
  });
  expect(await expectJson(200, `/v1/links/${token}`)).toEqual({
    docId,
    title: 'Minutes',
    role: 'commenter',
    expiresAt: null,
    owner: { name: 'Ada' },
  });
  const rows = await env.DB.prepare('SELECT * FROM links WHERE doc_id = ?').bind(docId).all();
  const [id = '', code = ''] = token.split('.');
  expect(JSON.stringify(rows.results)).not.toContain(code);
  const forged = `${id}.${code.startsWith('A') ? 'B' : 'A'}${code.slice(1)}`;
  for (const other of [forged, id, `${docId}.${code}`, 'nonsense'])
    await expectProblem(404, 'not_found', `/v1/links/${other}`);
  await expectProblem(422, 'invalid_request', `/v1/docs/${docId}/link`, {
    method: 'PUT',
    token: ada.token,
    body: { role: 'viewer', expiresAt: new Date(Date.now() - 1).toISOString() },
  });
});

test('who comes by a link with an account follows it; a stronger role of their own wins, a weaker one remains', async () => {
  const [ada, grace, edsger, niklaus] = [
    await person(),
    await person('Grace'),
    await person('Edsger'),
    await person('Niklaus'),
  ];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, edsger, 'viewer');
  await giveRole(ada, docId, niklaus, 'editor');
  const link = await setLink(ada, docId, { role: 'commenter' });
  expect(await open(link, ada)).toEqual({ docId, role: 'owner' });
  expect(await open(link, grace)).toEqual({ docId, role: 'commenter' });
  expect(await open(link, edsger)).toEqual({ docId, role: 'commenter' });
  expect(await open(link, niklaus)).toEqual({ docId, role: 'editor' });
  const { items } = await expectJson(200, `/v1/docs/${docId}/permissions`, { token: ada.token });
  const via = Object.fromEntries(items.map((m: { user: Person; via: string }) => [m.user.id, m.via]));
  expect(via).toEqual({
    [ada.id]: 'direct',
    [grace.id]: 'link',
    [edsger.id]: 'link',
    [niklaus.id]: 'direct',
  });

  expect(await setLink(ada, docId, { role: 'editor' })).toBe(link);
  expect([await roleOf(docId, grace), await roleOf(docId, edsger)]).toEqual(['editor', 'editor']);
  await setLink(ada, docId, { role: 'viewer' });
  expect([await roleOf(docId, grace), await roleOf(docId, edsger)]).toEqual(['viewer', 'viewer']);
  await setLink(ada, docId, { role: null });
  await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: grace.token });
  expect([await roleOf(docId, edsger), await roleOf(docId, niklaus)]).toEqual(['viewer', 'editor']);
  await open(link, grace, 404);
});

test('a direct role that is given beside a link’s remains when the link ends', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await open(await setLink(ada, docId, { role: 'editor' }), grace);
  await expectJson(201, `/v1/docs/${docId}/invitations`, {
    method: 'POST',
    token: ada.token,
    body: { email: grace.email, role: 'commenter' },
  });
  expect(await roleOf(docId, grace)).toBe('editor');
  await setLink(ada, docId, { role: null });
  expect(await roleOf(docId, grace)).toBe('commenter');
});

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

test('I6: a link that changes, is renewed or taken away acts on every socket that came by it, before it answers', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  const stays = await socketOf(docId, ada.token);
  const first = await setLink(ada, docId, { role: 'editor' });
  await open(first, grace);
  const guest = await comeAsGuest(first);
  const ended = [await socketOf(docId, grace.token), await socketOf(docId, guest.token)];
  const second = await setLink(ada, docId, { role: 'viewer', renew: true });
  expect(second).not.toBe(first);
  for (const { closed } of ended) expect((await closed).code).toBe(4403);
  await expectProblem(404, 'not_found', `/v1/links/${first}`);
  await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: grace.token });
  await expectProblem(401, 'unauthenticated', `/v1/docs/${docId}`, { token: guest.token });

  const newcomer = await comeAsGuest(second);
  const { closed } = await socketOf(docId, newcomer.token);
  await setLink(ada, docId, { role: null });
  expect((await closed).code).toBe(4403);
  const owed = await env.DB.prepare('SELECT * FROM owed_access WHERE doc_id = ?').bind(docId).all();
  expect(owed.results).toEqual([]);
  expect(await Promise.race([stays.closed, Promise.resolve('open')])).toBe('open');
  const told = (await toldEvents()).filter((event) => event.docId === docId);
  expect(told.map(({ type, role }) => [type, role ?? null])).toEqual([
    ['document.created', null],
    ['document.link_changed', 'editor'],
    ['document.shared', 'editor'],
    ['guest.joined', null],
    ['document.link_changed', 'viewer'],
    ['guest.joined', null],
    ['document.link_changed', null],
  ]);
});

test('I6: what a link gave is over in the moment in which it expires: routes, lists, sockets, refreshes; the sweep tidies', async () => {
  const [ada, grace, edsger] = [await person(), await person('Grace'), await person('Edsger')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, edsger, 'viewer');
  const expiresAt = Date.now() + HOUR;
  const link = await setLink(ada, docId, { role: 'editor', expiresAt: new Date(expiresAt).toISOString() });
  await open(link, grace);
  await open(link, edsger);
  const guest = await comeAsGuest(link);
  const { items } = await expectJson(200, `/v1/docs/${docId}/permissions`, { token: ada.token });
  const mine = items.find((member: { user: { id: string } }) => member.user.id === grace.id);
  expect(mine).toMatchObject({ via: 'link', expiresAt: new Date(expiresAt).toISOString() });
  const names = async (token: string) =>
    (await expectJson(200, '/v1/docs?filter=shared', { token })).items.map(
      (item: { role: string }) => item.role,
    );
  expect(await names(grace.token)).toEqual(['editor']);

  const tokens = { grace: grace.token, edsger: edsger.token, guest: guest.token };
  await expire(docId);
  await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: tokens.grace });
  await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: tokens.guest });
  expect(await roleOf(docId, { token: tokens.edsger })).toBe('viewer');
  expect([await names(tokens.grace), await names(tokens.edsger)]).toEqual([[], ['viewer']]);
  await expectProblem(404, 'not_found', `/v1/links/${link}`);
  await open(link, grace, 404);
  const refused = await upgrade(docId, { protocols: `collab.v1, bearer.${tokens.grace}` });
  expect((await closeOf(refused)).code).toBe(4404);
  const shown = await expectJson(200, `/v1/docs/${docId}/permissions`, { token: ada.token });
  expect(shown.items.map((member: { via: string }) => member.via)).toEqual(['direct', 'direct']);
  expect((await expectJson(200, `/v1/docs/${docId}/link`, { token: ada.token })).role).toBeNull();

  await sweep();
  const rows = await env.DB.prepare(
    'SELECT user_id, role, link_id FROM permissions WHERE doc_id = ? ORDER BY role',
  )
    .bind(docId)
    .all();
  expect(rows.results).toEqual([
    { user_id: ada.id, role: 'owner', link_id: null },
    { user_id: edsger.id, role: 'viewer', link_id: null },
  ]);
  await expectProblem(401, 'unauthenticated', `/v1/docs/${docId}`, { token: tokens.guest });
});

// As if the hour had passed: tokens and sessions would have been renewed meanwhile.
async function expire(docId: string): Promise<void> {
  const past = Date.now() - 1;
  await env.DB.batch([
    env.DB.prepare('UPDATE permissions SET expires_at = ? WHERE doc_id = ? AND link_id IS NOT NULL').bind(
      past,
      docId,
    ),
    env.DB.prepare('UPDATE links SET expires_at = ? WHERE doc_id = ?').bind(past, docId),
  ]);
}

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
