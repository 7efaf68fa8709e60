import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { createDocument, expectJson, expectProblem, giveRole, person } from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';
import { closeOf, upgrade } from '../support/socket.ts';
import { toldEvents } from '../support/told-events.ts';
import { open, roleOf, socketOf } from './links.ts';

const HOUR = 60 * 60 * 1000;

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
