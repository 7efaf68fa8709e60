import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { QUOTAS } from '../../../src/protocol/quotas.ts';
import { createDocument, expectJson, expectProblem, giveRole, type Person, person } from '../support/api.ts';
import { callWith } from '../support/history.ts';
import { documentOf } from '../support/peer.ts';
import { openThread, reply, TEXT } from '../support/threads.ts';

const MOST = 5;

const limited = (name: keyof typeof QUOTAS) =>
  ({ ...env, LIMITS: JSON.stringify({ [name]: MOST }) as '' }) as Env;

const post = (token: string, body?: unknown) => ({
  method: 'POST',
  token,
  ...(body !== undefined && { body }),
});

test('the threads of a document are limited, and the comments of a thread', async () => {
  const ada = await person();
  const docId = await createDocument(ada, TEXT);
  const { id } = await openThread(ada, docId);
  await runInDurableObject(documentOf(docId), (_, { storage }) => {
    const fill = (table: string, columns: string, values: string, count: number) =>
      storage.sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 1000000 UNION ALL SELECT i + 1 FROM n LIMIT ${count}) INSERT INTO ${table} (${columns}) SELECT ${values} FROM n`,
      );
    const comment = `i, 'c' || i, '${id}', 'x', 1, i, '[]'`;
    fill(
      'review_comments',
      'number, id, thread, author, at, text, mentions',
      comment,
      QUOTAS.commentsPerThread - 2,
    );
    const columns = 'id, created, changed, whole, quote, removed';
    fill('review_threads', columns, "'t' || i, i, 0, 1, '', 0", QUOTAS.threadsPerDocument - 2);
  });
  const path = `/v1/docs/${docId}/threads`;
  await reply(ada, docId, id);
  await expectProblem(409, 'too_many_comments', `${path}/${id}/replies`, post(ada.token, { body: 'Ah' }));
  const begun = await openThread(ada, docId);
  const more = { version: 1, range: null, body: 'Hm' };
  await expectProblem(409, 'too_many_threads', path, post(ada.token, more));
  const comment = `${path}/${begun.id}/comments/${begun.comments[0]?.id}`;
  await expectJson(204, comment, { method: 'DELETE', token: ada.token });
  await openThread(ada, docId);
});

test('a document has no more open suggestions than it may', async () => {
  const ada = await person();
  const docId = await createDocument(ada, TEXT);
  const path = `/v1/docs/${docId}/suggestions`;
  const suggest = (status: number) =>
    expectJson(status, path, post(ada.token, { version: 1, delta: [{ insert: 'x' }] }));
  const { id } = await suggest(201);
  await runInDurableObject(documentOf(docId), (_, { storage }) => {
    const n = `WITH RECURSIVE n(i) AS (SELECT 1000000 UNION ALL SELECT i + 1 FROM n LIMIT ${QUOTAS.openSuggestionsPerDocument - 2})`;
    storage.sql.exec(
      `${n} INSERT INTO review_texts (number, author, salt, text) SELECT i, '', '', '[{"insert":"x"}]' FROM n`,
    );
    storage.sql.exec(
      `${n} INSERT INTO review_suggestions (id, created, changed, created_at, updated_at, author, thread, status, made_text, made_base, decisions)
       SELECT 's' || i, i, i, i, i, 'x', 't' || i, 'open', i, 1, '[]' FROM n`,
    );
  });
  await suggest(201);
  expect(await suggest(409)).toMatchObject({ code: 'too_many_suggestions' });
  await expectJson(204, `${path}/${id}`, { method: 'DELETE', token: ada.token });
  await suggest(201);
});

test('what a user comments in an hour in one document is bounded, with whom they mention', async () => {
  const [ada, grace] = [await person(), await person()];
  const docId = await createDocument(ada, TEXT);
  await giveRole(ada, docId, grace, 'commenter');
  const { id, comments } = await openThread(grace, docId);
  const using = limited('commentsPerUserAndDocumentAndHour');
  const said = (by: Person, body: string, where = docId, thread = id) =>
    callWith(using, `/v1/docs/${where}/threads/${thread}/replies`, post(by.token, { body }));
  // The thread is 1 of 5, the mention of two people 3, the edit 1.
  expect((await said(grace, `<@${ada.id}> <@${grace.id}> <@${ada.id}>`)).status).toBe(201);
  const edit = { method: 'PATCH', token: grace.token, body: { body: 'Oh' } };
  const path = `/v1/docs/${docId}/threads/${id}/comments/${comments[0]?.id}`;
  expect((await callWith(using, path, edit)).status).toBe(200);
  for (const refused of [await said(grace, 'More'), await callWith(using, path, edit)]) {
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(3_000);
  }
  expect((await said(ada, 'Mine')).status).toBe(201);
  const other = await createDocument(grace, TEXT);
  const thread = await openThread(grace, other);
  expect((await said(grace, 'There', other, thread.id)).status).toBe(201);
});
