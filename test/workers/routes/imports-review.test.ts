import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { bringReview } from '../../../src/features/review/bring-review.ts';
import { Warnings } from '../../../src/formats/warnings.ts';
import type { DocumentRow } from '../../../src/platform/db/access.ts';
import { bareDeps } from '../../../src/platform/events/deps.ts';
import type { Actor } from '../../../src/platform/queues/events.ts';
import { createDocument, expectJson, type Json, type Person, person } from '../support/api.ts';

const TEXT = [{ insert: 'The quick brown fox\njumps\n' }];

async function brought(ada: Person, review: Json, bindings: Env = env) {
  const id = await createDocument(ada, TEXT);
  const document = { id, region: null, version: 1, ownerId: ada.id, title: 'Notes' } as DocumentRow;
  const actor: Actor = { kind: 'person', userId: ada.id, credentialId: null, address: null, userAgent: null };
  const warnings = new Warnings();
  const deps = bareDeps(bindings, {}, () => undefined);
  await bringReview(
    deps,
    actor,
    { document, userId: ada.id },
    { document: TEXT, threads: [], suggestions: [], ...review },
    warnings,
  );
  const read = (path: string) => expectJson(200, `/v1/docs/${id}/${path}`, { token: ada.token });
  const { items: threads } = await read('threads?status=all');
  const { items: suggestions } = await read('suggestions');
  return { id, threads, suggestions, warnings: warnings.list() };
}

test('comments and changes of a file are those of the importer, and tell no one', async () => {
  const ada = await person();
  const { threads, suggestions, warnings } = await brought(ada, {
    threads: [
      {
        index: 4,
        length: 5,
        isResolved: true,
        comments: [
          { author: 'Grace Hopper', date: '2024-05-01T10:30:00Z', body: `Is it?\r\nSee <@${ada.id}>` },
          { author: null, date: null, body: 'Yes' },
        ],
      },
      { index: 19, length: 0, isResolved: false, comments: [{ author: 'B\u202eob', date: 'x', body: '' }] },
      {
        index: 900,
        length: 9,
        isResolved: false,
        comments: [{ author: null, date: null, body: 'y'.repeat(20_000) }],
      },
    ],
    suggestions: [
      {
        author: 'Grace',
        date: '2024-05-01T10:30:00+02:00',
        delta: [{ retain: 4 }, { insert: 'slow' }, { delete: 5 }],
      },
      { author: null, date: null, delta: [{ retain: 900 }, { insert: 'x' }] },
    ],
  });
  const bodies = threads.map(({ comments }: Json) => comments.map(({ body }: Json) => body));
  expect(bodies[0]).toEqual([`Grace Hopper, 2024-05-01 10:30 UTC\nIs it?\nSee <\u200b@${ada.id}>`, 'Yes']);
  expect(bodies[1]).toEqual(['B ob']);
  expect(bodies[2][0]).toHaveLength(10_000);
  expect(threads.map(({ quote, resolved }: Json) => [quote, resolved !== null])).toEqual([
    ['quick', true],
    ['x', false],
    ['\n', false],
  ]);
  expect(threads[0].comments.map(({ author }: Json) => author.id)).toEqual([ada.id, ada.id]);
  expect(suggestions.map(({ note, author }: Json) => [note, author.id])).toEqual([
    ['Grace, 2024-05-01 08:30 UTC', ada.id],
  ]);
  expect(warnings.map(({ code, count }) => [code, count])).toEqual([
    ['dropped_change', 1],
    ['shortened', 1],
  ]);
  const told = await env.DB.prepare('SELECT count(*) AS n FROM notifications WHERE user_id = ?')
    .bind(ada.id)
    .first('n');
  expect(told).toBe(0);
});

test('what is over the bounds of a document is counted', async () => {
  const ada = await person();
  const comments = Array.from({ length: 1_002 }, (_, n) => ({ author: null, date: null, body: String(n) }));
  const { threads, warnings } = await brought(ada, {
    threads: [{ index: 0, length: 3, isResolved: false, comments }],
  });
  expect(threads[0].comments).toHaveLength(1_000);
  expect(warnings).toEqual([{ code: 'dropped_comment', message: expect.any(String), count: 2 }]);
});
