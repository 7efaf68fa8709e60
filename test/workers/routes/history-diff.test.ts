import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { call, expectJson, expectProblem } from '../support/api.ts';
import { archive, pastOfTwo, write } from '../support/history.ts';

test('a diff marks the author of each insertion, deletion and format', async () => {
  const past = await pastOfTwo();
  const { ada, grace, docId } = past;
  await write(past, [
    { author: ada.id, delta: [{ insert: 'one two three' }] },
    { author: grace.id, delta: [{ retain: 4 }, { delete: 4 }] },
    { author: grace.id, delta: [{ retain: 3, attributes: { bold: true } }] },
    { author: ada.id, delta: [{ retain: 4 }, { insert: { divider: true } }, { insert: 'new ' }] },
  ]);
  const path = `/v1/docs/${docId}/diff`;
  const by = (author: { id: string }, version: number) => ({
    author: author.id,
    version,
    at: expect.any(String),
  });
  const expected = {
    from: 1,
    to: 4,
    ops: [
      {
        insert: 'one',
        attributes: { bold: true },
        change: { type: 'format', ...by(grace, 3), before: { bold: null } },
      },
      { insert: ' ' },
      { insert: { divider: true }, change: { type: 'insert', ...by(ada, 4) } },
      { insert: 'new ', change: { type: 'insert', ...by(ada, 4) } },
      { insert: 'two ', change: { type: 'delete', ...by(grace, 2) } },
      { insert: 'three\n' },
    ],
    authors: [
      { id: grace.id, name: 'Grace', color: '#006874' },
      { id: ada.id, name: 'Ada', color: '#006874' },
    ],
  };
  expect(await expectJson(200, `${path}?from=1&to=4`, { token: ada.token })).toEqual(expected);
  await archive(past, [1]);
  const answer = await call(`${path}?from=1&to=4`, { token: ada.token });
  expect(await answer.json()).toEqual(expected);
  const tag = answer.headers.get('ETag') as string;
  const again = await call(`${path}?from=1&to=4`, { token: ada.token, headers: { 'If-None-Match': tag } });
  expect(again.status).toBe(304);
  expect(await expectJson(200, `${path}?from=4&to=4`, { token: ada.token })).toMatchObject({
    ops: [
      { insert: 'one', attributes: { bold: true } },
      { insert: ' ' },
      { insert: { divider: true } },
      { insert: 'new three\n' },
    ],
    authors: [],
  });
  await expectProblem(422, 'invalid_request', `${path}?from=4&to=1`, { token: ada.token });
  await expectProblem(422, 'invalid_request', `${path}?from=4`, { token: ada.token });
  await expectProblem(404, 'unknown_version', `${path}?from=1&to=5`, { token: ada.token });
  await expectProblem(404, 'unknown_version', `${path}?from=5&to=5`, { token: ada.token });
});

test('attribution names the author of each run; the first line of a document has none', async () => {
  const past = await pastOfTwo();
  const { ada, grace, docId } = past;
  await write(past, [
    { author: ada.id, delta: [{ insert: 'aaaa' }] },
    { author: grace.id, delta: [{ retain: 2 }, { insert: 'gg' }, { insert: { divider: true } }] },
    { author: grace.id, delta: [{ retain: 1, attributes: { bold: true } }] },
  ]);
  const path = `/v1/docs/${docId}/attribution`;
  const by = (author: string | null, version: number) => ({ author, version, at: expect.any(String) });
  const expected = {
    version: 3,
    runs: [
      { text: 'aa', ...by(ada.id, 1) },
      { text: 'gg', ...by(grace.id, 2) },
      { embed: { divider: true }, ...by(grace.id, 2) },
      { text: 'aa', ...by(ada.id, 1) },
      { text: '\n', ...by(null, 0) },
    ],
    authors: [
      { id: ada.id, name: 'Ada', color: '#006874' },
      { id: grace.id, name: 'Grace', color: '#006874' },
    ],
  };
  expect(await expectJson(200, `${path}?version=3`, { token: ada.token })).toEqual(expected);
  const newest = await call(path, { token: ada.token });
  expect(await newest.json()).toEqual(expected);
  // The newest version will be another one later.
  expect(newest.headers.get('Cache-Control')).toBe('no-store');
  await expectProblem(404, 'unknown_version', `${path}?version=4`, { token: ada.token });
});

test('an account that is gone is known by its id alone', async () => {
  const past = await pastOfTwo();
  const { ada, grace, docId } = past;
  await write(past, [{ author: grace.id, delta: [{ insert: 'x' }] }]);
  await env.DB.prepare('DELETE FROM users WHERE id = ?').bind(grace.id).run();
  const gone = { id: grace.id, name: null, color: null };
  const token = ada.token;
  expect(await expectJson(200, `/v1/docs/${docId}/history`, { token })).toMatchObject({
    items: [{ authors: [gone] }],
  });
  expect(await expectJson(200, `/v1/docs/${docId}/attribution`, { token })).toMatchObject({
    authors: [gone],
  });
});
