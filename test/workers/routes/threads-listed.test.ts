import { runInDurableObject } from 'cloudflare:test';
import { beforeEach, expect, test } from 'vitest';
import type { Thread } from '../../../src/protocol/review.ts';
import { expectJson, expectProblem } from '../support/api.ts';
import { holdEvents } from '../support/events.ts';
import { documentOf } from '../support/peer.ts';
import { discussed, edit, listed, openThread } from '../support/threads.ts';

beforeEach(holdEvents);

test('the list is in the order of the text, those about the whole document first, and pages stay while people write', async () => {
  const { ada, grace, docId, path } = await discussed();
  const at = (index: number) => openThread(grace, docId, { range: { index, length: 3 } });
  const [third, second] = [await at(20), await at(4)];
  const whole = await openThread(grace, docId, { range: null });
  const fourth = await at(31);
  expect((await listed(ada, path)).map(({ id }) => id)).toEqual(
    [whole, second, third, fourth].map(({ id }) => id),
  );

  const page = (query: string) => expectJson(200, `${path}?limit=2${query}`, { token: ada.token });
  const first = await page('');
  expect(first.items.map(({ id }: Thread) => id)).toEqual([whole.id, second.id]);
  // A new thread before the cursor is not shown, and moves nothing.
  await edit(ada, docId, [{ insert: 'Once upon a time, ' }]);
  await openThread(grace, docId, { version: 2, range: { index: 0, length: 4 } });
  const rest = await page(`&cursor=${first.nextCursor}`);
  expect(rest).toMatchObject({ items: [{ id: third.id }, { id: fourth.id }], nextCursor: null });

  for (const cursor of ['x', first.nextCursor.slice(3)])
    await expectProblem(422, 'invalid_cursor', `${path}?cursor=${cursor}`, { token: ada.token });
  await expectProblem(422, 'invalid_cursor', `${path}?status=all&cursor=${first.nextCursor}`, {
    token: ada.token,
  });
  await expectProblem(422, 'invalid_request', `${path}?status=none`, { token: ada.token });
});

test('the review is read number by number', async () => {
  const { ada, grace, docId, path } = await discussed();
  const review = (query: string) => expectJson(200, `/v1/docs/${docId}/review${query}`, { token: ada.token });
  expect(await review('')).toEqual({
    type: 'review',
    from: 0,
    to: 0,
    version: 1,
    threads: [],
    suggestions: [],
    removed: [],
    nextSince: null,
  });
  const threads: Thread[] = [];
  for (let i = 0; i < 3; i++) threads.push(await openThread(grace, docId));
  const [one, two, three] = threads as [Thread, Thread, Thread];
  const [comment] = two.comments;
  await expectJson(204, `${path}/${two.id}/comments/${comment?.id}`, {
    method: 'DELETE',
    token: grace.token,
  });
  expect(await review('?since=3')).toMatchObject({ from: 3, to: 4, threads: [], removed: [two.id] });

  const found: string[] = [];
  let since: number | null = 0;
  while (since !== null) {
    const page: { threads: Thread[]; removed: string[]; nextSince: number | null } = await review(
      `?since=${since}&limit=1`,
    );
    found.push(...page.threads.map(({ id }) => id), ...page.removed);
    since = page.nextSince;
  }
  expect(found).toEqual([one.id, three.id, two.id]);
  await expectProblem(422, 'invalid_request', `/v1/docs/${docId}/review?since=-1`, { token: ada.token });
});

test('a page ends before its answer is too large to hold', async () => {
  const { ada, docId, path } = await discussed();
  const { id } = await openThread(ada, docId, { range: null });
  await openThread(ada, docId);
  await runInDurableObject(documentOf(docId), (_, { storage }) => {
    const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n LIMIT 420)';
    const comment = `SELECT i, 'c' || i, '${id}', '${ada.id}', 1, i, '[]' FROM n`;
    storage.sql.exec(
      `${numbers} INSERT INTO review_comments (number, id, thread, author, at, text, mentions) ${comment}`,
    );
    const text = `SELECT i, '${ada.id}', 'salt', replace(hex(zeroblob(5000)), '00', 'xx') FROM n`;
    storage.sql.exec(`${numbers} INSERT INTO review_texts (number, author, salt, text) ${text}`);
  });
  const first = await expectJson(200, path, { token: ada.token });
  expect(first.items).toHaveLength(1);
  const rest = await expectJson(200, `${path}?cursor=${first.nextCursor}`, { token: ada.token });
  expect(rest).toMatchObject({ items: [{ quote: 'quick' }], nextCursor: null });

  const review = (since: number) =>
    expectJson(200, `/v1/docs/${docId}/review?since=${since}`, { token: ada.token });
  expect(await review(0)).toMatchObject({ to: 1, threads: [{ id }], nextSince: 1 });
  expect(await review(1)).toMatchObject({ to: 2, threads: [{ quote: 'quick' }], nextSince: null });
});
