import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { expectJson, expectProblem, type Json } from '../support/api.ts';
import { consumeEvents, eventBy } from '../support/mails.ts';
import { nobodyTold, team, told } from './team.ts';

beforeEach(nobodyTold);

test('pages go back in time, and unread ones can be asked for alone', async () => {
  const { ada, grace, docId } = await team();
  const events = Array.from({ length: 7 }, (_, i) =>
    eventBy(
      ada,
      {
        type: 'mention.created',
        docId,
        title: 'Plans',
        threadId: randomId(),
        userId: grace.id,
        excerpt: `${i}`,
      },
      { at: 1_800_000_000_000 + Math.floor(i / 2) },
    ),
  );
  await consumeEvents(events);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Json = await told(grace, `?limit=3${cursor && `&cursor=${cursor}`}`);
    expect(page.unread).toBe(7);
    seen.push(...page.items.map((item: Json) => item.data.excerpt));
    cursor = page.nextCursor;
  }
  expect(seen).toHaveLength(7);
  expect(new Set(seen).size).toBe(7);
  expect(seen[0]).toBe('6');

  const ids = (await told(grace)).items.slice(0, 2).map((item: Json) => item.id);
  const read = { method: 'POST', token: grace.token };
  expect(await expectJson(200, '/v1/notifications/read', { ...read, body: { ids } })).toEqual({ unread: 5 });
  expect(await expectJson(200, '/v1/notifications/read', { ...read, body: { ids } })).toEqual({ unread: 5 });
  expect((await told(grace, '?unread=true')).items).toHaveLength(5);
  const all = (await told(grace)).items;
  expect(
    all
      .filter((item: Json) => item.readAt !== null)
      .map((item: Json) => item.id)
      .sort(),
  ).toEqual([...ids].sort());
  expect(await expectJson(200, '/v1/notifications/read', { ...read, body: { all: true } })).toEqual({
    unread: 0,
  });
  await expectProblem(422, 'invalid_cursor', '/v1/notifications?cursor=abc', { token: grace.token });
});

test('the newest 500 are kept', async () => {
  const { ada, grace, docId } = await team();
  const insert = env.DB.prepare(
    `INSERT INTO notifications (id, user_id, event_id, kind, doc_id, actor_id, data, created_at, mail) VALUES (?, ?, ?, 'mention', ?, NULL, '{}', ?, 'none')`,
  );
  await env.DB.batch(
    Array.from({ length: 502 }, (_, i) => insert.bind(randomId(), grace.id, randomId(), docId, i + 1)),
  );
  await consumeEvents([
    eventBy(ada, {
      type: 'mention.created',
      docId,
      title: 'Plans',
      threadId: randomId(),
      userId: grace.id,
      excerpt: 'a',
    }),
  ]);
  expect((await told(grace)).unread).toBe(500);
});
