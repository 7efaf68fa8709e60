import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { prometheusText } from '../../../src/platform/observability/metrics.ts';
import { call, expectJson, expectProblem, person } from '../support/api.ts';
import { expectArchived, statusOf, write, written } from '../support/archived.ts';
import { Down } from '../support/faults.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { deliver } from '../support/queue.ts';

const admin = { token: env.ADMIN_TOKEN };

interface Item {
  id: string;
  queue: string;
  body: unknown;
  replayedAt: string | null;
}

test('a message that is given up is stored once and counted; while D1 is down it waits', async () => {
  const ids = [randomId(), randomId()];
  const bodies = [{ docId: 'A'.repeat(22), from: 0, to: 1 }, 'no object at all'];
  const prepare = () => {
    throw new Down('D1 is down');
  };
  const down = faultyEnv({ database: { prepare } });
  const waiting = await deliver('document-changes-dead-staging', bodies, { ids, env: down });
  expect(waiting.retryMessages.map(({ msgId }) => msgId)).toEqual(ids);
  for (let i = 0; i < 2; i++) {
    expect((await deliver('document-changes-dead-staging', bodies, { ids })).explicitAcks).toEqual(ids);
  }
  const { items } = await expectJson<{ items: Item[] }>(200, '/v1/admin/dead-letters', admin);
  const kept = items.filter(({ id }) => ids.includes(id));
  expect(kept).toHaveLength(2);
  expect(kept.find(({ id }) => id === ids[0])).toMatchObject({
    queue: 'document-changes',
    body: bodies[0],
    replayedAt: null,
  });
  expect(prometheusText()).toMatch(/^dead_letters_total\{queue="document-changes"\} [1-9]/m);
});

test('dead letters are listed page by page, newest first, to the operator alone', async () => {
  const ids = Array.from({ length: 5 }, () => randomId());
  for (const id of ids) await deliver('events-dead', [{ n: id }], { ids: [id] });
  const seen: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: Item[]; nextCursor: string | null } = await expectJson(
      200,
      `/v1/admin/dead-letters?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      admin,
    );
    seen.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  expect(
    seen
      .filter(({ queue }) => queue === 'events')
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...ids].sort());
  const somebody = await person();
  for (const token of [null, somebody.token, `${env.ADMIN_TOKEN}x`]) {
    await expectProblem(401, 'unauthenticated', '/v1/admin/dead-letters', { token });
    await expectProblem(401, 'unauthenticated', `/v1/admin/dead-letters/${ids[0]}/replay`, {
      method: 'POST',
      token,
    });
  }
  await expectProblem(422, 'invalid_cursor', '/v1/admin/dead-letters?cursor=nonsense', admin);
});

test('I7: a dead letter that is replayed twice takes effect once', async () => {
  const document = await written();
  const to = await write(document, 3);
  const id = randomId();
  await deliver('document-changes-dead', [{ docId: document.docId, from: 0, to }], { ids: [id] });
  for (let i = 0; i < 2; i++) {
    const replayed = await expectJson(200, `/v1/admin/dead-letters/${id}/replay`, {
      method: 'POST',
      ...admin,
    });
    expect(replayed).toMatchObject({ id, replayedAt: expect.any(String) });
  }
  // The message goes through the real queue to the real consumer.
  await expect
    .poll(async () => (await statusOf(document.stub)).reconciledVersion, { timeout: 15_000 })
    .toBe(to);
  await expectArchived(document);
  await expectProblem(404, 'not_found', '/v1/admin/dead-letters/nothing/replay', {
    method: 'POST',
    ...admin,
  });
});

test('a queue that refuses a replay leaves the dead letter as it was', async () => {
  const id = randomId();
  await deliver('elsewhere-dead', [{}], { ids: [id] });
  await expectProblem(409, 'no_queue', `/v1/admin/dead-letters/${id}/replay`, { method: 'POST', ...admin });
  const { items } = await expectJson<{ items: Item[] }>(200, '/v1/admin/dead-letters', admin);
  expect(items.find((item) => item.id === id)?.replayedAt).toBeNull();
  expect((await call('/v1/admin/dead-letters', { method: 'POST', ...admin })).status).toBe(405);
});
