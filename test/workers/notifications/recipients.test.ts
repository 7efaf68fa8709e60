import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import type { EventBody } from '../../../src/platform/queues/events.ts';
import type { Json, Person } from '../support/api.ts';
import { consumeEvents, eventBy } from '../support/mails.ts';
import { nobodyTold, team, told } from './team.ts';

beforeEach(nobodyTold);

test('each event tells whom it concerns, and never who did it', async () => {
  const { ada, grace, docId } = await team();
  const title = 'Plans';
  const cases: [by: Person, body: EventBody, to: Person | null, kind: string, data: Json][] = [
    [
      ada,
      { type: 'document.shared', docId, title, userId: grace.id, role: 'viewer' },
      grace,
      'shared',
      { role: 'viewer' },
    ],
    [
      ada,
      { type: 'document.role_changed', docId, title, userId: grace.id, from: 'viewer', to: 'editor' },
      grace,
      'role_changed',
      { role: 'editor', from: 'viewer' },
    ],
    [
      ada,
      { type: 'document.owner_changed', docId, title, from: ada.id, to: grace.id },
      grace,
      'owner_changed',
      { change: 'inherited' },
    ],
    [
      grace,
      { type: 'document.owner_changed', docId, title, from: ada.id, to: grace.id },
      ada,
      'owner_changed',
      { change: 'accepted' },
    ],
    [
      ada,
      { type: 'document.owner_offered', docId, title, userId: grace.id, until: 7 },
      grace,
      'owner_changed',
      { change: 'offered', until: 7 },
    ],
    [
      grace,
      {
        type: 'document.owner_offer_ended',
        docId,
        title,
        userId: grace.id,
        from: ada.id,
        how: 'declined',
      },
      ada,
      'owner_changed',
      { change: 'declined' },
    ],
    [
      grace,
      {
        type: 'invitation.accepted',
        docId,
        title,
        invitationId: randomId(),
        userId: grace.id,
        role: 'viewer',
      },
      ada,
      'invited',
      { role: 'viewer' },
    ],
    [
      grace,
      {
        type: 'access.requested',
        docId,
        title,
        requestId: 'r'.repeat(22),
        userId: grace.id,
        role: 'editor',
        message: 'Please',
      },
      ada,
      'access_requested',
      { role: 'editor', requestId: 'r'.repeat(22), message: 'Please' },
    ],
    [
      ada,
      { type: 'access.answered', docId, title, requestId: randomId(), userId: grace.id, role: 'editor' },
      grace,
      'access_answered',
      { role: 'editor' },
    ],
    [
      ada,
      {
        type: 'comment.created',
        docId,
        title,
        threadId: 't'.repeat(22),
        userIds: [ada.id, grace.id, grace.id],
        excerpt: 'Hm',
      },
      grace,
      'comment',
      { threadId: 't'.repeat(22), excerpt: 'Hm' },
    ],
    [
      grace,
      { type: 'mention.created', docId, title, threadId: 't'.repeat(22), userId: ada.id, excerpt: 'You?' },
      ada,
      'mention',
      { threadId: 't'.repeat(22), excerpt: 'You?' },
    ],
    [
      ada,
      { type: 'user.password_changed', userId: ada.id, how: 'change' },
      ada,
      'security',
      { change: 'password_changed', how: 'change' },
    ],
    [
      ada,
      { type: 'user.factor_removed', userId: ada.id, factor: 'passkey', name: 'Laptop' },
      ada,
      'security',
      { change: 'passkey_removed', name: 'Laptop' },
    ],
    [
      ada,
      {
        type: 'document.owner_offer_ended',
        docId,
        title,
        userId: grace.id,
        from: ada.id,
        how: 'withdrawn',
      },
      null,
      '',
      {},
    ],
    [ada, { type: 'document.unshared', docId, title, userId: grace.id }, null, '', {}],
    [ada, { type: 'document.updated', docId, userIds: [ada.id], from: 0, to: 1 }, null, '', {}],
  ];
  for (const [by, body, to, kind, data] of cases) {
    await env.DB.prepare('DELETE FROM notifications').run();
    expect(await consumeEvents([eventBy(by, body)])).toEqual(['ack']);
    for (const reader of [ada, grace]) {
      const items = (await told(reader)).items.map((item: Json) => ({ kind: item.kind, data: item.data }));
      expect({ type: body.type, items }).toEqual({
        type: body.type,
        items: reader === to ? [{ kind, data }] : [],
      });
    }
  }
});

test('events of an erased user or document are taken, and notify no one', async () => {
  const { ada } = await team();
  const gone: EventBody[] = [
    { type: 'document.shared', docId: randomId(), title: 'x', userId: randomId(), role: 'viewer' },
    {
      type: 'access.requested',
      docId: randomId(),
      title: 'x',
      requestId: randomId(),
      userId: ada.id,
      role: 'viewer',
      message: null,
    },
    { type: 'user.password_changed', userId: randomId(), how: 'change' },
  ];
  expect(await consumeEvents(gone.map((body) => eventBy(ada, body)))).toEqual(['ack', 'ack', 'ack']);
  const rows = await env.DB.prepare('SELECT count(*) AS n FROM notifications').first<{ n: number }>();
  expect(rows?.n).toBe(0);
});
