import { env } from 'cloudflare:workers';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { beforeEach, expect, test } from 'vitest';
import { BACKED_UP_TABLES } from '../../../src/background/backup/tables.ts';
import { randomId } from '../../../src/base/ids.ts';
import * as schema from '../../../src/platform/db/schema.ts';
import { createDocument, giveRole, type Person, person } from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { contentsOfD1 } from '../support/database.ts';
import { handEventsOn, holdEvents } from '../support/events.ts';
import { erase } from './erasure.ts';

beforeEach(() => holdEvents());

// No other user has this name: the test searches the whole database for it, which files of a group share.
const NAME = 'Augusta Ada Byron';

// What happens to each column that may hold a user's id or address. A new column is added here.
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
  'imports.user_id': 'gone',
  'uploads.author_id': 'gone',
  'uploads.payer_id': 'gone',
  'user_erasures.user_id': 'id stays',
};

const TABLES = Object.values(schema)
  .filter((value) => value instanceof SQLiteTable)
  .map(getTableConfig);

function namesUser(column: string): boolean {
  return /(^|_)(user_id|actor_id|author_id|owner_id|subject_id|subject|authors|editors|email|payer_id|invited_by|created_by|guest_id|inviter|member)$/.test(
    column,
  );
}

test('every column that names a user is known here, and every table to the backup', () => {
  const found = TABLES.flatMap(({ name, columns }) =>
    columns.filter((column) => namesUser(column.name)).map((column) => `${name}.${column.name}`),
  );
  expect([...found, 'users.id'].sort()).toEqual(Object.keys(COLUMNS).sort());
  expect(TABLES.map(({ name }) => name).sort()).toEqual(BACKED_UP_TABLES.map(({ name }) => name).sort());
});

/** Adds a row to `table`: every column that may name a user names this one, and every free text contains their name. */
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
    // Neither is the text of anyone.
    if (table.name === 'uploads') return randomId();
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
  // The routes or the erasure add these rows themselves.
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
  // Its rows hold only the id and a number, and expire by themselves.
  delete contents.throttles;
  for (const [table, rows] of Object.entries(contents)) {
    const text = JSON.stringify(rows);
    expect({ table, name: text.includes(NAME) }).toEqual({ table, name: false });
    expect({ table, address: text.includes(ada.email) }).toEqual({ table, address: false });
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (!String(value).includes(ada.id)) continue;
        // The ids of both sides of a change of owner.
        const isDetail = table === 'audit_log' && column === 'details';
        // What an event caused, and for which user: it holds ids only, and expires.
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
