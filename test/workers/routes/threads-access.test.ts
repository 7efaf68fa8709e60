import { beforeEach, expect, test } from 'vitest';
import type { Scope } from '../../../src/protocol/permissions.ts';
import { call, createDocument, expectJson, giveRole, type Person, person } from '../support/api.ts';
import { holdEvents } from '../support/events.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';
import { openThread, QUICK, reply, TEXT } from '../support/threads.ts';

beforeEach(holdEvents);

async function discussed() {
  const ada = await person('Ada');
  const docId = await createDocument(ada, TEXT);
  const { id } = await openThread(ada, docId);
  return { ada, docId, thread: `/v1/docs/${docId}/threads/${id}` };
}

/** The codes with which reading and writing threads are refused to this token; null where they are not. */
async function tried(docId: string, thread: string, token: string) {
  const refusal = async (path: string, body?: unknown) => {
    const response = await call(path, { token, ...(body !== undefined && { method: 'POST', body }) });
    return response.ok ? null : ((await response.json()) as { code: string }).code;
  };
  const path = `/v1/docs/${docId}`;
  const reads = [await refusal(`${path}/threads`), await refusal(thread), await refusal(`${path}/review`)];
  const writes = [
    await refusal(`${path}/threads`, { version: 1, range: QUICK, body: 'Hm' }),
    await refusal(`${thread}/replies`, { body: 'Ah' }),
  ];
  return { reads: [...new Set(reads)], writes: [...new Set(writes)] };
}

test.each([
  ['editor', null, null],
  ['commenter', null, null],
  ['viewer', null, 'forbidden'],
] as const)('a member: %s', async (role, reads, writes) => {
  const { ada, docId, thread } = await discussed();
  const grace = await person('Grace');
  await giveRole(ada, docId, grace, role);
  expect(await tried(docId, thread, grace.token)).toEqual({ reads: [reads], writes: [writes] });
});

test.each([
  ['editor', null, null],
  ['commenter', null, null],
  ['viewer', 'forbidden', 'forbidden'],
] as const)('a guest of a link: %s', async (role, reads, writes) => {
  const { ada, docId, thread } = await discussed();
  const guest = await comeAsGuest(await setLink(ada, docId, { role }), 'Gil');
  expect(await tried(docId, thread, guest.token)).toEqual({ reads: [reads], writes: [writes] });
});

async function tokenOf(owner: Person, scopes: Scope[]): Promise<string> {
  const request = { method: 'POST', token: owner.token, body: { name: 'A program', scopes } };
  return (await expectJson(201, '/v1/tokens', request)).token;
}

const LACKS = 'insufficient_scope';

test.each<[Scope[], reads: string | null, writes: string | null]>([
  [['docs:read'], null, LACKS],
  [['docs:comment'], LACKS, LACKS],
  [['docs:suggest'], LACKS, LACKS],
  [['docs:suggest', 'docs:comment'], LACKS, LACKS],
  [['docs:read', 'docs:comment'], null, null],
  [['docs:write'], LACKS, null],
])('an API token with %j', async (scopes, reads, writes) => {
  const { ada, docId, thread } = await discussed();
  const token = await tokenOf(ada, scopes);
  expect(await tried(docId, thread, token)).toEqual({ reads: [reads], writes: [writes] });
});

test('an API token never allows more than its user may do', async () => {
  const { ada, docId, thread } = await discussed();
  const grace = await person('Grace');
  await giveRole(ada, docId, grace, 'viewer');
  const token = await tokenOf(grace, ['docs:write', 'docs:read', 'docs:comment']);
  expect(await tried(docId, thread, token)).toEqual({ reads: [null], writes: ['forbidden'] });
});

test('strangers know of no thread; the trash hides all; who lost the role writes no more', async () => {
  const { ada, docId, thread } = await discussed();
  const grace = await person('Grace');
  const stranger = { reads: ['not_found'], writes: ['not_found'] };
  expect(await tried(docId, thread, grace.token)).toEqual(stranger);
  await giveRole(ada, docId, grace, 'commenter');
  const { id } = await reply(grace, docId, thread.split('/').pop() ?? '');
  await call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
  expect(await tried(docId, thread, grace.token)).toEqual(stranger);
  const comment = { method: 'DELETE', token: grace.token };
  expect((await call(`${thread}/comments/${id}`, comment)).status).toBe(404);

  await call(`/v1/docs/${docId}`, { method: 'DELETE', token: ada.token });
  expect(await tried(docId, thread, ada.token)).toEqual({ reads: ['deleted'], writes: ['deleted'] });
  await call(`/v1/docs/${docId}/restore`, { method: 'POST', token: ada.token });
  const { comments } = await expectJson(200, thread, { token: ada.token });
  expect(comments.map(({ body }: { body: string }) => body)).toEqual(['Hm', 'Ah']);
});

test('a guest is marked as one, and writes under the name that they chose', async () => {
  const { ada, docId } = await discussed();
  const guest = await comeAsGuest(await setLink(ada, docId, { role: 'commenter' }), 'Gil');
  const { comments } = await openThread(guest, docId, { body: `<@${guest.id}> <@${ada.id}>` });
  expect(comments[0]).toMatchObject({
    author: { id: guest.id, name: 'Gil', guest: true },
    mentions: [
      { id: guest.id, name: 'Gil' },
      { id: ada.id, name: 'Ada' },
    ],
  });
});
