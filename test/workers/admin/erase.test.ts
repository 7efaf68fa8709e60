import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { finishErasure } from '../../../src/features/documents/erase.ts';
import { snapshotKey } from '../../../src/platform/archive/keys.ts';
import { database } from '../../../src/platform/db/database.ts';
import { listDueErasures, noteCreation } from '../../../src/platform/db/erasures.ts';
import { erasures } from '../../../src/platform/db/schema.ts';
import { call, createDocument, expectProblem, person } from '../support/api.ts';
import { documentOf } from '../support/peer.ts';

const HOUR = 60 * 60 * 1000;

/** The number of rows of D1 that name this document, by table, without the audit log, which keeps the actions. */
async function rowsOf(docId: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  const tables = await env.DB.prepare(
    "SELECT name, CASE name WHEN 'documents' THEN 'id' ELSE 'doc_id' END AS key FROM sqlite_master WHERE type = 'table' AND name <> 'audit_log' AND (sql LIKE '%`doc_id`%' OR name = 'documents')",
  ).all<{ name: string; key: string }>();
  for (const { name, key } of tables.results) {
    const row = await env.DB.prepare(`SELECT count(*) AS n FROM ${name} WHERE ${key} = ?`)
      .bind(docId)
      .first<{ n: number }>();
    if (row && row.n > 0) found[name] = row.n;
  }
  return found;
}

test('a document that is deleted for good is gone from D1, the index, its object and the archive', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: 'secret\n' }], 'Xylophone');
  await env.ARCHIVE.put(snapshotKey(docId, 1), '{}');
  await env.ARCHIVE.put(`abandoned/${docId}/2026/x.json`, '{}');
  await call(`/v1/docs/${docId}`, { method: 'PATCH', token: ada.token, body: { starred: true } });

  const answer = await call(`/v1/docs/${docId}?permanent=true`, { method: 'DELETE', token: ada.token });
  expect(answer.status).toBe(204);
  await expectProblem(404, 'not_found', `/v1/docs/${docId}`, { token: ada.token });
  expect(await rowsOf(docId)).toEqual({ erasures: 1 });
  expect(await documentOf(docId).head()).toMatchObject({ ok: false, error: { code: 'not_found' } });
  for (const prefix of ['snapshots', 'abandoned'])
    expect((await env.ARCHIVE.list({ prefix: `${prefix}/${docId}/` })).objects).toEqual([]);
  const found = await env.DB.prepare(
    "SELECT count(*) AS n FROM documents_search WHERE documents_search MATCH 'xylophone'",
  ).first('n');
  expect(found).toBe(0);

  // A request that was still running wrote something back: the last check finds it.
  await env.ARCHIVE.put(snapshotKey(docId, 1), '{}');
  const db = database(env.DB);
  const [due] = await listDueErasures(db, Date.now() + 2 * HOUR, 100);
  expect(due).toMatchObject({ docId, reason: 'remains' });
  if (due) await finishErasure({ env, db }, due);
  expect(await rowsOf(docId)).toEqual({});
  expect((await env.ARCHIVE.list({ prefix: `snapshots/${docId}/` })).objects).toEqual([]);
});

test('a creation that never finished is found by its note; one that finished leaves none', async () => {
  const ada = await person();
  const db = database(env.DB);
  const finished = await createDocument(ada);
  expect(await rowsOf(finished)).not.toHaveProperty('erasures');

  const begun = randomId();
  await noteCreation(db, { id: begun, region: null }, Date.now() - 2 * HOUR);
  await documentOf(begun).create({ docId: begun, userId: ada.id, content: null });
  for (const due of await listDueErasures(db, Date.now(), 100)) await finishErasure({ env, db }, due);
  expect(await documentOf(begun).head()).toMatchObject({ ok: false, error: { code: 'not_found' } });

  // A leftover note of an existing document erases nothing.
  await db.insert(erasures).values({ docId: finished, region: null, reason: 'creation', dueAt: 1 });
  for (const due of await listDueErasures(db, Date.now(), 100)) await finishErasure({ env, db }, due);
  expect(await documentOf(finished).head()).toMatchObject({ ok: true });
  expect(await rowsOf(finished)).not.toHaveProperty('erasures');
});
