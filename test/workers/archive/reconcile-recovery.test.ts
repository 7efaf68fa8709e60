import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { segmentKey } from '../../../src/platform/archive/keys.ts';
import { database } from '../../../src/platform/db/database.ts';
import { beginRecovery } from '../../../src/platform/db/recovery.ts';
import { expectArchived, rowOf, statusOf, write, written } from '../support/archived.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { nudge } from '../support/queue.ts';

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
  // By the old row it has diverged; the consumer reads the new row before it reports that.
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
