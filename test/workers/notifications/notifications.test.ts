import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import type { Event, EventBody } from '../../../src/platform/queues/events.ts';
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
import { holdEvents } from '../support/events.ts';
import { wrapped } from '../support/faults.ts';
import { consumeEvents, eventBy, mailsTo } from '../support/mails.ts';
import { scansOf, spyOnStatements } from '../support/statements.ts';

beforeEach(async () => {
  holdEvents();
  await env.DB.prepare('DELETE FROM notifications').run();
});

async function team(role = 'commenter') {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada, undefined, 'Plans');
  await giveRole(ada, docId, grace, role);
  return { ada, grace, docId };
}

const told = (of: Person, query = ''): Promise<Json> =>
  expectJson(200, `/v1/notifications${query}`, { token: of.token });
const put = (of: Person, body: Json) =>
  expectJson(200, '/v1/notifications/preferences', { method: 'PUT', token: of.token, body });

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

test('pages go back in time, and unread ones can be asked for alone', async () => {
  const { ada, grace, docId } = await team();
  const events = Array.from({ length: 7 }, (_, i) =>
    eventBy(
      ada,
      {
        type: 'mention.created',
        docId,
        title: 'Plans',
        threadId: randomId(),
        userId: grace.id,
        excerpt: `${i}`,
      },
      { at: 1_800_000_000_000 + Math.floor(i / 2) },
    ),
  );
  await consumeEvents(events);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Json = await told(grace, `?limit=3${cursor && `&cursor=${cursor}`}`);
    expect(page.unread).toBe(7);
    seen.push(...page.items.map((item: Json) => item.data.excerpt));
    cursor = page.nextCursor;
  }
  expect(seen).toHaveLength(7);
  expect(new Set(seen).size).toBe(7);
  expect(seen[0]).toBe('6');

  const ids = (await told(grace)).items.slice(0, 2).map((item: Json) => item.id);
  const read = { method: 'POST', token: grace.token };
  expect(await expectJson(200, '/v1/notifications/read', { ...read, body: { ids } })).toEqual({ unread: 5 });
  expect(await expectJson(200, '/v1/notifications/read', { ...read, body: { ids } })).toEqual({ unread: 5 });
  expect((await told(grace, '?unread=true')).items).toHaveLength(5);
  const all = (await told(grace)).items;
  expect(
    all
      .filter((item: Json) => item.readAt !== null)
      .map((item: Json) => item.id)
      .sort(),
  ).toEqual([...ids].sort());
  expect(await expectJson(200, '/v1/notifications/read', { ...read, body: { all: true } })).toEqual({
    unread: 0,
  });
  await expectProblem(422, 'invalid_cursor', '/v1/notifications?cursor=abc', { token: grace.token });
});

test('nobody reads or marks what another is told', async () => {
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

test('preferences decide about the app and about mails; security cannot be turned off', async () => {
  const { ada, grace, docId } = await team();
  const before = await expectJson(200, '/v1/notifications/preferences', { token: grace.token });
  expect(before).toMatchObject({ digest: 'daily' });
  expect(before.items).toHaveLength(9);
  expect(before.items).toContainEqual({ kind: 'security', inApp: true, mail: 'now' });
  const after = await put(grace, {
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

test('D1 that fails in the middle: everybody is told in the end, and nobody twice', async () => {
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

test('events of a user or a document that is gone are taken, and tell nobody', async () => {
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

test('the newest 500 are kept', async () => {
  const { ada, grace, docId } = await team();
  const insert = env.DB.prepare(
    `INSERT INTO notifications (id, user_id, event_id, kind, doc_id, actor_id, data, created_at, mail) VALUES (?, ?, ?, 'mention', ?, NULL, '{}', ?, 'none')`,
  );
  await env.DB.batch(
    Array.from({ length: 502 }, (_, i) => insert.bind(randomId(), grace.id, randomId(), docId, i + 1)),
  );
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
  expect((await told(grace)).unread).toBe(500);
});

test('no query of notifications scans a table', async () => {
  const { ada, grace, docId } = await team();
  const statements = new Set<string>();
  const prepare = spyOnStatements();
  const events: Event[] = [
    eventBy(ada, {
      type: 'comment.created',
      docId,
      title: 'P',
      threadId: randomId(),
      userIds: [grace.id],
      excerpt: 'a',
    }),
    eventBy(grace, {
      type: 'access.requested',
      docId,
      title: 'P',
      requestId: randomId(),
      userId: grace.id,
      role: 'editor',
      message: null,
    }),
    eventBy(ada, { type: 'user.login', userId: ada.id, method: 'password' }),
    eventBy(ada, { type: 'user.factor_added', userId: ada.id, factor: 'totp', name: null }),
    eventBy(ada, {
      type: 'user.invited',
      docId,
      title: 'P',
      invitationId: randomId(),
      email: 'x@example.com',
      role: 'viewer',
      message: null,
    }),
  ];
  await consumeEvents(events);
  const { nextCursor } = await told(grace, '?limit=1');
  await told(grace, `?unread=true${nextCursor ? `&cursor=${nextCursor}` : ''}`);
  await expectJson(200, '/v1/notifications/read', {
    method: 'POST',
    token: grace.token,
    body: { all: true },
  });
  await put(grace, { items: [{ kind: 'comment', inApp: true, mail: 'off' }], digest: 'hourly' });
  const { sendDigests } = await import('../../../src/background/letters/digest.ts');
  const { database } = await import('../../../src/platform/db/database.ts');
  const { logger } = await import('../../../src/platform/observability/logger.ts');
  await consumeEvents([
    eventBy(ada, {
      type: 'comment.created',
      docId,
      title: 'P',
      threadId: randomId(),
      userIds: [grace.id],
      excerpt: 'a',
    }),
  ]);
  await sendDigests({ env, db: database(env.DB), log: logger() }, Date.now() + 8 * 86_400_000);
  for (const [statement] of prepare.mock.calls) statements.add(statement);
  prepare.mockRestore();
  expect(statements.size).toBeGreaterThan(25);
  for (const statement of statements) {
    expect({ statement, scans: await scansOf(statement) }).toEqual({ statement, scans: [] });
  }
});
