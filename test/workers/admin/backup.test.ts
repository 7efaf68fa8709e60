import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { backUp } from '../../../src/background/backup/back-up.ts';
import { type Manifest, manifestKey, progressKey } from '../../../src/background/backup/manifest.ts';
import { backupDates, deleteOldBackups } from '../../../src/background/backup/retention.ts';
import { BACKED_UP_TABLES } from '../../../src/background/backup/tables.ts';
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
import { contentsOfD1, emptyD1 } from '../support/database.ts';
import { holdEvents } from '../support/events.ts';

const ADMIN = { token: 'an-admin-token' };
const DATE = '2026-11-01';
const SMALL = { pageRows: 2, partBytes: 300, budgetMs: 60_000 };

beforeEach(async () => {
  // Otherwise the consumer would write while rows are compared. A document that is archived meanwhile has other rows,
  // and a restore nudges each.
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockResolvedValue({} as QueueSendResponse);
  vi.spyOn(env.DOCUMENT_CHANGES, 'sendBatch').mockResolvedValue({} as QueueSendBatchResponse);
  holdEvents();
  await emptyD1();
  for (const { key } of (await env.ARCHIVE.list()).objects) await env.ARCHIVE.delete(key);
});

async function manifest(date = DATE): Promise<Manifest> {
  return (await (await env.ARCHIVE.get(manifestKey(date)))?.json()) as Manifest;
}

/** Rows of every kind of user action. */
async function populate(): Promise<void> {
  const [ada, grace] = [await person('Ada "Ö" \n Lovelace'), await person('Grace')];
  for (let i = 0; i < 5; i++) {
    const docId = await createDocument(ada, [{ insert: `${i}\n` }], `Notes ${i} 🙂`);
    await giveRole(ada, docId, grace, 'viewer');
    await call(`/v1/docs/${docId}`, { method: 'PATCH', token: ada.token, body: { starred: true } });
  }
  const idempotent = { 'Idempotency-Key': randomId() };
  await call('/v1/docs', { method: 'POST', token: ada.token, body: { title: 'x' }, headers: idempotent });
}

async function restore(date = DATE): Promise<{ inserted: number; skipped: number; settled: unknown }> {
  const total = { inserted: 0, skipped: 0, settled: null as unknown };
  for (let step: number | null = 0; step !== null; ) {
    const done: Json = await expectJson(200, '/v1/admin/restore', {
      method: 'POST',
      ...ADMIN,
      body: { date, step },
    });
    total.inserted += done.inserted;
    total.skipped += done.skipped;
    total.settled = done.settled;
    step = done.next;
  }
  return total;
}

test('every table of the schema is backed up, and its columns', async () => {
  const tables = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name NOT LIKE 'documents_fts%' AND name NOT LIKE 'documents_search%' AND name <> 'd1_migrations'",
  ).all<{ name: string }>();
  expect(BACKED_UP_TABLES.map(({ name }) => name).sort()).toEqual(
    tables.results.map(({ name }) => name).sort(),
  );
  for (const { name, columns } of BACKED_UP_TABLES) {
    const { results } = await env.DB.prepare(`PRAGMA table_info(${name})`).all<{ name: string }>();
    expect([...columns].sort()).toEqual(results.map((column) => column.name).sort());
  }
});

test('a backup has every row, in parts with their checksums, and says last that it is complete', async () => {
  await populate();
  expect(await backUp(env, DATE, Date.now(), SMALL)).toBe('complete');
  const { tables, migrations, completedAt } = await manifest();
  expect(completedAt).toMatch(/^\d{4}-/);
  expect(migrations[0]).toContain('0000');
  const contents = await contentsOfD1();
  for (const { name, rows, parts } of tables) {
    const lines: unknown[] = [];
    for (const part of parts) {
      const text = (await (await env.ARCHIVE.get(part.key))?.text()) ?? '';
      expect(new TextEncoder().encode(text)).toHaveLength(part.bytes);
      const partLines = text.trimEnd().split('\n');
      expect(partLines).toHaveLength(part.rows);
      lines.push(...partLines.map((line) => JSON.parse(line)));
    }
    expect({ name, rows: lines }).toEqual({ name, rows: contents[name] });
    expect(rows).toBe(lines.length);
  }
  expect(tables.find(({ name }) => name === 'documents')?.parts.length).toBeGreaterThan(1);
  expect(await env.ARCHIVE.head(progressKey(DATE))).toBeNull();
  expect(await backUp(env, DATE, Date.now())).toBe('complete');
});

test('a backup that ran out of time is continued, by one run at a time', async () => {
  await populate();
  const now = Date.now();
  let runs = 1;
  while ((await backUp(env, DATE, now, { ...SMALL, budgetMs: 0 })) === 'continues') runs++;
  expect(runs).toBeGreaterThan(5);
  const { tables } = await manifest();
  const contents = await contentsOfD1();
  expect(Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))).toEqual(
    Object.fromEntries(Object.entries(contents).map(([name, rows]) => [name, rows.length])),
  );

  const states = await Promise.all(Array.from({ length: 3 }, () => backUp(env, '2026-11-02', now, SMALL)));
  expect(states.filter((state) => state === 'complete').length).toBeGreaterThan(0);
  expect(states).not.toContain('continues');
  expect((await manifest('2026-11-02')).tables).toEqual(
    tables.map((table) => ({ ...table, parts: expect.any(Array) })),
  );
});

test('thirty backups are kept, and the newest complete one always', async () => {
  const put = (date: string, name = 'manifest.json') =>
    env.ARCHIVE.put(`backups/${date}/${name}`, JSON.stringify({ tables: [] }));
  await put('2026-08-01', 'progress.json');
  expect(await deleteOldBackups(env.ARCHIVE)).toEqual([]);
  for (let day = 1; day <= 31; day++) await put(`2026-10-${String(day).padStart(2, '0')}`);
  await put('2026-10-01', 'users.ndjson');
  await put('2026-11-01', 'progress.json');
  expect((await deleteOldBackups(env.ARCHIVE)).sort()).toEqual(['2026-08-01', '2026-10-01']);
  expect(await backupDates(env.ARCHIVE)).toHaveLength(31);
  expect((await env.ARCHIVE.list({ prefix: 'backups/2026-10-01/' })).objects).toEqual([]);
  expect(await deleteOldBackups(env.ARCHIVE, 1)).toHaveLength(29);
  expect(await backupDates(env.ARCHIVE)).toEqual(['2026-11-01', '2026-10-31']);
});

test('a backup is restored row by row, only into an empty database', async () => {
  await populate();
  await backUp(env, DATE, Date.now(), SMALL);
  const before = await contentsOfD1();
  await expectProblem(409, 'not_empty', '/v1/admin/restore', {
    method: 'POST',
    ...ADMIN,
    body: { date: DATE },
  });
  await emptyD1();
  await expectProblem(409, 'not_empty', '/v1/admin/restore', {
    method: 'POST',
    ...ADMIN,
    body: { date: DATE, step: 1 },
  });
  // A restore interrupted in the middle is started again.
  for (const step of [0, 1, 2])
    await expectJson(200, '/v1/admin/restore', { method: 'POST', ...ADMIN, body: { date: DATE, step } });
  const { inserted, skipped, settled } = await restore();
  const rows = Object.values(before).reduce((sum, { length }) => sum + length, 0);
  expect(inserted + skipped).toBe(rows);
  expect(skipped).toBe(4);
  expect(settled).toMatchObject({ documents: 6, lost: [] });
  const after = await contentsOfD1();
  const settledColumns = { access_epoch: expect.any(Number), touched_at: expect.any(Number) };
  // The operator's actions are recorded too, including the restore.
  const byOthers = (rows: Record<string, unknown>[] = []) =>
    rows.filter((row) => !/admin\.acted/.test(`${row.type} ${row.body}`));
  for (const table of ['audit_log', 'event_outbox', 'event_effects']) {
    expect(byOthers(after[table])).toEqual(byOthers(before[table]));
    delete after[table];
    delete before[table];
  }
  expect(after).toEqual({
    ...before,
    documents: before.documents?.map((row) => ({
      ...row,
      ...settledColumns,
      indexed_version: 0,
      folded_version: 0,
    })),
  });
  const found = await env.DB.prepare(
    "SELECT count(*) AS n FROM documents_search WHERE documents_search MATCH 'notes'",
  ).first('n');
  expect(found).toBe(5);
  await expectProblem(409, 'not_empty', '/v1/admin/restore', {
    method: 'POST',
    ...ADMIN,
    body: { date: DATE },
  });
});

test('a part that does not match the manifest is not restored, nor is any other', async () => {
  await populate();
  await backUp(env, DATE, Date.now());
  const last = (await manifest()).tables.flatMap(({ parts }) => parts).at(-1);
  await env.ARCHIVE.put(last?.key ?? '', '{"user_id":"forged"}\n');
  await emptyD1();
  const body = { date: DATE };
  await expectProblem(409, 'corrupt', '/v1/admin/restore', { method: 'POST', ...ADMIN, body });
  await env.ARCHIVE.delete(manifestKey(DATE));
  await expectProblem(404, 'not_found', '/v1/admin/restore', { method: 'POST', ...ADMIN, body });
  await expectProblem(401, 'unauthenticated', '/v1/admin/restore', { method: 'POST', body });
  const contents = await contentsOfD1();
  // Except for attempts: those are recorded.
  for (const table of ['audit_log', 'event_outbox', 'event_effects', 'throttles']) delete contents[table];
  expect(Object.values(contents).flat()).toEqual([]);
});
