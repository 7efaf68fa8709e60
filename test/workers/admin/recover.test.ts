import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { segmentKey, segmentRangeOf } from '../../../src/platform/archive/keys.ts';
import { writeSegment } from '../../../src/platform/archive/segment-store.ts';
import { database } from '../../../src/platform/db/database.ts';
import { findDocument } from '../../../src/platform/db/documents.ts';
import { beginRecovery } from '../../../src/platform/db/recovery.ts';
import { chained, segmentOf } from '../../support/frames.ts';
import { createDocument, expectJson, expectProblem, type Json, type Person, person } from '../support/api.ts';
import { documentOf, Peer } from '../support/peer.ts';
import { nudge } from '../support/queue.ts';

const ADMIN = { token: 'an-admin-token' };
const db = database(env.DB);

/** A document of eight versions, archived in two segments (0 to 4, 4 to 8). */
async function archived(): Promise<{ ada: Person; docId: string }> {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: '1\n' }]);
  await write(ada, docId, 2, 4);
  expect(await nudge(docId)).toBe('ack');
  await write(ada, docId, 5, 8);
  expect(await nudge(docId)).toBe('ack');
  expect((await segments(docId)).at(-1)?.to).toBe(8);
  return { ada, docId };
}

async function write(by: Person, docId: string, from: number, to: number): Promise<void> {
  for (let version = from; version <= to; version++)
    await expectJson(200, `/v1/docs/${docId}/ops`, {
      method: 'POST',
      token: by.token,
      body: { baseVersion: version - 1, delta: [{ insert: String(version) }] },
    });
}

async function segments(docId: string, prefix = 'ops'): Promise<{ from: number; to: number }[]> {
  const { objects } = await env.ARCHIVE.list({ prefix: `${prefix}/${docId}/` });
  return objects.flatMap(({ key }) => segmentRangeOf(key) ?? []);
}

async function textOf(ada: Person, docId: string): Promise<string> {
  const { ops } = await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token });
  return ops.map((op: Json) => op.insert).join('');
}

function recover(docId: string, version?: number): Promise<Json> {
  const body = version === undefined ? {} : { version };
  return expectJson(200, `/v1/admin/docs/${docId}/recover`, { method: 'POST', ...ADMIN, body });
}

async function sound(docId: string, version: number): Promise<void> {
  expect(await expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN)).toMatchObject({
    ok: true,
    version,
    problems: [],
    divergence: null,
  });
}

test('a document is recovered to an earlier version, later ones are set aside, and people go on', async () => {
  const { ada, docId } = await archived();
  const editor = await Peer.join(documentOf(docId), docId, { userId: ada.id });
  const before = await findDocument(db, docId);
  const recovered = await recover(docId, 3);
  expect(recovered).toMatchObject({ version: 3, archived: 8, aside: { versionsOfObject: 0 } });
  expect((await editor.closed).code).toBe(1012);
  expect(await textOf(ada, docId)).toBe('321\n');
  expect(await segments(docId)).toEqual([{ from: 0, to: 3 }]);
  const aside = await env.ARCHIVE.list({ prefix: recovered.aside.prefix });
  expect(aside.objects.map(({ key }) => key.slice(recovered.aside.prefix.length))).toEqual(
    expect.arrayContaining([segmentKey(docId, 0, 4), segmentKey(docId, 4, 8), 'rows.json']),
  );
  const after = await findDocument(db, docId);
  expect(after).toMatchObject({ version: 3, archivedVersion: 3, divergedAt: null, divergence: null });
  expect(after?.generation).toBe((before?.generation ?? 0) + 1);

  await write(ada, docId, 4, 5);
  expect(await nudge(docId)).toBe('ack');
  expect(await textOf(ada, docId)).toBe('54321\n');
  await sound(docId, 5);
  const history = await expectJson(200, `/v1/docs/${docId}/history`, { token: ada.token });
  expect(history.items[0]).toMatchObject({ to: 5 });
});

test('a version inside a frame can be recovered too, and version 0', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const letters = ['a', 'b', 'c', 'd', 'e'].map((insert) => [{ insert }]);
  const log = chained([
    { deltas: letters.slice(0, 1) },
    { deltas: letters.slice(1, 4) },
    { deltas: letters.slice(4) },
  ]);
  await writeSegment(env.ARCHIVE, segmentOf(docId, log, 0, 5));
  await env.DB.prepare(
    'UPDATE documents SET version = 5, reconciled_version = 5, reconciled_chain = ? WHERE id = ?',
  )
    .bind(log.at(-1)?.chain, docId)
    .run();
  for (const [version, text] of [
    [3, 'cba\n'],
    [1, 'a\n'],
    [0, '\n'],
  ] as const) {
    expect(await recover(docId, version)).toMatchObject({ version });
    expect(await textOf(ada, docId)).toBe(text);
    await sound(docId, version);
  }
  await write(ada, docId, 1, 2);
  expect(await nudge(docId)).toBe('ack');
  await sound(docId, 2);
});

test('archives unarchived versions first; without a target version nothing is lost', async () => {
  const { ada, docId } = await archived();
  await write(ada, docId, 9, 11);
  // So much that the object stops counting the bytes of its log.
  const delta = [{ insert: '12'.repeat(150_000) }];
  await documentOf(docId).edit({ userId: ada.id, baseVersion: 11, delta });
  expect(await recover(docId)).toMatchObject({ version: 12, aside: { segments: 0, versionsOfObject: 0 } });
  expect((await textOf(ada, docId)).slice(299_998, 300_004)).toBe('121110');
  await sound(docId, 12);
});

test('a diverged document trusts its archive, and what the object had is set aside', async () => {
  const { ada, docId } = await archived();
  await write(ada, docId, 9, 10);
  await env.DB.prepare("UPDATE documents SET diverged_at = 1, divergence = 'a test' WHERE id = ?")
    .bind(docId)
    .run();
  await documentOf(docId).markDiverged('a test');
  expect(await nudge(docId)).toBe('ack');
  const recovered = await recover(docId);
  expect(recovered).toMatchObject({ version: 8, archived: 8, aside: { versionsOfObject: 10 } });
  expect(await segments(docId, `${recovered.aside.prefix}object/ops`.replace(/\/$/, ''))).toEqual([]);
  const laid = await env.ARCHIVE.list({ prefix: `${recovered.aside.prefix}object/` });
  expect(laid.objects.map(({ key }) => key.split('/').at(-1))).toEqual(['0000000000-0000000010.json']);
  expect((await textOf(ada, docId)).startsWith('8')).toBe(true);
  await sound(docId, 8);
});

test('a recovery that was cut off anywhere is finished by repeating it', async () => {
  const { ada, docId } = await archived();
  // Once a recovery has begun, no nudge archives anything.
  await beginRecovery(db, docId, 3, Date.now());
  await write(ada, docId, 9, 9);
  await nudge(docId);
  expect((await segments(docId)).at(-1)?.to).toBe(8);
  const once = await findDocument(db, docId);
  // As if it had stopped after the object and a part of the archive.
  await documentOf(docId).recover({ docId, version: 3 });
  await env.ARCHIVE.delete(segmentKey(docId, 4, 8));
  expect(await recover(docId, 3)).toMatchObject({ version: 3 });
  expect((await findDocument(db, docId))?.generation).toBe(once?.generation);
  expect(await segments(docId)).toEqual([{ from: 0, to: 3 }]);
  expect(await textOf(ada, docId)).toBe('321\n');
  await sound(docId, 3);
});

test('a version that does not exist, and an archive that does not lead to it, change nothing', async () => {
  const { ada, docId } = await archived();
  await expectProblem(422, 'unknown_version', `/v1/admin/docs/${docId}/recover`, {
    method: 'POST',
    ...ADMIN,
    body: { version: 99 },
  });
  await expectProblem(401, 'unauthenticated', `/v1/admin/docs/${docId}/recover`, {
    method: 'POST',
    token: ada.token,
  });
  const [first] = (await env.ARCHIVE.list({ prefix: `ops/${docId}/` })).objects;
  await env.ARCHIVE.put(first?.key ?? '', '{"docId"');
  await expectProblem(503, 'document_unavailable', `/v1/admin/docs/${docId}/recover`, {
    method: 'POST',
    ...ADMIN,
    body: {},
  });
  expect(await findDocument(db, docId)).toMatchObject({ divergence: null, archivedVersion: 8 });
  expect((await textOf(ada, docId)).startsWith('8')).toBe(true);
});
