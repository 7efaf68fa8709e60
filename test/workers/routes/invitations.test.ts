import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { acceptInvitations } from '../../../src/features/invitations/accept-invitations.ts';
import { backgroundDeps } from '../../../src/platform/events/deps.ts';
import { SYSTEM } from '../../../src/platform/events/publish.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Person,
  person,
} from '../support/api.ts';
import { unverifiedPerson } from '../support/sharing.ts';
import { toldEvents } from '../support/told-events.ts';

const DAY = 24 * 60 * 60 * 1000;

// The function that the route for verifying an address also calls.
async function verified(user: Person): Promise<void> {
  const deps = backgroundDeps(env, {});
  await acceptInvitations(deps, SYSTEM, user);
  await deps.deferred();
}

async function invited(
  docId: string,
  email: string,
  role: string,
  expiresAt = Date.now() + DAY,
): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO invitations (id, doc_id, email, role, invited_by, expires_at, created_at) VALUES (?, ?, ?, ?, 'x', ?, 1)`,
  )
    .bind(randomId(), docId, email, role, expiresAt)
    .run();
}

const roleOf = async (docId: string, user: Person) =>
  (await expectJson(200, `/v1/docs/${docId}`, { token: user.token })).role;

test('what an address was invited to becomes its once it is verified; a stronger role stays', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const [first, second, third] = [
    await createDocument(ada),
    await createDocument(ada),
    await createDocument(ada),
  ];
  await invited(first, grace.email, 'commenter');
  await giveRole(ada, second, grace, 'editor');
  await invited(second, grace.email, 'viewer');
  await invited(third, grace.email, 'editor', Date.now() - 1);

  await verified(grace);
  await verified(grace);

  expect(await roleOf(first, grace)).toBe('commenter');
  expect(await roleOf(second, grace)).toBe('editor');
  await expectJson(404, `/v1/docs/${third}`, { token: grace.token });
  const left = await env.DB.prepare('SELECT doc_id FROM invitations WHERE email = ?').bind(grace.email).all();
  expect(left.results).toEqual([{ doc_id: third }]);
});

const invite = (owner: Person, docId: string, email: string, role = 'viewer', message?: string) => ({
  path: `/v1/docs/${docId}/invitations`,
  request: { method: 'POST', token: owner.token, body: { email, role, ...(message && { message }) } },
});

test('an unverified address stays invited, even after a registration with it', async () => {
  const [ada, mallory] = [await person(), await unverifiedPerson(await person('Mallory'))];
  const docId = await createDocument(ada, undefined, 'Minutes');
  const { path, request } = invite(ada, docId, mallory.email, 'editor', 'Have a look');
  const { invitation, member } = await expectJson(201, path, request);
  expect(member).toBeNull();
  expect(invitation).toMatchObject({ email: mallory.email, role: 'editor', message: 'Have a look' });
  expect(Date.parse(invitation.expiresAt) - Date.now()).toBeGreaterThan(29 * DAY);
  await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: mallory.token });
  const list = await expectJson(200, path, { token: ada.token });
  expect(list).toEqual({ items: [invitation], nextCursor: null });
  const told = (await toldEvents()).filter((event) => event.docId === docId && event.type === 'user.invited');
  expect(told).toMatchObject([
    {
      invitationId: invitation.id,
      email: mallory.email,
      role: 'editor',
      message: 'Have a look',
      title: 'Minutes',
    },
  ]);

  await verified(mallory);
  expect(await roleOf(docId, mallory)).toBe('editor');
  expect((await expectJson(200, path, { token: ada.token })).items).toEqual([]);
  const accepted = (await toldEvents()).filter((event) => event.type === 'invitation.accepted');
  expect(accepted.filter((event) => event.docId === docId)).toMatchObject([
    { userId: mallory.id, role: 'editor' },
  ]);
});

test('an invitation can be sent again a few times and withdrawn once, and no other user sees it', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'editor');
  const { path, request } = invite(ada, docId, 'someone@example.com');
  const { invitation } = await expectJson(201, path, request);
  const again = await expectJson(201, path, {
    ...request,
    body: { email: 'SomeOne@example.com', role: 'editor' },
  });
  expect(again.invitation).toMatchObject({ id: invitation.id, role: 'editor' });
  const own = `${path}/${invitation.id}`;
  expect((await call(`${own}/resend`, { method: 'POST', token: ada.token })).status).toBe(202);
  await expectProblem(429, 'rate_limited', `${own}/resend`, { method: 'POST', token: ada.token });
  await expectProblem(403, 'forbidden', path, { token: grace.token });
  await expectProblem(403, 'forbidden', own, { method: 'DELETE', token: grace.token });
  expect((await call(own, { method: 'DELETE', token: ada.token })).status).toBe(204);
  await expectProblem(404, 'not_found', own, { method: 'DELETE', token: ada.token });
  await expectProblem(404, 'not_found', `${own}/resend`, { method: 'POST', token: ada.token });
});

test('at most 100 invitations of a document are open, and a user sends at most 100 a day', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  for (let i = 0; i < 100; i++) await invited(docId, `open-${i}@example.com`, 'viewer');
  const { path, request } = invite(ada, docId, 'one-more@example.com');
  await expectProblem(409, 'too_many_invitations', path, request);
  await env.DB.prepare('UPDATE throttles SET count = 100 WHERE key = ?').bind(`invite:${ada.id}`).run();
  await expectProblem(429, 'rate_limited', path, request);
});

test('an address that is proved while it is invited becomes a member all the same', async () => {
  const [ada, grace] = [await person(), await unverifiedPerson(await person('Grace'))];
  const docId = await createDocument(ada);
  const { path, request } = invite(ada, docId, grace.email, 'commenter');
  // The owner follows the mail's link right after the check whether the address is verified.
  const trigger = `CREATE TRIGGER proved AFTER INSERT ON invitations BEGIN UPDATE users SET email_verified_at = 1 WHERE id = '${grace.id}'; END`;
  await env.DB.prepare(trigger).run();
  const { invitation, member } = await expectJson(201, path, request);
  await env.DB.prepare('DROP TRIGGER proved').run();
  expect([invitation, member.role]).toEqual([null, 'commenter']);
  expect(await roleOf(docId, grace)).toBe('commenter');
});

// Requests for access.

test('a request for access gets the same response for any document, and one notice; the owner answers by one route', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  const ask = (id: string, role = 'editor') =>
    call(`/v1/docs/${id}/access-requests`, {
      method: 'POST',
      token: grace.token,
      body: { role, message: 'Let me in' },
    });
  const answers = [await ask(docId), await ask(randomId())];
  expect(await Promise.all(answers.map(async (a) => [a.status, await a.text()]))).toEqual([
    [202, ''],
    [202, ''],
  ]);
  const path = `/v1/docs/${docId}/access-requests`;
  const list = () => expectJson(200, path, { token: ada.token });
  await expect.poll(async () => (await list()).items).toHaveLength(1);
  const [request] = (await list()).items;
  expect(request).toMatchObject({
    user: { id: grace.id, name: 'Grace' },
    role: 'editor',
    message: 'Let me in',
  });
  await expectProblem(404, 'not_found', path, { token: grace.token });

  const answer = { method: 'POST', token: ada.token, body: { role: 'viewer' } };
  const { member } = await expectJson(200, `${path}/${request.id}`, answer);
  expect(member).toMatchObject({ role: 'viewer', user: { id: grace.id } });
  expect(await roleOf(docId, grace)).toBe('viewer');
  await expectProblem(404, 'not_found', `${path}/${request.id}`, answer);

  await ask(docId, 'editor');
  await expect.poll(async () => (await list()).items).toHaveLength(1);
  const [second] = (await list()).items;
  const refused = await expectJson(200, `${path}/${second.id}`, { ...answer, body: { role: null } });
  expect(refused).toEqual({ member: null });
  expect(await roleOf(docId, grace)).toBe('viewer');
  const told = (await toldEvents()).filter((event) => event.docId === docId && /^access/.test(event.type));
  expect(told.map(({ type, role }) => [type, role])).toEqual([
    ['access.requested', 'editor'],
    ['access.answered', 'viewer'],
    ['access.requested', 'editor'],
    ['access.answered', null],
  ]);
});
