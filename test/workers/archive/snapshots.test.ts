import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { archiveSnapshot } from '../../../src/archiving/archive-snapshot.ts';
import { snapshotKey } from '../../../src/platform/archive/keys.ts';
import { writeSegment } from '../../../src/platform/archive/segment-store.ts';
import { readSnapshot } from '../../../src/platform/archive/snapshot-store.ts';
import { database } from '../../../src/platform/db/database.ts';
import { nearestSnapshots } from '../../../src/platform/db/snapshots.ts';
import type { Work } from '../../../src/platform/events/work.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { chained, segmentOf } from '../../support/frames.ts';
import { expectArchived, OTHER, rowOf, statusOf, type Written, write, written } from '../support/archived.ts';
import { failingOnce } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { deliver } from '../support/queue.ts';

async function checkpoint({ stub }: Written): Promise<number> {
  const made = await stub.makeCheckpoint();
  if (!made.ok) throw new Error(made.error.message);
  return made.value.version;
}

async function ask(docId: string, version: number, using?: Env): Promise<'ack' | 'retry'> {
  const options = using === undefined ? {} : { env: using };
  const { explicitAcks } = await deliver('document-snapshots', [{ docId, version }], options);
  return explicitAcks.length === 1 ? 'ack' : 'retry';
}

function snapshotsOf(docId: string) {
  return nearestSnapshots(database(env.DB), docId, Number.MAX_SAFE_INTEGER, 100);
}

function work(using: Env = env): Work {
  return { env: using, db: database(using.DB), log: logger() };
}

async function expectSnapshot({ docId, stub }: Written, version: number): Promise<void> {
  const read = await stub.read(version);
  const ops = await readSnapshot(env.ARCHIVE, docId, version);
  expect(JSON.stringify(ops)).toBe(read.ok && read.value.ops);
  expect(await rowOf(docId)).toMatchObject({ snapshotVersion: version, divergedAt: null });
  expect((await statusOf(stub)).snapshotVersion).toBe(version);
  const size = (await env.ARCHIVE.head(snapshotKey(docId, version)))?.size;
  expect((await snapshotsOf(docId))[0]).toMatchObject({ version, size });
}

test('a checkpoint is archived with the log that leads to it, proved from the one before', async () => {
  const document = await written([{ insert: 'text\n' }]);
  const { docId } = document;
  await write(document, 4);
  const first = await checkpoint(document);
  expect(await ask(docId, first)).toBe('ack');
  await expectArchived(document);
  await expectSnapshot(document, 5);
  await write(document, 3, OTHER);
  // A later checkpoint serves an earlier message, and a repeated message finds all done.
  await checkpoint(document);
  expect(await ask(docId, 6)).toBe('ack');
  expect(await ask(docId, 5)).toBe('ack');
  await expectArchived(document);
  await expectSnapshot(document, 8);
  expect((await snapshotsOf(docId)).map(({ version, name, authorId }) => [version, name, authorId])).toEqual([
    [8, null, null],
    [5, null, null],
  ]);
});

test('I7: many messages of many documents in one batch, some of them bad', async () => {
  const documents = [await written([{ insert: 'a\n' }]), await written([{ insert: 'b\n' }])];
  const [a, b] = documents.map(({ docId }) => docId);
  const result = await deliver('document-snapshots', [
    { docId: a, version: 1 },
    { docId: b, version: 1 },
    { docId: a },
    { docId: a, version: 0 },
    { docId: 'A'.repeat(22), version: 1 },
    { docId: b, version: 77 },
  ]);
  expect([...result.explicitAcks].sort()).toEqual(['m0', 'm1', 'm3', 'm4', 'm5']);
  expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(['m2']);
  expect((await snapshotsOf(a as string)).map(({ version }) => version)).toEqual([1]);
  // A version that does not exist is not retried; the existing checkpoint has its own message.
  expect(await snapshotsOf(b as string)).toEqual([]);
});

const STEPS = (['before', 'after'] as const).flatMap((when) => [
  {
    step: `the snapshot is stored (${when})`,
    make: () =>
      faultyEnv({
        archive: {
          put: failingOnSnapshot(when),
        },
      }),
  },
  {
    step: `the checkpoint is asked for (${when})`,
    make: () =>
      faultyEnv({
        documents: (stub) => ({
          checkpoint: failingOnce(when, (version: number) => stub.checkpoint(version)),
        }),
      }),
  },
  {
    step: `the Document is told (${when})`,
    make: () =>
      faultyEnv({
        documents: (stub) => ({
          acknowledge: failingOnce(when, (archived: { version: number; snapshot: number }) =>
            stub.acknowledge(archived),
          ),
        }),
      }),
  },
  { step: `D1 is told (${when})`, make: () => faultyEnv({ database: { batch: failingOnBatch(when) } }) },
]);

function failingOnSnapshot(when: 'before' | 'after') {
  const put = (key: string, body: string, options: R2PutOptions) => env.ARCHIVE.put(key, body, options);
  const failing = failingOnce(when, put);
  return (key: string, body: string, options: R2PutOptions) =>
    (key.startsWith('snapshots/') ? failing : put)(key, body, options);
}

// The first two batches belong to the reconciliation.
function failingOnBatch(when: 'before' | 'after') {
  let calls = 0;
  const batch = (statements: D1PreparedStatement[]) => env.DB.batch(statements);
  const failing = failingOnce(when, batch);
  return (statements: D1PreparedStatement[]) => (++calls === 3 ? failing : batch)(statements);
}

for (const { step, make } of STEPS) {
  test(`I7: ended while ${step}, the next delivery leads to the same state`, async () => {
    const document = await written([{ insert: 'text\n' }]);
    await write(document, 2);
    const version = await checkpoint(document);
    expect(await ask(document.docId, version, make())).toBe('retry');
    expect(await ask(document.docId, version)).toBe('ack');
    await expectArchived(document);
    await expectSnapshot(document, version);
  });
}

test('I7: two concurrent consumers store one snapshot', async () => {
  const document = await written([{ insert: 'text\n' }]);
  await write(document, 2);
  const version = await checkpoint(document);
  const both = await Promise.all([ask(document.docId, version), ask(document.docId, version)]);
  expect(both).toContain('ack');
  expect(await ask(document.docId, version)).toBe('ack');
  await expectArchived(document);
  await expectSnapshot(document, version);
  expect(await snapshotsOf(document.docId)).toHaveLength(1);
});

test('I4: a checkpoint that the log does not lead to is a divergence, and is not archived', async () => {
  const document = await written([{ insert: 'text\n' }]);
  const { docId, stub } = document;
  await write(document, 2);
  const version = await checkpoint(document);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE snapshot SET data = replace(data, 'text', 'tent')");
  });
  expect(await ask(docId, version)).toBe('ack');
  expect((await rowOf(docId)).divergence).toContain('the checkpoint of the Document is not what');
  expect((await statusOf(stub)).divergence).not.toBeNull();
  expect(await env.ARCHIVE.head(snapshotKey(docId, version))).toBeNull();
  expect(await archiveSnapshot(work(), await rowOf(docId), version)).toMatchObject({
    error: { code: 'diverged' },
  });
});

test('I4: another snapshot under the same key is a divergence, and stays as it is', async () => {
  const document = await written([{ insert: 'text\n' }]);
  const key = snapshotKey(document.docId, 1);
  await env.ARCHIVE.put(key, '{"version":1,"ops":[{"insert":"tent\\n"}]}');
  expect(await ask(document.docId, 1)).toBe('ack');
  expect((await rowOf(document.docId)).divergence).toContain('another snapshot');
  expect(await (await env.ARCHIVE.get(key))?.text()).toContain('tent');
});

test('a requested snapshot has a name and an author, and an existing one gets them', async () => {
  const document = await written([{ insert: 'text\n' }]);
  const { docId, owner } = document;
  await write(document, 2);
  const mark = { name: 'Draft', authorId: owner.id };
  const row = await archiveSnapshot(work(), await rowOf(docId), 3, mark);
  expect(row).toMatchObject({ ok: true, value: { docId, version: 3, ...mark } });
  await expectArchived(document);
  const renamed = await archiveSnapshot(work(), await rowOf(docId), 3, { name: 'Final', authorId: OTHER });
  expect(renamed).toMatchObject({ value: { name: 'Final', authorId: OTHER } });
  expect(await archiveSnapshot(work(), await rowOf(docId), 3)).toMatchObject({ value: { name: 'Final' } });
  expect(await archiveSnapshot(work(), await rowOf(docId), 9)).toMatchObject({
    error: { code: 'unknown_version' },
  });
  expect(await archiveSnapshot(work(), await rowOf(docId), 0, mark)).toMatchObject({ value: { version: 0 } });
  expect((await rowOf(docId)).snapshotVersion).toBe(3);
});

test('a snapshot that was being archived when a recovery began does not block it', async () => {
  const document = await written([{ insert: 'text\n' }]);
  const { docId } = document;
  await write(document, 2);
  const version = await checkpoint(document);
  const put = async (key: string, body: string, options: R2PutOptions) => {
    const stored = await env.ARCHIVE.put(key, body, options);
    if (key.startsWith('snapshots/')) {
      await env.DB.prepare('UPDATE documents SET generation = 1 WHERE id = ?').bind(docId).run();
    }
    return stored;
  };
  expect(await ask(docId, version, faultyEnv({ archive: { put } }))).toBe('retry');
  expect(await snapshotsOf(docId)).toEqual([]);
  expect((await rowOf(docId)).snapshotVersion).toBe(0);
  expect(await env.ARCHIVE.head(snapshotKey(docId, version))).toBeNull();
  expect(await ask(docId, version)).toBe('ack');
  await expectSnapshot(document, version);
});

test('an existing snapshot gets a name even if its document has diverged', async () => {
  const document = await written([{ insert: 'text\n' }]);
  const { docId, owner } = document;
  expect(await ask(docId, 1)).toBe('ack');
  await env.DB.prepare("UPDATE documents SET diverged_at = 1, divergence = 'somewhere' WHERE id = ?")
    .bind(docId)
    .run();
  const mark = { name: 'Before', authorId: owner.id };
  expect(await archiveSnapshot(work(), await rowOf(docId), 1, mark)).toMatchObject({ ok: true, value: mark });
});

test('a lost snapshot is skipped: the one before it and the log prove the next', async () => {
  const document = await written([{ insert: 'text\n' }]);
  const { docId } = document;
  for (const _ of [1, 2]) {
    await write(document, 2);
    expect(await ask(docId, await checkpoint(document))).toBe('ack');
  }
  await env.ARCHIVE.delete(snapshotKey(docId, 5));
  await env.ARCHIVE.put(snapshotKey(docId, 3), 'rubbish');
  await write(document, 2);
  expect(await ask(docId, await checkpoint(document))).toBe('ack');
  await expectSnapshot(document, 7);
});

test('no version is far from a snapshot: a long log without any gets some on the way', async () => {
  const { docId } = await written();
  const log = chained(
    Array.from({ length: 25 }, () => ({ deltas: Array.from({ length: 1_000 }, () => [{ insert: 'x' }]) })),
  );
  for (let from = 0; from < 25_000; from += 5_000) {
    await writeSegment(env.ARCHIVE, segmentOf(docId, log, from, from + 5_000));
  }
  await env.DB.prepare('UPDATE documents SET reconciled_version = 25000, reconciled_chain = ? WHERE id = ?')
    .bind(log[24]?.chain, docId)
    .run();
  const archived = await archiveSnapshot(work(), await rowOf(docId), 24_000);
  expect(archived).toMatchObject({ ok: true, value: { version: 24_000 } });
  expect((await snapshotsOf(docId)).map(({ version }) => version)).toEqual([24_000, 20_000, 10_000]);
  expect(await readSnapshot(env.ARCHIVE, docId, 20_000)).toEqual([{ insert: `${'x'.repeat(20_000)}\n` }]);
  // Segments and snapshots begin and end on the edges of frames.
  const inside = await archiveSnapshot(work(), await rowOf(docId), 24_500);
  expect(inside).toMatchObject({ error: { code: 'unknown_version' } });
});
