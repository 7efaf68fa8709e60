import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
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
import { toldEvents } from '../support/told-events.ts';

function path(docId: string, of: Person): string {
  return `/v1/docs/${docId}/permissions/${of.id}`;
}

test('an owner shares by address or id, changes roles and takes them away', async () => {
  const [ada, grace, edsger] = [await person(), await person('Grace'), await person('Edsger')];
  const docId = await createDocument(ada);
  const invitation = {
    method: 'POST',
    token: ada.token,
    body: { email: grace.email.toUpperCase(), role: 'commenter' },
  };
  expect(await expectJson(201, `/v1/docs/${docId}/invitations`, invitation)).toMatchObject({
    invitation: null,
    member: { role: 'commenter', user: { id: grace.id }, via: 'direct', expiresAt: null },
  });
  await giveRole(ada, docId, edsger, 'editor');
  await giveRole(ada, docId, edsger, 'viewer');
  const members = await expectJson(200, `/v1/docs/${docId}/permissions`, { token: grace.token });
  expect(
    Object.fromEntries(
      members.items.map((member: { user: Person; role: string }) => [member.user.id, member.role]),
    ),
  ).toEqual({
    [ada.id]: 'owner',
    [grace.id]: 'commenter',
    [edsger.id]: 'viewer',
  });
  const first = await expectJson(200, `/v1/docs/${docId}/permissions?limit=2`, { token: ada.token });
  const second = await expectJson(200, `/v1/docs/${docId}/permissions?limit=2&cursor=${first.nextCursor}`, {
    token: ada.token,
  });
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, null]);

  expect((await call(path(docId, edsger), { method: 'DELETE', token: ada.token })).status).toBe(204);
  await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: edsger.token });
  expect((await call(path(docId, grace), { method: 'DELETE', token: grace.token })).status).toBe(204);
  await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: grace.token });
});

test('roles: what each may do', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const members = { viewer: await person(), commenter: await person(), editor: await person(), owner: ada };
  for (const role of ['viewer', 'commenter', 'editor'] as const)
    await giveRole(ada, docId, members[role], role);
  const other = await person();
  const attempts: Record<string, [method: string, path: string, body: unknown, least: keyof typeof members]> =
    {
      read: ['GET', '/content', undefined, 'viewer'],
      history: ['GET', '/history?version=0', undefined, 'viewer'],
      log: ['GET', '/ops', undefined, 'viewer'],
      star: ['PATCH', '', { starred: true }, 'viewer'],
      write: ['PUT', '/content', { text: 'x' }, 'editor'],
      submit: ['POST', '/ops', { baseVersion: 0, delta: [{ insert: 'x' }] }, 'editor'],
      rename: ['PATCH', '', { title: 'y' }, 'editor'],
      revert: ['POST', '/revert', { version: 0 }, 'editor'],
      share: ['PUT', `/permissions/${other.id}`, { role: 'viewer' }, 'owner'],
      trash: ['DELETE', '', undefined, 'owner'],
    };
  const order = ['viewer', 'commenter', 'editor', 'owner'] as const;
  for (const [name, [method, suffix, body, least]] of Object.entries(attempts)) {
    for (const role of order) {
      const response = await call(`/v1/docs/${docId}${suffix}`, { method, body, token: members[role].token });
      const allowed = order.indexOf(role) >= order.indexOf(least);
      expect(`${name} ${role} ${response.ok ? 'ok' : response.status}`).toBe(
        `${name} ${role} ${allowed ? 'ok' : 403}`,
      );
    }
  }
});

test('only the owner removes members, the owner stays, and no one is made an owner', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'editor');
  await expectProblem(403, 'forbidden', path(docId, ada), { method: 'DELETE', token: grace.token });
  await expectProblem(409, 'owner_stays', path(docId, ada), { method: 'DELETE', token: ada.token });
  await expectProblem(409, 'owner_stays', path(docId, ada), {
    method: 'PUT',
    token: ada.token,
    body: { role: 'viewer' },
  });
  await expectProblem(422, 'invalid_request', path(docId, grace), {
    method: 'PUT',
    token: ada.token,
    body: { role: 'owner' },
  });
  await expectProblem(404, 'unknown_user', `/v1/docs/${docId}/permissions/AAAAAAAAAAAAAAAAAAAAAA`, {
    method: 'PUT',
    token: ada.token,
    body: { role: 'viewer' },
  });
});

test('I6: a change that the Document could not be told of is owed: 503, and a repeat or the sweep completes it', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'editor');
  const stub = env.DOCUMENT.getByName(docId);
  const owed = async () =>
    (await env.DB.prepare('SELECT subject FROM owed_access WHERE doc_id = ?').bind(docId).all()).results;
  const setAccess = await runInDurableObject(stub, (instance) =>
    vi.spyOn(Object.getPrototypeOf(instance), 'setAccess'),
  );
  setAccess.mockRejectedValueOnce(new Error('unreachable')).mockRejectedValueOnce(new Error('unreachable'));
  const leave = { method: 'DELETE', token: grace.token };
  await expectProblem(503, 'document_unavailable', path(docId, grace), leave);
  await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: grace.token });
  expect(await owed()).toEqual([{ subject: grace.id }]);
  await sweep();
  expect(await owed()).toEqual([{ subject: grace.id }]);
  expect((await call(path(docId, grace), leave)).status).toBe(204);
  expect(await owed()).toEqual([]);
  expect(setAccess.mock.lastCall).toMatchObject([{ userId: grace.id, role: null }]);
  setAccess.mockRestore();
  await expectProblem(404, 'not_found', path(docId, grace), leave);
});

test('publishes each change once, with the former and the new role, and nothing without a change', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada, undefined, 'Minutes');
  await giveRole(ada, docId, grace, 'viewer');
  await giveRole(ada, docId, grace, 'viewer');
  await giveRole(ada, docId, grace, 'editor');
  await call(path(docId, grace), { method: 'DELETE', token: ada.token });
  await giveRole(ada, docId, grace, 'viewer');
  await call(path(docId, grace), { method: 'DELETE', token: grace.token });
  const told = (await toldEvents()).filter((event) => event.docId === docId && event.userId === grace.id);
  expect(told).toMatchObject([
    { type: 'document.shared', role: 'viewer', title: 'Minutes', by: { kind: 'person', userId: ada.id } },
    { type: 'document.role_changed', from: 'viewer', to: 'editor' },
    { type: 'document.unshared' },
    { type: 'document.shared' },
    { type: 'document.left', by: { userId: grace.id } },
  ]);
});
