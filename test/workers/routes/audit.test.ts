import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { AUDITED } from '../../../src/features/audit/audited.ts';
import { eventsBy, SYSTEM } from '../../../src/platform/events/publish.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  person,
} from '../support/api.ts';
import { handEventsOn, holdEvents, typesAbout } from '../support/events.ts';
import { callWith } from '../support/history.ts';
import { deliver } from '../support/queue.ts';

const OPERATOR = 'an-admin-token';

beforeEach(() => holdEvents());

async function rows(): Promise<Json[]> {
  return (await env.DB.prepare('SELECT * FROM audit_log ORDER BY at, rowid').all()).results;
}

test('an event is written once, however often it comes', async () => {
  const ada = await person();
  const from = '203.0.113.8';
  const { id: docId } = await expectJson(201, '/v1/docs', {
    method: 'POST',
    token: ada.token,
    body: { title: 'Notes' },
    headers: { 'CF-Connecting-IP': from },
  });
  await call(`/v1/docs/${docId}`, { method: 'PATCH', token: ada.token, body: { title: 'Letters' } });
  await call(`/v1/docs/${docId}`, { method: 'DELETE', token: ada.token });
  await call(`/v1/docs/${docId}/restore`, { method: 'POST', token: ada.token });
  await call(`/v1/docs/${docId}?permanent=true`, { method: 'DELETE', token: ada.token });
  await handEventsOn(3);
  const mine = (await rows()).filter((row) => row.doc_id === docId);
  expect(mine.map(({ type, details }) => [type, JSON.parse(details)])).toEqual([
    ['document.created', { title: 'Notes' }],
    ['document.renamed', { title: 'Letters' }],
    ['document.deleted', { title: 'Letters', permanent: false }],
    ['document.restored', { title: 'Letters' }],
    ['document.deleted', { title: 'Letters', permanent: true }],
  ]);
  expect(mine[0]).toMatchObject({ actor_kind: 'person', actor_id: ada.id, address: from });
});

test('a rename to the same title, and a second deletion, are no events', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  await call(`/v1/docs/${docId}`, { method: 'PATCH', token: ada.token, body: { title: 'Notes' } });
  await call(`/v1/docs/${docId}`, { method: 'DELETE', token: ada.token });
  await call(`/v1/docs/${docId}`, { method: 'DELETE', token: ada.token });
  expect(typesAbout(await handEventsOn(), docId)).toEqual(['document.created', 'document.deleted']);
});

test('holds sharing but no edits; an address is abbreviated', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const docId = await createDocument(ada);
  const bodies = eventsBy({ ...SYSTEM, kind: 'person', userId: ada.id }, [
    { type: 'document.updated', docId, userIds: [ada.id], from: 0, to: 1 },
    { type: 'document.shared', docId, title: 'Notes', userId: grace.id, role: 'editor' },
    {
      type: 'user.invited',
      docId,
      title: 'Notes',
      invitationId: randomId(),
      email: 'lovelace@example.com',
      role: 'viewer',
      message: 'please',
    },
  ]);
  await deliver('events', bodies);
  const kept = (await rows()).filter((row) => row.doc_id === docId);
  expect(kept.map(({ type }) => type).sort()).toEqual(['document.shared', 'user.invited']);
  expect(JSON.stringify(kept)).toContain('l…@example.com');
  expect(JSON.stringify(kept)).not.toMatch(/lovelace|please/);
  expect(AUDITED['document.updated']).toBe(false);
});

test('rows can neither be changed nor deleted', async () => {
  await createDocument(await person());
  await handEventsOn();
  const before = await rows();
  for (const statement of [
    'DELETE FROM audit_log',
    "UPDATE audit_log SET type = 'nothing'",
    'UPDATE audit_log SET at = 0',
    'UPDATE audit_log SET actor_id = NULL',
    "UPDATE audit_log SET address = '1.2.3.4'",
    'UPDATE audit_log SET address = NULL',
    "UPDATE audit_log SET details = '{}'",
  ]) {
    await expect(env.DB.prepare(statement).run(), statement).rejects.toThrow('append-only');
  }
  const again = env.DB.prepare(
    `INSERT OR REPLACE INTO audit_log (id, at, type, actor_kind, details) SELECT id, 0, 'nothing', 'system', '{}' FROM audit_log`,
  );
  expect((await again.run()).meta.changes).toBe(0);
  expect(await rows()).toEqual(before);
});

test('the owner reads what has happened to a document, but not from where others did it', async () => {
  const [ada, grace, eve] = [await person('Ada'), await person('Grace'), await person('Eve')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'editor');
  const by = {
    ...SYSTEM,
    kind: 'person' as const,
    userId: grace.id,
    address: '198.51.100.7',
    userAgent: 'x',
  };
  await deliver('events', eventsBy(by, [{ type: 'document.renamed', docId, title: 'Hers' }]));
  await handEventsOn();
  const { items } = await expectJson(200, `/v1/docs/${docId}/audit`, { token: ada.token });
  const [renamed] = items.filter((item: Json) => item.type === 'document.renamed');
  expect(renamed).toMatchObject({
    actor: { kind: 'person', id: grace.id, name: 'Grace' },
    address: null,
    userAgent: null,
    docId,
    details: { title: 'Hers' },
  });
  const own = items.find((item: Json) => item.type === 'document.created');
  expect(own).toMatchObject({ actor: { id: ada.id }, address: expect.stringMatching(/^10\./) });
  await expectProblem(403, 'forbidden', `/v1/docs/${docId}/audit`, { token: grace.token });
  await expectProblem(404, 'not_found', `/v1/docs/${docId}/audit`, { token: eve.token });
  await expectProblem(401, 'unauthenticated', `/v1/docs/${docId}/audit`);

  const all = await expectJson(200, `/v1/admin/audit?docId=${docId}&actor=${grace.id}`, { token: OPERATOR });
  expect(all.items[0]).toMatchObject({ address: '198.51.100.7', userAgent: 'x' });
});

test('filters and pages: every entry once, newest first, also where times are equal', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const by = { ...SYSTEM, kind: 'person' as const, userId: ada.id };
  const logins = eventsBy(
    by,
    Array.from({ length: 7 }, () => ({ type: 'user.login' as const, userId: ada.id, method: 'password' })),
  ).map((event, i) => ({ ...event, at: 1_000_000 + Math.floor(i / 3) }));
  const failed = eventsBy({ ...SYSTEM, kind: 'anonymous' }, [
    { type: 'user.login_failed', userId: grace.id, method: 'password' },
  ]);
  await deliver('events', [...logins, ...failed]);
  const seen: Json[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Json = await expectJson(
      200,
      `/v1/admin/audit?actor=${ada.id}&limit=2${cursor && `&cursor=${cursor}`}`,
      { token: OPERATOR },
    );
    seen.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(seen).toHaveLength(7);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(7);
  expect(seen.map(({ at }) => at)).toEqual(
    seen
      .map(({ at }) => at)
      .sort()
      .reverse(),
  );

  const query = (filter: string) => expectJson(200, `/v1/admin/audit?${filter}`, { token: OPERATOR });
  expect((await query(`type=user.login_failed&subject=${grace.id}`)).items).toMatchObject([
    {
      type: 'user.login_failed',
      subject: { id: grace.id, name: 'Grace' },
      actor: { kind: 'anonymous', id: null },
    },
  ]);
  const time = (ms: number) => new Date(ms).toISOString();
  const between = await query(`actor=${ada.id}&from=${time(1_000_001)}&to=${time(1_000_002)}`);
  expect(between.items).toHaveLength(3);
  await expectProblem(422, 'invalid_request', '/v1/admin/audit?type=nothing', { token: OPERATOR });
  await expectProblem(422, 'invalid_cursor', '/v1/admin/audit?cursor=e30', { token: OPERATOR });
});

test('as a table: RFC 4180, without formulas, longer than a page, and nothing that is not asked for', async () => {
  const ada = await person('=HYPERLINK("https://evil.example")');
  const docId = await createDocument(ada);
  const by = { ...SYSTEM, kind: 'person' as const, userId: ada.id, userAgent: '@SUM(1)\r\n"quoted", text' };
  await env.DB.batch(
    Array.from({ length: 1_203 }, (_, i) =>
      env.DB.prepare(
        `INSERT INTO audit_log (id, at, type, actor_kind, actor_id, user_agent, doc_id, details) VALUES (?, ?, 'document.renamed', 'person', ?, ?, ?, '{}')`,
      ).bind(randomId(), i, by.userId, by.userAgent, docId),
    ),
  );
  const response = await call(`/v1/admin/audit?docId=${docId}`, {
    token: OPERATOR,
    headers: { Accept: 'text/csv' },
  });
  expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present');
  const text = await response.text();
  const records = parseCsv(text);
  expect(records[0]?.slice(0, 3)).toEqual(['id', 'at', 'type']);
  expect(records).toHaveLength(1 + 1_203);
  expect(new Set(records.map(([id]) => id)).size).toBe(1_204);
  expect(records[1]).toContain(`'=HYPERLINK("https://evil.example")`);
  expect(records[1]).toContain(`'@SUM(1)\r\n"quoted", text`);
  for (const field of records.flat()) expect(field).not.toMatch(/^[=+\-@\t\r]/);
});

test('an administrator is a person whose address is verified and listed, and only reads', async () => {
  const ada = await person();
  const bindings: Env = { ...env, ADMIN_EMAILS: `someone@example.com ${ada.email.toUpperCase()}` as '' };
  const asAdmin = (path: string, method = 'GET') => callWith(bindings, path, { method, token: ada.token });
  expect((await asAdmin('/v1/admin/audit')).status).toBe(200);
  expect(await (await asAdmin('/v1/auth/validate')).json()).toMatchObject({ roles: ['user', 'admin'] });
  const docId = await createDocument(ada);
  expect((await asAdmin(`/v1/admin/docs/${docId}/verify`)).status).toBe(401);
  await env.DB.prepare('UPDATE users SET email_verified_at = NULL WHERE id = ?').bind(ada.id).run();
  expect((await asAdmin('/v1/admin/audit')).status).toBe(403);
  expect(await (await asAdmin('/v1/auth/validate')).json()).toMatchObject({ roles: ['user'] });
  const types = (await handEventsOn()).map(({ type }) => type);
  expect(types).toContain('audit.read');
  expect(types).toContain('admin.refused');
});

test('records wrong admin tokens, and after ten the address waits, even with the right one', async () => {
  const from = { 'CF-Connecting-IP': '203.0.113.9' };
  for (let i = 0; i < 10; i++) {
    await expectProblem(401, 'unauthenticated', '/v1/admin/audit', { token: `guess-${i}`, headers: from });
  }
  const refused = await call('/v1/admin/audit', { token: OPERATOR, headers: from });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(60);
  await expectJson(200, '/v1/admin/audit', {
    token: OPERATOR,
    headers: { 'CF-Connecting-IP': '203.0.113.10' },
  });
  await handEventsOn();
  const { items } = await expectJson(200, '/v1/admin/audit?type=admin.refused', { token: OPERATOR });
  const here = items.filter(({ address }: Json) => address === '203.0.113.9');
  expect(here).toHaveLength(10);
  expect(here[0]).toMatchObject({ actor: { kind: 'anonymous' }, details: { path: '/v1/admin/audit' } });
  expect(JSON.stringify(here)).not.toContain('guess');
});

function parseCsv(text: string): string[][] {
  expect(text.endsWith('\r\n')).toBe(true);
  const records: string[][] = [];
  let record: string[] = [];
  const pattern = /"((?:[^"]|"")*)"(,|\r\n)/gy;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    record.push((match[1] ?? '').replaceAll('""', '"'));
    if (match[2] !== ',') {
      records.push(record);
      record = [];
    }
    if (pattern.lastIndex === text.length) break;
  }
  return records;
}
