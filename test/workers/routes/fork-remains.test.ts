import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { expectJson, type Json } from '../support/api.ts';
import { loseStorage } from '../support/archive.ts';
import { holdEvents } from '../support/events.ts';
import { forked, merge, mergeRefused, textOf, type, update } from '../support/forks.ts';
import { documentOf } from '../support/peer.ts';
import { nudge } from '../support/queue.ts';

const ADMIN = { token: 'an-admin-token' };

beforeEach(holdEvents);

const faultsOf = async (docId: string): Promise<Json[]> =>
  (await expectJson(200, `/v1/admin/docs/${docId}/verify`, ADMIN)).problems;

/** A pair that has met, and where both have written since. */
async function met() {
  const pair = await forked('abc');
  const { ada, grace, origin, fork } = pair;
  await type(grace, fork, [{ retain: 3 }, { insert: 'Y' }]);
  await type(ada, origin, [{ insert: 'X' }]);
  await merge(grace, fork);
  expect(await faultsOf(fork)).toEqual([]);
  await type(grace, fork, [{ retain: 4 }, { insert: 'Z' }]);
  await type(ada, origin, [{ insert: 'W' }]);
  return pair;
}

test.each(['fork', 'origin'] as const)(
  'after its %s lost its storage, a fork merges and updates as before',
  async (which) => {
    const pair = await met();
    const { ada, grace, origin, fork } = pair;
    for (const docId of [origin, fork]) expect(await nudge(docId)).toBe('ack');
    await loseStorage(documentOf(pair[which]));
    await merge(grace, fork);
    await update(grace, fork);
    expect([await textOf(ada, origin), await textOf(grace, fork)]).toEqual(['WXabcYZ', 'WXabcYZ']);
    expect(await faultsOf(fork)).toEqual([]);
  },
);

test('verify finds what D1 says wrongly of a fork, and nothing once its origin was recovered', async () => {
  const { grace, origin, fork } = await met();
  for (const docId of [origin, fork]) expect(await nudge(docId)).toBe('ack');
  const row = must(
    await env.DB.prepare('SELECT * FROM forks WHERE doc_id = ?').bind(fork).first<Record<string, unknown>>(),
  );
  const set = (column: string, value: unknown) =>
    env.DB.prepare(`UPDATE forks SET ${column} = ? WHERE doc_id = ?`).bind(value, fork).run();
  const wrong: [column: string, value: unknown][] = [
    ['met_origin', (row.met_origin as number) - 1],
    ['met_origin', 0],
    ['met_fork', 99],
    ['bridge', JSON.stringify([{ by: grace.id, delta: [{ insert: 'no' }] }])],
    ['unmerged', JSON.stringify([{ by: grace.id, delta: [{ delete: 1 }] }])],
  ];
  for (const [column, value] of wrong) {
    await set(column, value);
    expect([column, value, (await faultsOf(fork)).map(({ kind }) => kind)]).toEqual([
      column,
      value,
      ['fork'],
    ]);
    await set(column, row[column]);
  }
  expect(await faultsOf(fork)).toEqual([]);
  expect(await faultsOf(origin)).toEqual([]);
  await expectJson(200, `/v1/admin/docs/${origin}/recover`, {
    method: 'POST',
    ...ADMIN,
    body: { version: 1 },
  });
  await mergeRefused(409, 'origin_recovered', grace, fork);
  await set('bridge', '[]');
  expect(await faultsOf(fork)).toEqual([]);
});
