import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { expectJson, expectProblem, type Json } from '../support/api.ts';
import { consumeEvents, eventBy, mailsTo } from '../support/mails.ts';
import { nobodyTold, putPreferences, team, told } from './team.ts';

beforeEach(nobodyTold);

test('preferences decide about the app and about mails; security cannot be turned off', async () => {
  const { ada, grace, docId } = await team();
  const before = await expectJson(200, '/v1/notifications/preferences', { token: grace.token });
  expect(before).toMatchObject({ digest: 'daily' });
  expect(before.items).toHaveLength(12);
  expect(before.items).toContainEqual({ kind: 'security', inApp: true, mail: 'now' });
  const after = await putPreferences(grace, {
    items: [
      { kind: 'mention', inApp: false, mail: 'now' },
      { kind: 'comment', inApp: true, mail: 'off' },
      { kind: 'shared', inApp: false, mail: 'off' },
    ],
    digest: 'weekly',
  });
  expect(after.digest).toBe('weekly');
  expect(await expectJson(200, '/v1/notifications/preferences', { token: grace.token })).toEqual(after);
  await consumeEvents([
    eventBy(ada, {
      type: 'mention.created',
      docId,
      title: 'Plans',
      threadId: randomId(),
      userId: grace.id,
      excerpt: 'a',
    }),
    eventBy(ada, {
      type: 'comment.created',
      docId,
      title: 'Plans',
      threadId: randomId(),
      userIds: [grace.id],
      excerpt: 'b',
    }),
    eventBy(ada, { type: 'document.shared', docId, title: 'Plans', userId: grace.id, role: 'viewer' }),
  ]);
  expect((await told(grace)).items.map(({ kind }: Json) => kind)).toEqual(['comment']);
  expect((await mailsTo(grace.email)).map(({ kind }) => kind).filter((kind) => kind !== 'shared')).toEqual([
    'mention',
  ]);
  const bad = { method: 'PUT', token: grace.token };
  await expectProblem(422, 'cannot_be_turned_off', '/v1/notifications/preferences', {
    ...bad,
    body: { items: [{ kind: 'security', inApp: true, mail: 'off' }], digest: 'daily' },
  });
  const twice = { kind: 'comment', inApp: true, mail: 'off' };
  for (const body of [
    { items: [twice, twice], digest: 'daily' },
    { items: [{ ...twice, kind: 'other' }], digest: 'daily' },
    { items: [], digest: 'never' },
    { items: [] },
  ])
    await expectProblem(422, 'invalid_request', '/v1/notifications/preferences', { ...bad, body });
  expect(await expectJson(200, '/v1/notifications/preferences', { token: grace.token })).toEqual(after);
});
