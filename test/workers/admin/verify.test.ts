import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { segmentKey, snapshotKey } from '../../../src/platform/archive/keys.ts';
import { type ArchivedFrame, GENESIS_HEX, makeSegment } from '../../../src/platform/archive/segment.ts';
import { writeSegment } from '../../../src/platform/archive/segment-store.ts';
import { createDocument, expectJson, expectProblem, type Json, person } from '../support/api.ts';
import { archivedFrames } from '../support/archive.ts';
import { documentOf } from '../support/peer.ts';

const ADMIN = { token: 'an-admin-token' };
const TEXTS = ['one ', 'two ', 'three ', 'four ', 'five ', 'six '];

/** A document of seven frames: four archived in two segments, with a snapshot of version 2; three in the object only. */
async function archived(): Promise<{ docId: string; frames: ArchivedFrame[] }> {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: 'begin\n' }]);
  const stub = documentOf(docId);
  for (const [i, text] of TEXTS.entries())
    await stub.edit({ userId: ada.id, baseVersion: i + 1, delta: [{ insert: text }] });
  const frames = await archivedFrames(stub, 0);
  await archive(docId, frames.slice(0, 2), GENESIS_HEX);
  await archive(docId, frames.slice(2, 4), frames[1]?.chain ?? '');
  await env.ARCHIVE.put(snapshotKey(docId, 2), '{"version":2,"ops":[{"insert":"one begin\\n"}]}');
  await env.DB.prepare('UPDATE documents SET reconciled_version = 4, reconciled_chain = ? WHERE id = ?')
    .bind(frames[3]?.chain, docId)
    .run();
  return { docId, frames };
}

async function archive(docId: string, frames: ArchivedFrame[], chain: string): Promise<void> {
  await writeSegment(env.ARCHIVE, makeSegment(docId, chain, frames));
}

function verify(docId: string): Promise<Json> {
  return expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN);
}

function found({ problems }: Json): [number, string][] {
  return problems.map(({ at, kind }: Json) => [at, kind]);
}

test('only the operator may verify', async () => {
  const { docId } = await archived();
  const ada = await person();
  for (const token of [null, ada.token, 'another'])
    await expectProblem(401, 'unauthenticated', `/v1/admin/docs/${docId}/verify`, { token });
  await expectProblem(404, 'not_found', `/v1/admin/docs/${'x'.repeat(22)}/verify`, ADMIN);
});

test('I4: the archive and the object replay correctly: chain, snapshots, text', async () => {
  const { docId } = await archived();
  expect(await verify(docId)).toEqual({
    ok: true,
    from: 0,
    version: 7,
    checked: { frames: 7, segments: 2, snapshots: 1, versions: 7, entries: 0, uploads: 0 },
    problems: [],
    divergence: null,
  });
});

test('I4: a document without an archive is replayed from its object', async () => {
  const docId = await createDocument(await person());
  expect(await verify(docId)).toMatchObject({ ok: true, version: 0 });
});

test('I4: a log that is no longer kept from its beginning is replayed from the snapshot that it begins with', async () => {
  const { docId, frames } = await archived();
  await env.ARCHIVE.delete(segmentKey(docId, 0, 2));
  await env.DB.prepare('UPDATE documents SET log_from = 2, log_chain = ? WHERE id = ?')
    .bind(frames[1]?.chain, docId)
    .run();
  await env.ARCHIVE.put(snapshotKey(docId, 1), '{"version":1,"ops":[{"insert":"kept by name\\n"}]}');
  expect(await verify(docId)).toMatchObject({
    ok: true,
    from: 2,
    version: 7,
    checked: { frames: 5, segments: 1, snapshots: 0, versions: 5, entries: 0 },
  });
  await env.ARCHIVE.delete(snapshotKey(docId, 2));
  expect(found(await verify(docId))).toEqual([[2, 'snapshot']]);
});

test('a forged operation, a lost segment, a wrong snapshot are each reported with their place', async () => {
  const forged = await archived();
  const segment = makeSegment(forged.docId, GENESIS_HEX, structuredClone(forged.frames.slice(0, 2)));
  const [entry] = segment.frames[1]?.entries ?? [];
  if (entry) entry.delta = [{ insert: 'forged ' }];
  await env.ARCHIVE.put(segmentKey(forged.docId, 0, 2), JSON.stringify(segment));
  expect(found(await verify(forged.docId))).toEqual([
    [1, 'chain'],
    [2, 'snapshot'],
    [7, 'object'],
  ]);

  const lost = await archived();
  await env.ARCHIVE.delete(segmentKey(lost.docId, 2, 4));
  // The object still has them: only D1's state is wrong.
  expect(found(await verify(lost.docId))).toEqual([[2, 'gap']]);

  const broken = await archived();
  await env.ARCHIVE.put(segmentKey(broken.docId, 0, 2), '{"docId"');
  const problems = found(await verify(broken.docId));
  expect(problems).toContainEqual([0, 'unreadable']);
  expect(problems).toContainEqual([0, 'gap']);

  const wrong = await archived();
  await env.ARCHIVE.put(snapshotKey(wrong.docId, 2), '{"version":2,"ops":[{"insert":"other\\n"}]}');
  expect(found(await verify(wrong.docId))).toEqual([[2, 'snapshot']]);
});

test('a changed row of the object, and a contradicting row of D1, are reported', async () => {
  const shrunk = await archived();
  await runInDurableObject(documentOf(shrunk.docId), (_, state) => {
    state.storage.sql.exec("UPDATE frames SET entries = replace(entries, 'six', 'sux')");
  });
  // Its memory still holds the text that users saw.
  expect(found(await verify(shrunk.docId))).toEqual([
    [6, 'chain'],
    [7, 'object'],
  ]);

  const other = await archived();
  await env.DB.prepare("UPDATE documents SET reconciled_chain = 'ffff' WHERE id = ?").bind(other.docId).run();
  expect(found(await verify(other.docId))).toEqual([[4, 'chain']]);
});
