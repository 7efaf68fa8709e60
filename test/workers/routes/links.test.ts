import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { createDocument, expectJson, expectProblem, giveRole, type Person, person } from '../support/api.ts';
import { setLink } from '../support/sharing.ts';
import { open, roleOf } from './links.ts';

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
