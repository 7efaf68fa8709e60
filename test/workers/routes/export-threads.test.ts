import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { threadsAt } from '../../../src/features/exports/threads-at.ts';
import { everyThread } from '../../../src/features/review/every-thread.ts';
import { database } from '../../../src/platform/db/database.ts';
import { findDocument } from '../../../src/platform/db/documents.ts';
import type { Thread } from '../../../src/protocol/review.ts';
import { call, createDocument, person } from '../support/api.ts';

test('threads that were read before others wrote stand where they are in the text that was read after', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const post = (path: string, body: unknown) =>
    call(`/v1/docs/${docId}/${path}`, { method: 'POST', token: ada.token, body });
  expect((await post('ops', { baseVersion: 0, delta: [{ insert: 'one two three' }] })).status).toBe(200);
  const range = { index: 4, length: 3 };
  expect((await post('threads', { version: 1, range, body: 'Why two?' })).status).toBe(201);
  const document = must(await findDocument(database(env.DB), docId));
  const threads = async (): Promise<Thread[]> => {
    const found: Thread[] = [];
    for await (const page of everyThread(env, document, 'open')) found.push(...page);
    return found;
  };
  const read = await threads();
  expect(read.map((thread) => [thread.version, thread.range])).toEqual([[1, range]]);
  for (const [baseVersion, delta] of [
    [1, [{ insert: 'zero ' }]],
    [2, [{ retain: 9 }, { delete: 1 }]],
    [3, [{ retain: 10 }, { insert: 'ooo' }]],
  ] as const)
    expect((await post('ops', { baseVersion, delta })).status).toBe(200);
  expect(await threadsAt(env, document, read, 1)).toEqual(read);
  const [now] = await threadsAt(env, document, read, 4);
  const [known] = await threads();
  expect(known?.version).toBe(4);
  expect(now?.range).toEqual(known?.range);
});
