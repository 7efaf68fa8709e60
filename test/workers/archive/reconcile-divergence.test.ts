import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { segmentKey } from '../../../src/platform/archive/keys.ts';
import { GENESIS_HEX } from '../../../src/platform/archive/segment.ts';
import { prometheusText } from '../../../src/platform/observability/metrics.ts';
import { archiveOf, rowOf, statusOf, write, written } from '../support/archived.ts';
import { failingOnce } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { nudge } from '../support/queue.ts';

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
  // It is not retried: that cannot help.
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
