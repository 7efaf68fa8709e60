import { env } from 'cloudflare:workers';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { beforeEach, expect, test, vi } from 'vitest';
import { BACKED_UP_TABLES } from '../../../src/background/backup/tables.ts';
import { randomId } from '../../../src/base/ids.ts';
import * as schema from '../../../src/platform/db/schema.ts';
import { eventsBy, SYSTEM } from '../../../src/platform/events/publish.ts';
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
import { contentsOfD1 } from '../support/database.ts';
import { handEventsOn, heldEvents, holdEvents } from '../support/events.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { callWith } from '../support/history.ts';
import { documentOf, Peer } from '../support/peer.ts';
import { deliver } from '../support/queue.ts';

beforeEach(() => holdEvents());

const NAME = 'Augusta Ada King';

// What becomes of each column that may hold a user's id or address. Who adds one says so here.
const COLUMNS: Record<string, 'gone' | 'id stays' | 'goes by itself'> = {
  'users.id': 'gone',
  'users.email': 'gone',
  'identities.subject': 'gone',
  'identities.user_id': 'gone',
  'sessions.user_id': 'gone',
  'passkeys.user_id': 'gone',
  'totp.user_id': 'gone',
  'recovery_codes.user_id': 'gone',
  'one_time_tokens.user_id': 'gone',
  'api_tokens.user_id': 'gone',
  'documents.owner_id': 'gone',
  'documents.last_editors': 'id stays',
  'snapshots.author_id': 'id stays',
  'revisions.authors': 'id stays',
  'visits.user_id': 'gone',
  'permissions.user_id': 'gone',
  'invitations.email': 'gone',
  'invitations.invited_by': 'gone',
  'links.created_by': 'gone',
  'access_requests.user_id': 'gone',
  'notifications.user_id': 'gone',
  'notifications.actor_id': 'gone',
  'notification_preferences.user_id': 'gone',
  'audit_log.actor_id': 'id stays',
  'audit_log.subject_id': 'id stays',
  'owed_access.subject': 'goes by itself',
  'stars.user_id': 'gone',
  'idempotency_keys.user_id': 'gone',
  'user_erasures.user_id': 'id stays',
};

const TABLES = Object.values(schema)
  .filter((value) => value instanceof SQLiteTable)
  .map(getTableConfig);

function namesUser(column: string): boolean {
  return /(^|_)(user_id|actor_id|author_id|owner_id|subject_id|subject|authors|editors|email|invited_by|created_by|guest_id|inviter|member)$/.test(
    column,
  );
}

function erase(who: Person, documents = 'hand-over', headers = {}): Promise<Response> {
  return call('/v1/users/me', { method: 'DELETE', token: who.token, body: { documents }, headers });
}

test('every column that names a user is known here, and every table to the backup', () => {
  const found = TABLES.flatMap(({ name, columns }) =>
    columns.filter((column) => namesUser(column.name)).map((column) => `${name}.${column.name}`),
  );
  expect([...found, 'users.id'].sort()).toEqual(Object.keys(COLUMNS).sort());
  expect(TABLES.map(({ name }) => name).sort()).toEqual(BACKED_UP_TABLES.map(({ name }) => name).sort());
});

/** A row of `table` in which every column that may name a user names this one, and every free text their name. */
async function seed(table: (typeof TABLES)[number], ada: Person, docId: string): Promise<void> {
  const values = table.columns.map((column) => {
    if (column.name === 'doc_id') return docId;
    if (column.name === 'email') return ada.email;
    if (column.name === 'authors' || column.name === 'last_editors') return JSON.stringify([ada.id]);
    if (table.name === 'identities' && column.name === 'subject') return ada.email;
    if (namesUser(column.name)) return ada.id;
    if (column.enumValues?.length) return column.enumValues[0];
    if (column.dataType === 'json') return JSON.stringify({ name: NAME, email: ada.email, userId: ada.id });
    if (column.dataType === 'number' || column.dataType === 'boolean') return 9_999_999_999_999;
    if (column.primary || column.isUnique || /^(id|hash|key|holder|token_hash)$/.test(column.name))
      return randomId();
    if (column.name === 'queue') return 'events';
    if (table.name === 'audit_log' && column.name === 'type') return 'user.login';
    if (column.name === 'actor_kind') return 'person';
    if (table.name === 'snapshots') return 'what a version is called';
    return NAME;
  });
  const names = table.columns.map(({ name }) => `"${name}"`).join(', ');
  const marks = table.columns.map(() => '?').join(', ');
  await env.DB.prepare(`INSERT OR REPLACE INTO "${table.name}" (${names}) VALUES (${marks})`)
    .bind(...values)
    .run();
}

test('nothing in D1 names an erased user any more, but for an id in what has happened', async () => {
  const [ada, grace] = [await person(NAME), await person('Grace')];
  const own = await createDocument(ada);
  await giveRole(ada, own, grace, 'editor');
  const hers = await createDocument(grace);
  await giveRole(grace, hers, ada, 'editor');
  await handEventsOn();
  const seeded = TABLES.filter(({ columns }) => columns.some(({ name }) => namesUser(name)));
  // Made by the routes themselves, or by the erasure.
  const special = ['users', 'documents', 'permissions', 'user_erasures', 'owed_access', 'sessions'];
  for (const table of seeded) {
    if (!special.includes(table.name)) await seed(table, ada, table.name === 'links' ? own : hers);
  }
  const letters = TABLES.find(({ name }) => name === 'dead_letters');
  if (letters) await seed(letters, ada, hers);
  await env.DB.prepare('UPDATE documents SET last_editors = ? WHERE id = ?')
    .bind(JSON.stringify([ada.id]), hers)
    .run();
  expect(JSON.stringify(await contentsOfD1())).toContain(NAME);

  expect((await erase(ada)).status).toBe(204);
  await handEventsOn();
  await sweep(Date.now() + 2 * 60 * 60_000);

  const contents = await contentsOfD1();
  // Its row expires by itself, and holds nothing but the id and a number.
  delete contents.throttles;
  for (const [table, rows] of Object.entries(contents)) {
    const text = JSON.stringify(rows);
    expect({ table, name: text.includes(NAME) }).toEqual({ table, name: false });
    expect({ table, address: text.includes(ada.email) }).toEqual({ table, address: false });
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (!String(value).includes(ada.id)) continue;
        // The two sides of a change of owner.
        const isDetail = table === 'audit_log' && column === 'details';
        // What an event has brought about, for whom: by ids alone, and it expires.
        const isEffect = table === 'event_effects';
        if (!isDetail && !isEffect)
          expect({ [`${table}.${column}`]: COLUMNS[`${table}.${column}`] }).toEqual({
            [`${table}.${column}`]: 'id stays',
          });
      }
    }
  }
  const erasures = (contents.user_erasures ?? []).filter((row) => row.user_id === ada.id);
  expect(erasures).toMatchObject([{ state: 'done' }]);
  const aboutHer = (contents.audit_log ?? []).filter((row) => row.actor_id === ada.id);
  expect(aboutHer.length).toBeGreaterThan(2);
  for (const row of aboutHer)
    expect(row).toMatchObject({ address: null, user_agent: null, credential_id: null });
});

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

test('sessions, tokens and sockets end with the account; the address is free again', async () => {
  const [ada, grace] = [await person(NAME), await person('Grace')];
  const hers = await createDocument(grace);
  await giveRole(grace, hers, ada, 'editor');
  const peer = await Peer.join(documentOf(hers), hers, { userId: ada.id, role: 'editor', accessEpoch: 99 });
  expect((await erase(ada)).status).toBe(204);
  expect((await peer.closed).code).toBeGreaterThanOrEqual(4400);
  await expectProblem(401, 'unauthenticated', '/v1/users/me', { token: ada.token });
  await expectProblem(401, 'unauthenticated', '/v1/users/me', {
    method: 'DELETE',
    token: ada.token,
    body: { documents: 'delete' },
  });
  const free = await env.DB.prepare('SELECT count(*) AS n FROM users WHERE email = ?')
    .bind(ada.email)
    .first('n');
  expect(free).toBe(0);
});

test('the event carries the address for the last mail, and what comes later is written without a person', async () => {
  const ada = await person(NAME);
  const late = eventsBy(
    {
      ...SYSTEM,
      kind: 'person',
      userId: ada.id,
      address: '198.51.100.9',
      userAgent: 'Firefox',
      credentialId: 'c',
    },
    [{ type: 'user.token_created', userId: ada.id, tokenId: randomId(), name: NAME, scopes: [] }],
  );
  expect((await erase(ada)).status).toBe(204);
  const erased = (await heldEvents()).find(
    (event) => event.type === 'user.erased' && event.userId === ada.id,
  );
  expect(erased).toMatchObject({ userId: ada.id, email: ada.email, name: NAME, language: null });
  await deliver('events', late);
  const row = await env.DB.prepare('SELECT * FROM audit_log WHERE id = ?').bind(late[0]?.id).first();
  expect(row).toMatchObject({
    type: 'user.token_created',
    actor_id: ada.id,
    address: null,
    user_agent: null,
    credential_id: null,
  });
  expect(JSON.stringify(row)).not.toContain(NAME);
});

test('a Document that cannot be reached is owed, and the sweep finishes it; nobody waits for it', async () => {
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

test('it takes a recent proof of who one is, and a choice', async () => {
  const ada = await person(NAME);
  await expectProblem(422, 'invalid_request', '/v1/users/me', {
    method: 'DELETE',
    token: ada.token,
    body: {},
  });
  await env.DB.prepare('UPDATE sessions SET authenticated_at = 1 WHERE user_id = ?').bind(ada.id).run();
  for (const [method, path, body] of [
    ['DELETE', '/v1/users/me', { documents: 'delete' }],
    ['GET', '/v1/users/me/export', undefined],
  ] as const) {
    await expectProblem(403, 'reauthentication_required', path, { method, token: ada.token, body });
  }
  expect(await expectJson(200, '/v1/users/me', { token: ada.token })).toMatchObject({ name: NAME });
});
