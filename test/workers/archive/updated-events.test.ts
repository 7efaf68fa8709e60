import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { edit, OTHER, revisionsOf, write, written } from '../support/archived.ts';
import { heldEvents, holdEvents } from '../support/events.ts';
import { failingOnce } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { nudge } from '../support/queue.ts';

beforeEach(async () => {
  holdEvents();
  await env.DB.prepare('DELETE FROM event_outbox').run();
});

async function updates(docId: string) {
  return (await heldEvents()).filter((event) => event.type === 'document.updated' && event.docId === docId);
}

test('document.updated is published once for a run of operations, however often it is archived further', async () => {
  const document = await written([{ insert: 'One\n' }]);
  const { docId, owner, stub } = document;
  await nudge(docId);
  expect(await updates(docId)).toMatchObject([
    { by: { kind: 'system' }, userIds: [owner.id], from: 0, to: 1 },
  ]);
  await edit(stub, OTHER, 1, [{ insert: 'Two ' }]);
  await write(document, 3);
  await nudge(docId);
  await nudge(docId);
  expect(await revisionsOf(docId)).toHaveLength(1);
  expect(await updates(docId)).toHaveLength(1);
});

test('two concurrent consumers, and a failing database, publish it once', async () => {
  const document = await written([{ insert: 'One\n' }]);
  const { docId } = document;
  const faulty = faultyEnv({
    database: {
      batch: failingOnce('before', (statements: D1PreparedStatement[]) => env.DB.batch(statements)),
    },
  });
  await nudge(docId, faulty);
  await Promise.all([nudge(docId), nudge(docId), nudge(docId, faulty)]);
  await nudge(docId);
  expect(await updates(docId)).toHaveLength(1);
});

test('operations that a restored database takes from the archive again are not published again', async () => {
  const document = await written([{ insert: 'One\n' }]);
  const { docId } = document;
  await nudge(docId);
  await env.DB.prepare('DELETE FROM revisions WHERE doc_id = ?').bind(docId).run();
  await env.DB.prepare('DELETE FROM event_outbox').run();
  await nudge(docId);
  expect(await revisionsOf(docId)).toHaveLength(1);
  expect(await updates(docId)).toEqual([]);
});
