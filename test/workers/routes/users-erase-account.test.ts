import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { eventsBy, SYSTEM } from '../../../src/platform/events/publish.ts';
import { createDocument, expectJson, expectProblem, giveRole, person } from '../support/api.ts';
import { heldEvents, holdEvents } from '../support/events.ts';
import { documentOf, Peer } from '../support/peer.ts';
import { deliver } from '../support/queue.ts';
import { erase, NAME } from './erasure.ts';

beforeEach(() => holdEvents());

test('sessions, tokens and sockets end with the account; the address is free again', async () => {
  const [ada, grace] = [await person(NAME), await person('Grace')];
  const hers = await createDocument(grace);
  await giveRole(grace, hers, ada, 'editor');
  const peer = await Peer.join(documentOf(hers), hers, { userId: ada.id, role: 'editor', accessEpoch: 99 });
  expect((await erase(ada)).status).toBe(204);
  expect((await peer.closed).code).toBeGreaterThanOrEqual(4400);
  await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: ada.token });
  await expectProblem(401, 'unauthenticated', '/v1/users/me', {
    method: 'DELETE',
    token: ada.token,
    body: { documents: 'delete' },
  });
  const free = await env.DB.prepare('SELECT count(*) AS n FROM users WHERE email = ?')
    .bind(ada.email)
    .first('n');
  expect(free).toBe(0);
});

test('the event carries the address for the last mail, and what comes later is written without a person', async () => {
  const ada = await person(NAME);
  const late = eventsBy(
    {
      ...SYSTEM,
      kind: 'person',
      userId: ada.id,
      address: '198.51.100.9',
      userAgent: 'Firefox',
      credentialId: 'c',
    },
    [{ type: 'user.token_created', userId: ada.id, tokenId: randomId(), name: NAME, scopes: [] }],
  );
  expect((await erase(ada)).status).toBe(204);
  const erased = (await heldEvents()).find(
    (event) => event.type === 'user.erased' && event.userId === ada.id,
  );
  expect(erased).toMatchObject({ userId: ada.id, email: ada.email, name: NAME, language: null });
  await deliver('events', late);
  const row = await env.DB.prepare('SELECT * FROM audit_log WHERE id = ?').bind(late[0]?.id).first();
  expect(row).toMatchObject({
    type: 'user.token_created',
    actor_id: ada.id,
    address: null,
    user_agent: null,
    credential_id: null,
  });
  expect(JSON.stringify(row)).not.toContain(NAME);
});

test('it takes a recent proof of who one is, and a choice', async () => {
  const ada = await person(NAME);
  await expectProblem(422, 'invalid_request', '/v1/users/me', {
    method: 'DELETE',
    token: ada.token,
    body: {},
  });
  await env.DB.prepare('UPDATE sessions SET authenticated_at = 1 WHERE user_id = ?').bind(ada.id).run();
  for (const [method, path, body] of [
    ['DELETE', '/v1/users/me', { documents: 'delete' }],
    ['GET', '/v1/users/me/export', undefined],
  ] as const) {
    await expectProblem(403, 'reauthentication_required', path, { method, token: ada.token, body });
  }
  expect(await expectJson(200, '/v1/users/me', { token: ada.token })).toMatchObject({ name: NAME });
});
