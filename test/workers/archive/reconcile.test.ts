import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { fail } from '../../../src/base/result.ts';
import {
  edit,
  expectArchived,
  OTHER,
  revisionsOf,
  rowOf,
  segmentsOf,
  statusOf,
  write,
  written,
} from '../support/archived.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { nudge } from '../support/queue.ts';

test('the log is archived from its first version, and D1 is told who wrote what', async () => {
  const document = await written([{ insert: 'Über  \n\n den Wolken\n' }]);
  const { docId, owner, stub } = document;
  await edit(stub, OTHER, 1, [{ insert: 'Ganz ' }]);
  expect(await nudge(docId)).toBe('ack');
  await expectArchived(document);
  expect(await rowOf(docId)).toMatchObject({
    lastEditors: [OTHER, owner.id],
    excerpt: 'Ganz Über den Wolken',
    indexedVersion: 2,
    size: (await statusOf(stub)).size,
  });
  expect(await revisionsOf(docId)).toMatchObject([
    { fromVersion: 0, toVersion: 2, authors: [owner.id, OTHER] },
  ]);

  await write(document, 3);
  expect(await nudge(docId)).toBe('ack');
  await expectArchived(document);
  expect(await segmentsOf(docId)).toEqual([
    [0, 2],
    [2, 5],
  ]);
  expect((await rowOf(docId)).lastEditors).toEqual([owner.id, OTHER]);
});

test('a failing search keeps nothing from being archived', async () => {
  const document = await written();
  await write(document, 2);
  const faulty = faultyEnv({
    documents: () => ({ read: async () => Promise.reject(new Error('too busy')) }),
  });
  expect(await nudge(document.docId, faulty)).toBe('ack');
  await expectArchived(document);
  expect((await rowOf(document.docId)).indexedVersion).toBe(0);
});

test('a lost acknowledgement is repaired by a nudge that finds nothing to do', async () => {
  const document = await written();
  await write(document, 2);
  const silent = faultyEnv({ documents: () => ({ acknowledge: async () => {} }) });
  expect(await nudge(document.docId, silent)).toBe('ack');
  expect((await statusOf(document.stub)).reconciledVersion).toBe(0);
  const before = await rowOf(document.docId);
  expect(await nudge(document.docId)).toBe('ack');
  await expectArchived(document);
  expect(await rowOf(document.docId)).toEqual(before);
});

test('a long log is archived in segments that fit into memory, and a crash loses only the last few', async () => {
  const document = await written();
  const { docId, stub, owner } = document;
  let version = 0;
  const text = 'x'.repeat(400_000);
  for (let i = 0; i < 12; i++) {
    version = await edit(stub, owner.id, version, [{ insert: text }]);
    version = await edit(stub, owner.id, version, [{ delete: text.length }]);
  }
  let puts = 0;
  const put = (key: string, body: string, options: R2PutOptions) => {
    expect(body.length).toBeLessThan(1_100_000);
    if (++puts > 8) throw new Error('the consumer has died');
    return env.ARCHIVE.put(key, body, options);
  };
  for (let i = 0; i < 6; i++) version = await edit(stub, owner.id, version, [{ insert: text }]);
  expect(await nudge(docId, faultyEnv({ archive: { put } }))).toBe('retry');
  const { archivedVersion } = await rowOf(docId);
  expect(archivedVersion).toBeGreaterThan(10);
  expect(archivedVersion).toBeLessThan(version);
  expect(await nudge(docId)).toBe('ack');
  await expectArchived(document);
});

test('a database that was set back catches up from the archive, even for a pruned log', async () => {
  const document = await written();
  const { docId } = document;
  for (let i = 0; i < 3; i++) {
    await write(document, 4);
    expect(await nudge(docId)).toBe('ack');
  }
  await env.DB.batch([
    env.DB.prepare("UPDATE documents SET reconciled_version = 0, reconciled_chain = '' WHERE id = ?").bind(
      docId,
    ),
    env.DB.prepare('DELETE FROM revisions WHERE doc_id = ?').bind(docId),
  ]);
  const pruned = faultyEnv({
    documents: (stub) => ({
      frames: async (from: number) => (from < 8 ? fail('pruned', 'pruned') : stub.frames(from)),
    }),
  });
  await write(document, 1);
  expect(await nudge(docId, pruned)).toBe('ack');
  await expectArchived(document);

  await env.DB.prepare('DELETE FROM revisions WHERE doc_id = ? AND from_version >= 4').bind(docId).run();
  await write(document, 1);
  expect(await nudge(docId)).toBe('ack');
  await expectArchived(document);
});
