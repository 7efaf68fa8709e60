import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { manifestKey } from '../../../src/background/backup/manifest.ts';
import { randomId } from '../../../src/base/ids.ts';
import { call, createDocument, expectJson, expectProblem, person } from '../support/api.ts';
import { nightly, sweep } from '../support/cron.ts';
import { wrapped } from '../support/faults.ts';
import { documentOf } from '../support/peer.ts';
import { nudge } from '../support/queue.ts';
import { scansOf } from '../support/statements.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The environment with a queue of changes that only records its messages. */
function listening(): { using: Env; sent: string[] } {
  const sent: string[] = [];
  const send = async ({ docId }: { docId: string }) => {
    sent.push(docId);
  };
  return { using: { ...env, DOCUMENT_CHANGES: wrapped(env.DOCUMENT_CHANGES, { send }) }, sent };
}

async function gaugeOf(name: string): Promise<number> {
  const text = await (await call('/metrics')).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

test('a document that lags more than five minutes is found and nudged; a fresh one is not', async () => {
  const ada = await person();
  const [lagging, archived] = [
    await createDocument(ada, [{ insert: 'a\n' }]),
    await createDocument(ada, [{ insert: 'b\n' }]),
  ];
  await nudge(archived);
  const now = Date.now();
  const early = listening();
  await sweep(now + 4 * MINUTE, early.using);
  expect(early.sent).not.toContain(lagging);
  const late = listening();
  await sweep(now + 6 * MINUTE, late.using);
  expect(late.sent).toContain(lagging);
  expect(late.sent).not.toContain(archived);
  expect(await gaugeOf('documents_lagging')).toBe(late.sent.length);
  await nudge(lagging);
  const healed = listening();
  await sweep(now + 6 * MINUTE, healed.using);
  expect(healed.sent).not.toContain(lagging);
});

test('documents touched hours ago are checked within an hour, and for a week at night', async () => {
  const docId = await createDocument(await person(), [{ insert: 'a\n' }]);
  const now = Date.now();
  const found: boolean[] = [];
  for (let i = 0; i < 12; i++) {
    const { using, sent } = listening();
    await sweep(now + 5 * 60 * MINUTE + i * 5 * MINUTE, using);
    found.push(sent.includes(docId));
  }
  expect(found.filter(Boolean)).toHaveLength(1);
  const night = listening();
  await nightly(now + 7 * DAY, night.using);
  expect(night.sent).toContain(docId);
});

test('a failed step keeps no other from running, and is reported to the scheduler', async () => {
  const begun = randomId();
  await env.DB.prepare("INSERT INTO erasures (doc_id, reason, due_at) VALUES (?, 'creation', 1)")
    .bind(begun)
    .run();
  const docId = await createDocument(await person(), [{ insert: 'a\n' }]);
  const send = async () => {
    throw new Error('the queue is down');
  };
  const list = async () => {
    throw new Error('the archive is down');
  };
  const using = {
    ...env,
    DOCUMENT_CHANGES: wrapped(env.DOCUMENT_CHANGES, { send }),
    ARCHIVE: wrapped(env.ARCHIVE, { head: list }),
  };
  await expect(sweep(Date.now() + 10 * MINUTE, using)).rejects.toThrow('backup failed');
  expect(await env.DB.prepare('SELECT 1 FROM erasures WHERE doc_id = ?').bind(begun).first()).toBeNull();
  const { sent, using: well } = listening();
  await sweep(Date.now() + 10 * MINUTE, well);
  expect(sent).toContain(docId);
});

test('documents that were in the trash for thirty days are erased at night', async () => {
  const ada = await person();
  const [old, recent] = [await createDocument(ada), await createDocument(ada)];
  for (const docId of [old, recent])
    expect((await call(`/v1/docs/${docId}`, { method: 'DELETE', token: ada.token })).status).toBe(204);
  await env.DB.prepare('UPDATE documents SET deleted_at = deleted_at + ? WHERE id = ?')
    .bind(2 * DAY, recent)
    .run();
  await nightly(Date.now() + 31 * DAY);
  await expectProblem(404, 'not_found', `/v1/docs/${old}`, { token: ada.token });
  expect(await documentOf(old).head()).toMatchObject({ error: { code: 'not_found' } });
  await expectJson(200, `/v1/docs/${recent}`, { token: ada.token });
  expect(
    await runInDurableObject(documentOf(old), (_, state) => state.storage.sql.databaseSize),
  ).toBeLessThan(10_000);
});

test('a backup is taken at night', async () => {
  await person();
  await nightly(Date.parse('2026-12-24T03:17:00Z'));
  expect(await (await env.ARCHIVE.get(manifestKey('2026-12-24')))?.json()).toMatchObject({
    date: '2026-12-24',
  });
});

test('no query of the sweep, of erasing or of recovering scans a table', async () => {
  const ada = await person();
  const [docId, gone] = [await createDocument(ada, [{ insert: 'a\n' }]), await createDocument(ada)];
  const prepare = vi.spyOn(env.DB, 'prepare');
  await sweep();
  await nightly(Date.parse('2026-12-26T03:17:00Z'));
  await call(`/v1/docs/${gone}?permanent=true`, { method: 'DELETE', token: ada.token });
  await expectJson(200, `/v1/admin/docs/${docId}/recover`, {
    method: 'POST',
    token: 'an-admin-token',
    body: { version: 0 },
  });
  const statements = new Set(prepare.mock.calls.map(([statement]) => statement));
  prepare.mockRestore();
  expect(statements.size).toBeGreaterThan(40);
  for (const statement of statements) {
    // The table of migrations is small.
    if (statement.includes('d1_migrations')) continue;
    expect({ statement, scans: await scansOf(statement) }).toEqual({ statement, scans: [] });
  }
});
