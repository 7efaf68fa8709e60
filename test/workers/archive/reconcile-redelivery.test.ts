import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { DocumentRpc } from '../../../durable-objects/document/rpc.ts';
import { database } from '../../../src/platform/db/database.ts';
import { recordArchived } from '../../../src/platform/db/documents.ts';
import { Random } from '../../support/random.ts';
import { seeds } from '../../support/seeds.ts';
import { expectArchived, OTHER, rowOf, statusOf, type Written, write, written } from '../support/archived.ts';
import { failingOnce } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { deliver, nudge } from '../support/queue.ts';

type Acknowledged = Parameters<DocumentRpc['acknowledge']>[0];

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

/** Every step of a reconciliation, with a binding that fails at it, before or after it has done its work. */
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

/** A `batch` of D1 that fails at its `n`th call, once. */
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

test('I7: of two concurrent consumers one wins, the other continues from there', async () => {
  const document = await written();
  await write(document, 3);
  const put = async (key: string, body: string, options: R2PutOptions) => {
    if (first) {
      first = false;
      // The other consumer sees a shorter log, archives all of it, and leaves a shorter segment of the same log.
      expect(await nudge(document.docId)).toBe('ack');
      await write(document, 2);
    }
    return env.ARCHIVE.put(key, body, options);
  };
  let first = true;
  expect(await nudge(document.docId, faultyEnv({ archive: { put } }))).toBe('ack');
  await expectArchived(document);

  // Nothing that the loser wrote stays, not even in the same batch.
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
