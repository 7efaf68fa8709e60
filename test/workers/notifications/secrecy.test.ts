import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { call, createDocument, expectJson, expectProblem, person } from '../support/api.ts';
import { consumeEvents, eventBy, mailsTo } from '../support/mails.ts';
import { nobodyTold, team, told } from './team.ts';

beforeEach(nobodyTold);

test('who may not read a document is told nothing of it: not when it happens, not later', async () => {
  const { ada, grace, docId } = await team();
  const stranger = await person('Mallory');
  const comment = (userIds: string[]) =>
    eventBy(ada, {
      type: 'comment.created',
      docId,
      title: 'Plans',
      threadId: randomId(),
      userIds,
      excerpt: 'Secret',
    });
  await consumeEvents([comment([grace.id, stranger.id])]);
  expect((await told(stranger)).items).toEqual([]);
  expect(await mailsTo(stranger.email)).toEqual([]);
  expect(await told(grace)).toMatchObject({ items: [{ kind: 'comment' }], unread: 1 });

  await call(`/v1/docs/${docId}`, { method: 'DELETE', token: ada.token });
  expect(await told(grace)).toMatchObject({ items: [], unread: 0 });
  await call(`/v1/docs/${docId}/restore`, { method: 'POST', token: ada.token });
  expect(await told(grace)).toMatchObject({ unread: 1 });

  await call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
  expect(await told(grace)).toMatchObject({ items: [], unread: 0 });
  await consumeEvents([comment([grace.id])]);
  await env.DB.prepare('UPDATE permissions SET role = role').run();
  expect((await told(grace)).items).toEqual([]);
});

test('a request that is declined is told without a word on the document', async () => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada, undefined, 'Secret plans');
  await consumeEvents([
    eventBy(ada, {
      type: 'access.answered',
      docId,
      title: 'Secret plans',
      requestId: randomId(),
      userId: grace.id,
      role: null,
    }),
  ]);
  expect((await told(grace)).items).toMatchObject([
    { kind: 'access_answered', actor: null, document: null, data: { role: null } },
  ]);
  const [mail] = await mailsTo(grace.email);
  expect(mail?.subject).toBe('Your request for access was declined');
  expect(mail?.html).not.toMatch(/Secret|Ada/);
});

test('a user reads and marks only their own notifications', async () => {
  const { ada, grace, docId } = await team();
  await consumeEvents([
    eventBy(ada, {
      type: 'mention.created',
      docId,
      title: 'Plans',
      threadId: randomId(),
      userId: grace.id,
      excerpt: 'a',
    }),
  ]);
  const [{ id }] = (await told(grace)).items;
  await expectJson(200, '/v1/notifications/read', { method: 'POST', token: ada.token, body: { ids: [id] } });
  expect((await told(grace)).unread).toBe(1);
  await expectProblem(401, 'unauthenticated', '/v1/notifications');
  for (const body of [{}, { ids: [] }, { all: false }, { ids: [id], all: true }, { ids: Array(91).fill(id) }])
    await expectProblem(422, 'invalid_request', '/v1/notifications/read', {
      method: 'POST',
      token: grace.token,
      body,
    });
});
