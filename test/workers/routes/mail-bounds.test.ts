import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HTTP_LIMITS } from '../../../src/platform/verbs/limits.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Person,
  person,
} from '../support/api.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';
import { mailsTo } from '../support/mails.ts';
import { setLink, unverifiedPerson } from '../support/sharing.ts';

beforeEach(holdEvents);

const invite = (owner: Person, docId: string, email: string, ip?: string) => ({
  path: `/v1/docs/${docId}/invitations`,
  request: {
    method: 'POST',
    token: owner.token,
    body: { email, role: 'viewer', message: 'Sign in at once' },
    ...(ip !== undefined && { headers: { 'CF-Connecting-IP': ip } }),
  },
});
const role = (owner: Person, docId: string, of: Person, method: string, given?: string) =>
  call(`/v1/docs/${docId}/permissions/${of.id}`, {
    method,
    token: owner.token,
    ...(given !== undefined && { body: { role: given } }),
  });

test('an account that has not proved its address mails nothing of its own to others', async () => {
  const [mallory, grace] = [await unverifiedPerson(await person('Mallory')), await person('Grace')];
  const docId = await createDocument(mallory, undefined, 'Your mailbox is full');
  const stranger = 'stranger@example.com';
  const { path, request } = invite(mallory, docId, stranger);
  await expectProblem(403, 'address_unverified', path, request);
  await expectProblem(403, 'address_unverified', path, invite(mallory, docId, grace.email).request);
  // Invited while the address was still verified.
  await env.DB.prepare('UPDATE users SET email_verified_at = 1 WHERE id = ?').bind(mallory.id).run();
  const { invitation } = await expectJson(201, path, request);
  await env.DB.prepare('UPDATE users SET email_verified_at = NULL WHERE id = ?').bind(mallory.id).run();
  await expectProblem(403, 'address_unverified', `${path}/${invitation.id}/resend`, {
    method: 'POST',
    token: mallory.token,
  });
  // Shown in the app, and mailed neither at once nor in a digest.
  await giveRole(mallory, docId, grace, 'viewer');
  await giveRole(mallory, docId, grace, 'editor');
  const theirs = await createDocument(grace);
  const body = { role: 'editor', message: 'Sign in at once' };
  await call(`/v1/docs/${theirs}/access-requests`, { method: 'POST', token: mallory.token, body });
  await expect
    .poll(() =>
      env.DB.prepare('SELECT count(*) AS n FROM access_requests WHERE doc_id = ?').bind(theirs).first('n'),
    )
    .toBe(1);
  await handEventsOn();
  expect(await mailsTo(stranger)).toEqual([]);
  expect(await mailsTo(grace.email)).toEqual([]);
  const { items } = await expectJson(200, '/v1/notifications', { token: grace.token });
  expect(items.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
    'access_requested',
    'role_changed',
    'shared',
  ]);
  const due = `SELECT count(*) AS n FROM notifications WHERE mail = 'due' AND user_id = ?`;
  expect(await env.DB.prepare(due).bind(grace.id).first('n')).toBe(0);
});

test('sharing and unsharing in a loop mails once, and comes to an end', async () => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada, undefined, 'Buy now');
  for (let i = 0; i < 4; i++) {
    expect((await role(ada, docId, grace, 'PUT', 'viewer')).status).toBe(200);
    if (i < 3) expect((await role(ada, docId, grace, 'DELETE')).status).toBe(204);
  }
  await handEventsOn();
  await env.DB.prepare('UPDATE throttles SET count = ? WHERE key = ?')
    .bind(HTTP_LIMITS.sharesWithPerson.count, `shares:${docId}:${grace.id}`)
    .run();
  // A request that changes nothing does not count.
  expect((await role(ada, docId, grace, 'PUT', 'viewer')).status).toBe(200);
  expect((await role(ada, docId, grace, 'PUT', 'editor')).status).toBe(429);
  expect(await mailsTo(grace.email)).toHaveLength(1);

  const other = await createDocument(ada, undefined, 'Another');
  await giveRole(ada, other, grace, 'viewer');
  await handEventsOn();
  expect(await mailsTo(grace.email)).toHaveLength(2);
  await env.DB.prepare('UPDATE throttles SET count = ? WHERE key = ?')
    .bind(HTTP_LIMITS.shareMailByUser.count, `share-mail-by:${ada.id}:${grace.id}`)
    .run();
  await giveRole(ada, await createDocument(ada), grace, 'viewer');
  await handEventsOn();
  expect(await mailsTo(grace.email)).toHaveLength(2);
  await env.DB.prepare('UPDATE throttles SET count = ? WHERE key = ?')
    .bind(HTTP_LIMITS.sharesOfUser.count, `shares:${ada.id}`)
    .run();
  expect((await role(ada, await createDocument(ada), grace, 'PUT', 'viewer')).status).toBe(429);
}, 60_000);

test('mail to people without an account is limited per network of its senders', async () => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const from = '2001:db8:77:1::1';
  await env.DB.prepare('INSERT INTO throttles VALUES (?, ?, ?)')
    .bind(
      'invite-from:2001:db8:77:1::/64',
      HTTP_LIMITS.invitationsFromAddress.count - 1,
      Date.now() + 3_600_000,
    )
    .run();
  const send = async (email: string, ip: string) => {
    const { path, request } = invite(ada, await createDocument(ada), email, ip);
    return (await call(path, request)).status;
  };
  expect(await send('one@example.com', from)).toBe(201);
  expect(await send('two@example.com', from)).toBe(429);
  // A user with an account can turn off mails.
  expect(await send(grace.email, from)).toBe(201);
  expect(await send('three@example.com', '2001:db8:78:1::1')).toBe(201);
});

test('opening a link with a stronger role makes no connection stale, however often', async () => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada);
  const epoch = () =>
    env.DB.prepare('SELECT access_epoch AS n FROM documents WHERE id = ?').bind(docId).first('n');
  const link = await setLink(ada, docId, { role: 'commenter' });
  const open = (of: Person) => expectJson(200, `/v1/links/${link}/open`, { method: 'POST', token: of.token });
  await giveRole(ada, docId, grace, 'editor');
  const before = await epoch();
  for (let i = 0; i < 5; i++) expect((await open(grace)).role).toBe('editor');
  expect((await open(ada)).role).toBe('owner');
  expect(await epoch()).toBe(before);
  const owed = 'SELECT count(*) AS n FROM owed_access WHERE doc_id = ?';
  expect(await env.DB.prepare(owed).bind(docId).first('n')).toBe(0);
  const edith = await person('Edith');
  expect((await open(edith)).role).toBe('commenter');
  expect(await epoch()).toBe(Number(before) + 1);
});
