import { expect, test } from 'vitest';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Json,
  type Person,
  person,
} from '../support/api.ts';
import { tokenOf } from '../support/proposed.ts';

const COLOURED = [
  { insert: 'One red ' },
  { insert: 'sentence', attributes: { color: 'red' } },
  { insert: ' here.' },
  { insert: '\n', attributes: { align: 'center' } },
  { insert: '\nTwo' },
  { insert: '\n', attributes: { list: 'checked' } },
];

async function get(who: Person, path: string, accept = 'application/json'): Promise<Response> {
  return call(path, { token: who.token, headers: { Accept: accept } });
}

function send(who: Person, method: string, body: unknown): { method: string; token: string; body: unknown } {
  return { method, token: who.token, body };
}

test('a document is made of Markdown or HTML, and read as either', async () => {
  const ada = await person();
  const made = await call('/v1/docs', {
    ...send(ada, 'POST', {
      title: 'M',
      content: { markdown: '# Head\n\n- [x] *done* [no](javascript:x)\n' },
    }),
  });
  expect(made.status).toBe(201);
  expect(made.headers.get('X-Import-Warnings')).toBe('dropped_address;n=1');
  const { id } = (await made.json()) as Json;
  const markdown = await get(ada, `/v1/docs/${id}/content`, 'text/markdown');
  expect(markdown.headers.get('Content-Type')).toBe('text/markdown; charset=utf-8');
  expect(markdown.headers.get('Vary')).toContain('Accept');
  expect(await markdown.text()).toBe('# Head\n\n- [x] *done* no\n');
  const html = await get(ada, `/v1/docs/${id}/content`, 'text/html');
  expect(html.headers.get('Content-Security-Policy')).toBe('sandbox');
  const fragment = await html.text();
  const copy = await expectJson(
    201,
    '/v1/docs',
    send(ada, 'POST', { title: 'C', content: { html: fragment } }),
  );
  const [one, other] = await Promise.all(
    [id, copy.id].map((docId) => expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token })),
  );
  expect(other.ops).toEqual(one.ops);
});

test('Markdown that is written back changes only what its author changed', async () => {
  const ada = await person();
  const docId = await createDocument(ada, COLOURED as never);
  const path = `/v1/docs/${docId}/content`;
  const read = await get(ada, path, 'text/markdown');
  expect(read.headers.get('X-Export-Warnings')).toBe('alignment;n=1, colors;n=1, empty_lines;n=1');
  const markdown = await read.text();
  await expectJson(200, path, send(ada, 'PUT', { text: 'Zero.\nOne red sentence here.\n\nTwo\n' }));
  const changed = markdown.replace('sentence', 'word');
  expect(await expectJson(200, path, send(ada, 'PUT', { markdown: changed, baseVersion: 1 }))).toEqual({
    version: 3,
  });
  const { items } = await expectJson(200, `/v1/docs/${docId}/ops?from=2`, { token: ada.token });
  expect(items[0].delta).toEqual([
    { retain: 'Zero.\nOne red '.length },
    { insert: 'word', attributes: { color: 'red' } },
    { delete: 'sentence'.length },
  ]);
  expect(await expectJson(200, path, send(ada, 'PUT', { markdown, baseVersion: 1 }))).toEqual({ version: 1 });
  await expectProblem(422, 'unknown_version', path, send(ada, 'PUT', { markdown, baseVersion: 9 }));
  const stale = { ...send(ada, 'PUT', { markdown, baseVersion: 1 }), headers: { 'If-Match': '"v1"' } };
  await expectProblem(412, 'precondition_failed', path, stale);
});

test('a suggestion by Markdown or HTML is what its author changed', async () => {
  const ada = await person();
  const docId = await createDocument(ada, COLOURED as never);
  const path = `/v1/docs/${docId}/suggestions`;
  const markdown = (await (await get(ada, `/v1/docs/${docId}/content`, 'text/markdown')).text()).replace(
    'Two',
    'Nine',
  );
  const made = await expectJson(201, path, send(ada, 'POST', { version: 1, markdown }));
  expect(made.delta.slice(1)).toEqual([{ insert: 'Nine' }, { delete: 3 }]);
  const html = (await (await get(ada, `/v1/docs/${docId}/content`, 'text/html')).text()).replace(
    'Two',
    'Four',
  );
  const other = await expectJson(201, path, send(ada, 'POST', { version: 1, html }));
  expect(other.delta.slice(1)).toEqual([{ insert: 'Four' }, { delete: 3 }]);
});

test('edits are made or suggested all together, or not at all', async () => {
  const [ada, carl] = [await person(), await person('Carl')];
  const docId = await createDocument(ada, COLOURED as never);
  await giveRole(ada, docId, carl, 'commenter');
  const path = `/v1/docs/${docId}/edits`;
  const edit = (who: Person, edits: unknown[], more = {}) =>
    send(who, 'POST', { baseVersion: 1, edits, ...more });
  const good = { find: 'One', replace: 'A' };
  const missing = await expectProblem(
    422,
    'find_missing',
    path,
    edit(ada, [good, { find: 'none', replace: '' }]),
  );
  expect(missing.errors[0].path).toBe('edits[1].find');
  const twice = await expectProblem(
    422,
    'find_ambiguous',
    path,
    edit(ada, [good, { find: 'en', replace: '' }]),
  );
  expect(twice.errors[0].message).toContain('1:10, 1:13');
  await expectProblem(422, 'invalid_request', path, edit(ada, [good, { find: 'One red', replace: '' }]));
  expect((await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token })).version).toBe(1);
  await expectProblem(403, 'forbidden', path, edit(carl, [good]));
  const { suggestionId } = await expectJson(
    200,
    path,
    edit(carl, [good], { as: 'suggestion', note: 'Short' }),
  );
  const suggestion = await expectJson(200, `/v1/docs/${docId}/suggestions/${suggestionId}`, {
    token: ada.token,
  });
  expect(suggestion).toMatchObject({ note: 'Short', delta: [{ insert: 'A' }, { delete: 3 }] });
  expect(await expectJson(200, path, edit(ada, [good, { find: 'Two', replace: '**2**' }]))).toEqual({
    version: 2,
  });
  const { ops } = await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token });
  expect(ops).toContainEqual({ insert: '2', attributes: { bold: true } });
  expect(ops).toContainEqual({ insert: 'sentence', attributes: { color: 'red' } });
});

test('a token that may not read the history finds in the newest version, and learns nothing of older ones', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: 'A secret word.\n' }] as never);
  const path = `/v1/docs/${docId}/edits`;
  const edit = (token: string, find: string) => ({
    method: 'POST',
    token,
    body: { baseVersion: 1, edits: [{ find, replace: 'plain' }], as: 'suggestion' },
  });
  await expectJson(
    200,
    path,
    send(ada, 'POST', { baseVersion: 1, edits: [{ find: ' secret', replace: '' }] }),
  );
  const { token } = await tokenOf(ada, 'docs:suggest');
  await expectProblem(422, 'find_missing', path, edit(token, 'secret'));
  const { suggestionId } = await expectJson(200, path, edit(token, 'A word'));
  const made = await expectJson(200, `/v1/docs/${docId}/suggestions/${suggestionId}`, { token: ada.token });
  expect(made.delta).toEqual([{ insert: 'plain' }, { delete: 6 }]);
  await expectJson(200, path, edit(ada.token, 'secret'));
});

test('a whole text is suggested only by who may read what it is compared with', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: 'A secret word.\n' }] as never);
  const path = `/v1/docs/${docId}/suggestions`;
  await expectJson(200, `/v1/docs/${docId}/content`, send(ada, 'PUT', { text: 'A word.\n' }));
  const [agent, writer] = [await tokenOf(ada, 'docs:suggest'), await tokenOf(ada, 'docs:write')];
  for (const content of [{ text: 'A s' }, { markdown: 'A s' }, { html: 'A s' }]) {
    const suggest = (token: string, version: number) => ({
      method: 'POST',
      token,
      body: { version, ...content },
    });
    await expectProblem(412, 'precondition_failed', path, suggest(agent.token, 1));
    await expectProblem(403, 'forbidden', path, suggest(writer.token, 2));
    await expectJson(201, path, suggest(agent.token, 2));
    await expectJson(201, path, suggest(ada.token, 1));
  }
});

test('edits are made once for an Idempotency-Key', async () => {
  const ada = await person();
  const docId = await createDocument(ada, COLOURED as never);
  const request = {
    ...send(ada, 'POST', { baseVersion: 1, edits: [{ find: 'red', replace: 'red and red' }] }),
    headers: { 'Idempotency-Key': 'once' },
  };
  for (let i = 0; i < 2; i++)
    expect(await expectJson(200, `/v1/docs/${docId}/edits`, request)).toEqual({ version: 2 });
});

test('a document is a file in each format, at any version, with a name that systems take', async () => {
  const ada = await person();
  const docId = await createDocument(ada, COLOURED as never, 'Größe: 1/2 "x"');
  await expectJson(200, `/v1/docs/${docId}/content`, send(ada, 'PUT', { text: 'later\n' }));
  const file = async (query: string) => get(ada, `/v1/docs/${docId}/export?${query}`);
  const markdown = await file('format=md&version=1');
  expect(await markdown.text()).toBe('One red sentence here.\n\n- [x] Two\n');
  expect(markdown.headers.get('X-Export-Warnings')).toContain('colors;n=1');
  expect(markdown.headers.get('Content-Disposition')).toBe(
    `attachment; filename="Gr__e 1 2 x.md"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%201%202%20x.md`,
  );
  const page = await (await file('format=html&version=1')).text();
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain('<title>Größe: 1/2 &quot;x&quot;</title>');
  expect(page).not.toContain('<script');
  expect(await (await file('format=txt')).text()).toBe('later\n');
  expect(await (await file('format=json')).json()).toMatchObject({
    version: 2,
    ops: [{ insert: 'later' }, {}],
  });
  const { headers } = await file('format=txt');
  const again = await call(`/v1/docs/${docId}/export?format=txt`, {
    token: ada.token,
    headers: { 'If-None-Match': headers.get('ETag') ?? '' },
  });
  expect(again.status).toBe(304);
  await expectProblem(422, 'invalid_request', `/v1/docs/${docId}/export?format=pdf`, { token: ada.token });
  await expectProblem(404, 'unknown_version', `/v1/docs/${docId}/export?format=md&version=9`, {
    token: ada.token,
  });
});

test('what would be too deep or too large is refused, and nothing is made', async () => {
  const ada = await person();
  const docId = await createDocument(ada);
  const path = `/v1/docs/${docId}/content`;
  await expectProblem(422, 'invalid_content', path, send(ada, 'PUT', { html: '<b>'.repeat(600) }));
  const long = `[a]: <https://example.com/${'x'.repeat(2_000)}>\n\n${'[a] '.repeat(3_000)}`;
  await expectProblem(413, 'document_full', path, send(ada, 'PUT', { markdown: long }));
  expect((await expectJson(200, path, { token: ada.token })).version).toBe(0);
});

test('what is too dense to be read at once is refused by every route that reads it', async () => {
  const ada = await person();
  const docId = await createDocument(ada, [{ insert: 'word\n' }]);
  const before = await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token });
  const dense = { html: '<b>x</b>'.repeat(40_000), markdown: '*x* '.repeat(100_000) };
  for (const content of [{ html: dense.html }, { markdown: dense.markdown }]) {
    await expectProblem(422, 'invalid_content', '/v1/docs', send(ada, 'POST', { title: 'x', content }));
    const path = `/v1/docs/${docId}`;
    await expectProblem(422, 'invalid_content', `${path}/content`, send(ada, 'PUT', content));
    const based = { baseVersion: before.version, ...content };
    await expectProblem(422, 'invalid_content', `${path}/content`, send(ada, 'PUT', based));
    await expectProblem(
      422,
      'invalid_content',
      `${path}/suggestions`,
      send(ada, 'POST', { version: before.version, ...content }),
    );
  }
  const edits = [{ find: 'word', replace: dense.markdown }];
  for (const as of ['edit', 'suggestion'])
    await expectProblem(
      422,
      'invalid_content',
      `/v1/docs/${docId}/edits`,
      send(ada, 'POST', { baseVersion: before.version, edits, as }),
    );
  expect(await expectJson(200, `/v1/docs/${docId}/content`, { token: ada.token })).toEqual(before);
});
