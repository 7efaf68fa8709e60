import { env } from 'cloudflare:workers';
import { strFromU8, unzipSync } from 'fflate';
import { beforeEach, expect, test } from 'vitest';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  type Person,
  person,
} from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { callWith } from '../support/history.ts';
import { documentOf } from '../support/peer.ts';
import { openThread, reply, TEXT } from '../support/threads.ts';

beforeEach(holdEvents);

async function discussed() {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada, TEXT);
  await giveRole(ada, docId, grace, 'commenter');
  const thread = await openThread(grace, docId, { body: `A secret of hers, <@${ada.id}>` });
  await reply(ada, docId, thread.id, `I see, <@${grace.id}>`);
  return { ada, grace, docId, thread };
}

const reviewOf = ({ token }: Person, docId: string): Promise<Json> =>
  expectJson(200, `/v1/docs/${docId}/review`, { token });

const erase = ({ token }: Person) =>
  expectJson(204, '/v1/users/me', { method: 'DELETE', token, body: { documents: 'delete' } });

test('a copy has none of the threads', async () => {
  const { ada, docId } = await discussed();
  const request = { method: 'POST', token: ada.token, body: {} };
  const { id } = await expectJson(201, `/v1/docs/${docId}/duplicate`, request);
  expect(await reviewOf(ada, id)).toMatchObject({ to: 0, threads: [], removed: [] });
  expect((await reviewOf(ada, docId)).threads).toHaveLength(1);
});

test('the trash keeps the threads; erasing leaves none', async () => {
  const { ada, docId, thread } = await discussed();
  const path = `/v1/docs/${docId}`;
  await expectJson(204, path, { method: 'DELETE', token: ada.token });
  await expectProblem(410, 'deleted', `${path}/threads`, { token: ada.token });
  await call(`${path}/restore`, { method: 'POST', token: ada.token });
  expect((await reviewOf(ada, docId)).threads).toMatchObject([{ id: thread.id }]);
  await expectJson(204, `${path}?permanent=true`, { method: 'DELETE', token: ada.token });
  await expectProblem(404, 'not_found', `${path}/threads`, { token: ada.token });
  expect(await documentOf(docId).review({ since: 0, limit: 1 })).toMatchObject({
    error: { code: 'not_found' },
  });
  const { results } = await env.DB.prepare('SELECT id FROM notifications WHERE doc_id = ?').bind(docId).all();
  expect(results).toEqual([]);
});

test('an erased user is named nowhere, and what they wrote in threads is gone', async () => {
  const { ada, grace, docId, thread } = await discussed();
  await erase(grace);
  const { threads } = await reviewOf(ada, docId);
  expect(threads).toMatchObject([
    {
      id: thread.id,
      comments: [
        { author: { id: grace.id, name: 'Deleted user' }, body: null },
        { author: { name: 'Ada' }, mentions: [{ id: grace.id, name: 'Deleted user' }] },
      ],
    },
  ]);
  expect(JSON.stringify(threads)).not.toMatch(/A secret|Grace/);
});

test('an erased user who had lost the role is found too', async () => {
  const { ada, grace, docId } = await discussed();
  await call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
  // The audit log remembers who was here.
  await handEventsOn();
  await erase(grace);
  expect(JSON.stringify(await reviewOf(ada, docId))).not.toMatch(/A secret|Grace/);
});

test('an erasure that cannot reach the document is finished by the sweep', async () => {
  const { ada, grace, docId } = await discussed();
  const down = faultyEnv({ documents: () => ({ forgetUser: () => Promise.reject(new Error('down')) }) });
  const request = { method: 'DELETE', token: grace.token, body: { documents: 'delete' } };
  expect((await callWith(down, '/v1/users/me', request)).status).toBe(204);
  expect(JSON.stringify(await reviewOf(ada, docId))).toMatch(/A secret/);
  await sweep();
  expect(JSON.stringify(await reviewOf(ada, docId))).not.toMatch(/A secret|Grace/);
});

async function exportOf({ token }: Person, using: Env = env): Promise<Record<string, string>> {
  const response = await callWith(using, '/v1/users/me/export', { token });
  expect(response.status).toBe(200);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)]));
}

test('an export has the threads of the own documents, and the own comments in those of others', async () => {
  const { ada, grace, docId, thread } = await discussed();
  const ownersFiles = await exportOf(ada);
  const threads = JSON.parse(ownersFiles[`documents/${docId}/threads.json`] ?? '');
  expect(threads).toMatchObject([{ id: thread.id, comments: [{ author: { name: 'Grace' } }, {}] }]);

  await call(`/v1/docs/${docId}`, { method: 'DELETE', token: ada.token });
  const inTrash = JSON.parse((await exportOf(ada))[`documents/${docId}/threads.json`] ?? '');
  expect(inTrash).toEqual(threads);
  expect(JSON.parse((await exportOf(grace))['comments.json'] ?? '')).toEqual([]);
  await call(`/v1/docs/${docId}/restore`, { method: 'POST', token: ada.token });

  const files = await exportOf(grace);
  expect(JSON.parse(files['comments.json'] ?? '')).toEqual([
    {
      docId,
      threadId: thread.id,
      id: thread.comments[0]?.id,
      body: `A secret of hers, <@${ada.id}>`,
      at: thread.comments[0]?.at,
      editedAt: null,
    },
  ]);
  expect(files['comments.json']).not.toContain('I see');

  await call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
  expect(JSON.parse((await exportOf(grace))['comments.json'] ?? '')).toEqual([]);
});

test('an export says of which document the threads could not be reached', async () => {
  const { grace, docId } = await discussed();
  const down = faultyEnv({ documents: () => ({ threads: () => Promise.reject(new Error('down')) }) });
  const files = await exportOf(grace, down);
  expect(JSON.parse(files['comments.json'] ?? '')).toEqual([{ docId, unavailable: expect.any(String) }]);
});
