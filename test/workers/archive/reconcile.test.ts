import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { DocumentRpc } from '../../../durable-objects/document/rpc.ts';
import { fail } from '../../../src/base/result.ts';
import { segmentKey } from '../../../src/platform/archive/keys.ts';
import { GENESIS_HEX } from '../../../src/platform/archive/segment.ts';
import { database } from '../../../src/platform/db/database.ts';
import { recordArchived } from '../../../src/platform/db/documents.ts';
import { beginRecovery } from '../../../src/platform/db/recovery.ts';
import { prometheusText } from '../../../src/platform/observability/metrics.ts';
import { Random } from '../../support/random.ts';
import { seeds } from '../../support/seeds.ts';
import {
  archiveOf,
  edit,
  expectArchived,
  revisionsOf,
  rowOf,
  segmentsOf,
  statusOf,
  type Written,
  write,
  written,
} from '../support/archived.ts';
import { failingOnce } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { deliver, nudge } from '../support/queue.ts';

type Acknowledged = Parameters<DocumentRpc['acknowledge']>[0];

const OTHER = 'somebodyxxxxxxxxxxxxxx';

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

for (const seed of seeds(4)) {
  test(`I7: messages twice, late and in any order lead to the same state (SEED=${seed})`, async () => {
    const random = new Random(seed);
    const documents = [await written(), await written([{ insert: 'text\n' }])];
    const queue: object[] = [];
    for (let i = 0; i < 25; i++) {
      const document = random.pick(documents) as Written;
      const from = (await statusOf(document.stub)).version;
      const to = await write(document, random.between(1, 3), random.pick([OTHER, document.owner.id]));
      queue.push({ docId: document.docId, from, to });
      if (random.chance(0.6)) continue;
      const batch = Array.from({ length: random.between(1, 6) }, () => random.pick(queue));
      if (random.chance(0.3)) batch.push({ docId: document.docId, version: 'nonsense' });
      const both = random.chance(0.3);
      const results = await Promise.all([
        deliver('document-changes', batch),
        ...(both ? [deliver('document-changes', [...batch].reverse())] : []),
      ]);
      for (const { retryMessages } of results)
        expect(retryMessages.length).toBeLessThanOrEqual(both ? 99 : 1);
    }
    for (const document of documents) {
      expect(await nudge(document.docId)).toBe('ack');
      await expectArchived(document);
    }
  });
}

/** Every step of a reconciliation, as a fault of the binding that it goes through, before and after it has worked. */
const STEPS = (['before', 'after'] as const).flatMap((when) => [
  { step: `D1 is asked (${when})`, make: () => faultyEnv({ database: { batch: nthCall(1, when) } }) },
  {
    step: `the log is asked for (${when})`,
    make: () =>
      faultyEnv({
        documents: (stub) => ({ frames: failingOnce(when, (from: number) => stub.frames(from)) }),
      }),
  },
  {
    step: `a segment is stored (${when})`,
    make: () =>
      faultyEnv({
        archive: {
          put: failingOnce(when, (key: string, body: string, options: R2PutOptions) =>
            env.ARCHIVE.put(key, body, options),
          ),
        },
      }),
  },
  {
    step: `the Document says where it stands (${when})`,
    make: () => faultyEnv({ documents: (stub) => ({ status: failingOnce(when, () => stub.status()) }) }),
  },
  { step: `D1 is told (${when})`, make: () => faultyEnv({ database: { batch: nthCall(2, when) } }) },
  {
    step: `the Document is told (${when})`,
    make: () =>
      faultyEnv({
        documents: (stub) => ({
          acknowledge: failingOnce(when, (archived: Acknowledged) => stub.acknowledge(archived)),
        }),
      }),
  },
]);

function nthCall(n: number, when: 'before' | 'after') {
  let calls = 0;
  const batch = (statements: D1PreparedStatement[]) => env.DB.batch(statements);
  const failing = failingOnce(when, batch);
  return (statements: D1PreparedStatement[]) => (++calls === n ? failing(statements) : batch(statements));
}

for (const { step, make } of STEPS) {
  test(`I7: ended while ${step}, the next delivery leads to the same state`, async () => {
    const document = await written([{ insert: 'text\n' }]);
    await write(document, 2);
    expect(await nudge(document.docId)).toBe('ack');
    await write(document, 3, OTHER);
    expect(await nudge(document.docId, make())).toBe('retry');
    // People go on writing until the message comes again.
    await write(document, 2);
    expect(await nudge(document.docId)).toBe('ack');
    await expectArchived(document);
    expect((await rowOf(document.docId)).lastEditors).toEqual([document.owner.id, OTHER]);
  });
}

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

test('I7: of two concurrent consumers one wins, the other continues from there', async () => {
  const document = await written();
  await write(document, 3);
  const put = async (key: string, body: string, options: R2PutOptions) => {
    if (first) {
      first = false;
      // The other one takes less, does it all, and leaves a shorter segment of the same log.
      expect(await nudge(document.docId)).toBe('ack');
      await write(document, 2);
    }
    return env.ARCHIVE.put(key, body, options);
  };
  let first = true;
  expect(await nudge(document.docId, faultyEnv({ archive: { put } }))).toBe('ack');
  await expectArchived(document);

  // Nothing of the loser's stays, not even what is in the same batch.
  const row = await rowOf(document.docId);
  const late = { ...row, archivedVersion: 3, archivedChain: 'another' };
  const revision = {
    fromVersion: 0,
    toVersion: 99,
    authors: [],
    startedAt: 0,
    endedAt: 0,
    inserted: 0,
    deleted: 0,
  };
  const lost = await recordArchived(database(env.DB), late, {
    version: 99,
    chain: 'lost',
    revisions: [revision],
    lastEditors: [],
    head: { version: 99, length: 99, size: 99, updatedAt: 99 },
    text: null,
    events: [],
  });
  expect(lost).toBe(false);
  await expectArchived(document);
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

test('I4: a log that does not continue what is archived is never papered over', async () => {
  const document = await written();
  const { docId, stub } = document;
  await write(document, 3);
  expect(await nudge(docId)).toBe('ack');
  await write(document, 3);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec(
      'UPDATE frames SET entries = replace(entries, \'"4"\', \'"X"\') WHERE first_version = 5',
    );
  });
  // Retrying cannot help.
  expect(await nudge(docId)).toBe('ack');
  const row = await rowOf(docId);
  expect(row).toMatchObject({ archivedVersion: 3, divergence: expect.stringContaining('after version 4') });
  expect(row.divergedAt).not.toBeNull();
  expect((await statusOf(stub)).divergence).toBe(row.divergence);
  expect(prometheusText()).toMatch(/^documents_diverged_total\{\} [1-9]/m);

  const version = await write(document, 2);
  expect(await nudge(docId)).toBe('ack');
  expect(await rowOf(docId)).toMatchObject({ version, archivedVersion: 3, divergedAt: row.divergedAt });
  expect(await archiveOf(docId)).toHaveLength(3);
});

test('I4: the Document hears what D1 was told, even if it could not be reached at first', async () => {
  const document = await written();
  await write(document, 2);
  await env.ARCHIVE.put(segmentKey(document.docId, 0, 2), '{"somebody":"else"}');
  const faulty = faultyEnv({
    documents: (stub) => ({
      markDiverged: failingOnce('before', (text: string | null) => stub.markDiverged(text)),
    }),
  });
  expect(await nudge(document.docId, faulty)).toBe('retry');
  expect((await statusOf(document.stub)).divergence).toBeNull();
  expect(await nudge(document.docId)).toBe('ack');
  const { divergence } = await rowOf(document.docId);
  expect(divergence).toContain('another log is archived');
  expect((await statusOf(document.stub)).divergence).toBe(divergence);
  expect(await (await env.ARCHIVE.get(segmentKey(document.docId, 0, 2)))?.text()).toBe('{"somebody":"else"}');
});

test('I4: a Document that is behind its archive, or has another log of the same length, has diverged', async () => {
  for (const [archivedVersion, archivedChain] of [
    [9, 'ab'.repeat(32)],
    [2, GENESIS_HEX],
  ] as const) {
    const document = await written();
    await write(document, 2);
    await env.DB.prepare('UPDATE documents SET reconciled_version = ?, reconciled_chain = ? WHERE id = ?')
      .bind(archivedVersion, archivedChain, document.docId)
      .run();
    await env.DB.prepare("INSERT INTO revisions VALUES (?, 0, ?, '[]', 0, 0, 0, 0)")
      .bind(document.docId, archivedVersion)
      .run();
    expect(await nudge(document.docId)).toBe('ack');
    expect((await rowOf(document.docId)).divergence).toContain('after version 2');
    expect((await statusOf(document.stub)).reconciledVersion).toBe(0);
  }
});

test('a document that is recovered while it is archived has not diverged', async () => {
  const document = await written();
  const { docId } = document;
  await write(document, 3);
  await env.DB.prepare("UPDATE documents SET reconciled_version = 9, reconciled_chain = 'x' WHERE id = ?")
    .bind(docId)
    .run();
  await env.DB.prepare("INSERT INTO revisions VALUES (?, 0, 9, '[]', 0, 0, 0, 0)").bind(docId).run();
  const faulty = faultyEnv({
    documents: (stub) => ({
      status: async () => {
        await env.DB.prepare(
          "UPDATE documents SET reconciled_version = 0, reconciled_chain = '', generation = 1 WHERE id = ?",
        )
          .bind(docId)
          .run();
        await env.DB.prepare('DELETE FROM revisions WHERE doc_id = ?').bind(docId).run();
        return stub.status();
      },
    }),
  });
  // Found wanting by the old row; the new one is looked at before anything is said.
  expect(await nudge(docId, faulty)).toBe('ack');
  await expectArchived(document);
});

test('archiving that was under way when a recovery began does not block it', async () => {
  const document = await written();
  const { docId } = document;
  await write(document, 3);
  expect(await nudge(docId)).toBe('ack');
  await write(document, 4);
  const deleted: unknown[] = [];
  let first = true;
  const faulty = faultyEnv({
    archive: {
      put: async (key: string, body: string, options: R2PutOptions) => {
        const put = await env.ARCHIVE.put(key, body, options);
        if (first) await env.DB.prepare('UPDATE documents SET generation = 1 WHERE id = ?').bind(docId).run();
        first = false;
        return put;
      },
      delete: (keys: string[]) => {
        deleted.push(...keys);
        return env.ARCHIVE.delete(keys);
      },
    },
  });
  expect(await nudge(docId, faulty)).toBe('ack');
  expect(deleted).toEqual([segmentKey(docId, 3, 7)]);
  await expectArchived(document);
});

test('a document that is being recovered is left alone', async () => {
  const document = await written();
  const { docId, stub } = document;
  await write(document, 3);
  await beginRecovery(database(env.DB), docId, 0, Date.now());
  const before = await rowOf(docId);
  expect(await nudge(docId)).toBe('ack');
  expect(await rowOf(docId)).toEqual(before);
  expect(await statusOf(stub)).toMatchObject({ divergence: null, reconciledVersion: 0 });
});
