import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  person,
} from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { callWith } from '../support/history.ts';
import { documentOf } from '../support/peer.ts';
import { erase, NAME } from './erasure.ts';

beforeEach(() => holdEvents());

test('documents are handed over to the longest-standing of the strongest, or deleted', async () => {
  const [ada, grace, eve, joan] = [
    await person(NAME),
    await person('Grace'),
    await person('Eve'),
    await person('Joan'),
  ];
  const shared = await createDocument(ada);
  await giveRole(ada, shared, joan, 'viewer');
  await giveRole(ada, shared, eve, 'editor');
  await giveRole(ada, shared, grace, 'editor');
  await env.DB.prepare('UPDATE permissions SET created_at = 5 WHERE doc_id = ? AND user_id = ?')
    .bind(shared, grace.id)
    .run();
  const alone = await createDocument(ada);
  const trashed = await createDocument(ada);
  await giveRole(ada, trashed, grace, 'editor');
  await call(`/v1/docs/${trashed}`, { method: 'DELETE', token: ada.token });

  expect((await erase(ada)).status).toBe(204);
  expect(await expectJson(200, `/v1/docs/${shared}`, { token: grace.token })).toMatchObject({
    role: 'owner',
  });
  expect(await expectJson(200, `/v1/docs/${shared}`, { token: eve.token })).toMatchObject({ role: 'editor' });
  const { items } = await expectJson(200, `/v1/docs/${shared}/permissions`, { token: grace.token });
  expect(items.map(({ user }: Json) => user.id).sort()).toEqual([eve.id, grace.id, joan.id].sort());
  for (const docId of [alone, trashed]) {
    await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: grace.token });
    expect(await documentOf(docId).head()).toMatchObject({ ok: false });
  }
});

test('`delete` takes the documents of their own, and leaves those of others', async () => {
  const [ada, grace] = [await person(NAME), await person('Grace')];
  const own = await createDocument(ada);
  await giveRole(ada, own, grace, 'editor');
  const hers = await createDocument(grace, [{ insert: 'Hers\n' }]);
  await giveRole(grace, hers, ada, 'editor');
  await expectJson(200, `/v1/docs/${hers}/ops`, {
    method: 'POST',
    token: ada.token,
    body: { baseVersion: 1, delta: [{ insert: 'By Ada. ' }] },
  });
  expect((await erase(ada, 'delete')).status).toBe(204);
  await expectProblem(404, 'not_found', `/v1/docs/${own}`, { token: grace.token });
  const { ops } = await expectJson(200, `/v1/docs/${hers}/content`, { token: grace.token });
  expect(ops).toEqual([{ insert: 'By Ada. Hers\n' }]);
  expect(await expectJson(200, `/v1/users/${ada.id}`, { token: grace.token })).toEqual({
    id: ada.id,
    name: 'Deleted user',
    color: expect.stringMatching(/^#/),
    avatarUrl: null,
  });
  await expectProblem(404, 'not_found', `/v1/users/${randomId()}`, { token: grace.token });
});

test('a Document that cannot be reached is erased later by the sweep; no request waits for it', async () => {
  const [ada, grace] = [await person(NAME), await person('Grace')];
  const [first, second] = [await createDocument(ada), await createDocument(ada)];
  for (const docId of [first, second]) await giveRole(ada, docId, grace, 'editor');
  const down = faultyEnv({
    documents: () => ({
      forgetUser: () => Promise.reject(new Error('down')),
      setAccess: () => Promise.reject(new Error('down')),
      setAccesses: () => Promise.reject(new Error('down')),
    }),
  });
  const response = await callWith(down, '/v1/users/me', {
    method: 'DELETE',
    token: ada.token,
    body: { documents: 'hand-over' },
  });
  expect(response.status).toBe(204);
  const state = () =>
    env.DB.prepare('SELECT state FROM user_erasures WHERE user_id = ?').bind(ada.id).first('state');
  expect(await state()).toBe('owed');
  await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: ada.token });
  const forget = vi.fn();
  const watched = faultyEnv({
    documents: (stub) => ({
      forgetUser: async (userId: string) => {
        forget(userId);
        await stub.forgetUser(userId);
      },
    }),
  });
  await sweep(Date.now() + 1000, watched);
  expect(await state()).toBe('remains');
  expect(forget).toHaveBeenCalledTimes(2);
  await sweep(Date.now() + 1000, watched);
  expect(await state()).toBe('remains');
  await handEventsOn();
  await sweep(Date.now() + 2 * 60 * 60_000, watched);
  expect(await state()).toBe('done');
  for (const docId of [first, second])
    expect(await expectJson(200, `/v1/docs/${docId}`, { token: grace.token })).toMatchObject({
      role: 'owner',
    });
});
