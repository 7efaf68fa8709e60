import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Stub } from '../support/peer.ts';
import { answered, BOB, openThread } from '../support/review.ts';
import { documentWith, holdQueues, proveLog } from '../support/reviewed-document.ts';
import { decide, suggest } from '../support/suggestions.ts';

beforeEach(holdQueues);

/** Three acceptances, one of hunks alone, at versions 2, 3 and 5; a rejection and a comment between them. */
async function decided(): Promise<{ stub: Stub; ids: string[] }> {
  const { stub } = await documentWith('abc');
  const made = await suggest(stub, 1, [{ insert: 'X' }, { retain: 1 }, { insert: 'Y' }]);
  const part = { version: 1, review: made.review, hunks: [1] };
  answered(await decide(stub, made, 'accepted', part));
  answered(await decide(stub, made));
  answered(await decide(stub, await suggest(stub, 3, [{ insert: 'no' }]), 'rejected'));
  await openThread(stub, 3, [0, 1]);
  answered(await stub.edit({ userId: BOB.id, baseVersion: 3, delta: [{ insert: '-' }] }));
  const last = await suggest(stub, 4, [{ insert: 'Z' }]);
  answered(await decide(stub, last));
  return { stub, ids: [made.id, made.id, last.id] };
}

const between = async (stub: Stub, from: number, to: number) =>
  answered(await stub.acceptances({ from, to })).map(({ version, suggestionId, by }) => [
    version,
    suggestionId,
    by.id,
  ]);

test('who accepted the operations of a range of versions', async () => {
  const { stub, ids } = await decided();
  const all = [2, 3, 5].map((version, i) => [version, ids[i], BOB.id]);
  expect(await between(stub, 0, 5)).toEqual(all);
  expect(await between(stub, 2, 4)).toEqual(all.slice(1, 2));
  expect(await between(stub, 5, 9)).toEqual([]);
});

test('what is not asked for is not read, however long the log is', async () => {
  const { stub } = await decided();
  const plans = await runInDurableObject(stub, async (instance, { storage }) => {
    const exec = vi.spyOn(Object.getPrototypeOf(storage.sql), 'exec');
    await between(instance as unknown as Stub, 0, 3);
    const queries = (exec.mock.calls as [string, ...SqlStorageValue[]][]).filter(([query]) =>
      query.includes('FROM review_log WHERE'),
    );
    exec.mockRestore();
    return queries.flatMap(([query, ...values]) =>
      storage.sql
        .exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, ...values)
        .toArray()
        .map(({ detail }) => detail),
    );
  });
  expect(plans).toEqual([expect.stringContaining('SEARCH review_log USING INDEX')]);
});

test('an object of an older release gets the index over what it has', async () => {
  const { stub, ids } = await decided();
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec('DROP INDEX review_log_accepted');
    storage.sql.exec('ALTER TABLE review_log DROP COLUMN accepted');
    storage.sql.exec("UPDATE meta SET value = '4' WHERE key = 'schemaVersion'");
  });
  await evictDurableObject(stub);
  expect(await between(stub, 0, 9)).toEqual([2, 3, 5].map((version, i) => [version, ids[i], BOB.id]));
  await proveLog(stub);
});
