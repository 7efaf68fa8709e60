import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { createDocument, person } from '../support/api.ts';
import { wrapped } from '../support/faults.ts';
import { consumeEvents, eventBy, mailsTo } from '../support/mails.ts';
import { nobodyTold, team, told } from './team.ts';

beforeEach(nobodyTold);

test('whom an event concerns is told once, in the app and by mail, however often it comes', async () => {
  const { ada, grace, docId } = await team();
  const shared = eventBy(ada, {
    type: 'document.shared',
    docId,
    title: 'Old title',
    userId: grace.id,
    role: 'commenter',
  });
  expect(await consumeEvents([shared, shared])).toEqual(['ack', 'ack']);
  expect(await told(grace)).toEqual({
    items: [
      {
        id: expect.any(String),
        kind: 'shared',
        actor: { id: ada.id, name: 'Ada', color: '#006874' },
        document: { id: docId, title: 'Plans' },
        data: { role: 'commenter' },
        createdAt: new Date(shared.at).toISOString(),
        readAt: null,
      },
    ],
    nextCursor: null,
    unread: 1,
  });
  const mails = await mailsTo(grace.email);
  expect(mails.filter(({ kind }) => kind === 'shared').map(({ subject }) => subject)).toEqual([
    'Ada shared “Plans” with you',
  ]);
  expect(await told(ada)).toMatchObject({ items: [], unread: 0 });
});

test('when D1 fails in the middle, each recipient is notified in the end, and only once', async () => {
  const ada = await person('Ada');
  const docId = await createDocument(ada, undefined, 'Plans');
  const people = await Promise.all(Array.from({ length: 45 }, () => person('P')));
  for (const { id } of people)
    await env.DB.prepare(
      "INSERT INTO permissions (doc_id, user_id, role, created_at, updated_at) VALUES (?, ?, 'viewer', 1, 1)",
    )
      .bind(docId, id)
      .run();
  const event = eventBy(ada, {
    type: 'comment.created',
    docId,
    title: 'Plans',
    threadId: randomId(),
    userIds: people.map(({ id }) => id),
    excerpt: 'a',
  });
  let batches = 0;
  const using = {
    ...env,
    DB: wrapped(env.DB, {
      batch: (statements: D1PreparedStatement[]) => {
        if (++batches === 2) throw new Error('D1_ERROR: lost');
        return env.DB.batch(statements);
      },
    }),
  } as Env;
  expect(await consumeEvents([event], using)).toEqual(['retry']);
  expect(await consumeEvents([event, event], using)).toEqual(['ack', 'ack']);
  const { results } = await env.DB.prepare(
    'SELECT count(*) AS n, count(DISTINCT user_id) AS users FROM notifications WHERE event_id = ?',
  )
    .bind(event.id)
    .all();
  expect(results).toEqual([{ n: 45, users: 45 }]);
});
