import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { png } from '../../support/images.ts';
import { odtFile } from '../../support/odt-file.ts';
import { OFFICE_FORMATS } from '../../support/office-formats.ts';
import { call, expectJson, expectProblem, type Json, ORIGIN, type Person, person } from '../support/api.ts';
import { callWith } from '../support/history.ts';
import { archiveOf as archive, importOf, type TestFile } from '../support/imports.ts';

const PATH = '/v1/docs/import';
const bytes = (text: string) => new TextEncoder().encode(text);

async function imported(who: Person, file: TestFile, fields: Record<string, string> = {}): Promise<Json> {
  return expectJson(201, PATH, await importOf(who.token, file, { fields }));
}

async function contentOf(who: Person, id: string): Promise<Json> {
  return (await expectJson(200, `/v1/docs/${id}/content`, { token: who.token })).ops;
}

test('a file becomes a document of the caller, as if it had been created', async () => {
  const ada = await person();
  const content = '---\ntitle: Plan\ntags: x\n---\n# Head\n\nText *here*\n';
  const response = await call(PATH, await importOf(ada.token, { name: 'a.md', content }));
  const result = (await response.json()) as Json;
  expect([response.status, response.headers.get('Location')]).toEqual([
    201,
    `/v1/docs/${result.documents[0].id}`,
  ]);
  expect(result).toEqual({
    documents: [{ id: expect.any(String), title: 'Plan' }],
    warnings: [{ code: 'front_matter', message: expect.any(String), count: 1 }],
    failed: [],
  });
  const { id } = result.documents[0];
  expect(await contentOf(ada, id)).toEqual([
    { insert: 'Head' },
    { insert: '\n', attributes: { header: 1 } },
    { insert: 'Text ' },
    { insert: 'here', attributes: { italic: true } },
    { insert: '\n' },
  ]);
  expect(await expectJson(200, `/v1/docs/${id}`, { token: ada.token })).toMatchObject({
    role: 'owner',
    version: 1,
  });
  const left = await env.DB.prepare('SELECT count(*) AS n FROM erasures WHERE doc_id = ?')
    .bind(id)
    .first('n');
  expect(left).toBe(0);
  const named = await imported(ada, { name: 'a.md', content }, { title: 'Mine' });
  expect(named.documents[0].title).toBe('Mine');
  const heading = await imported(ada, { name: 'b.md', content: '# From the head\n' });
  const page = await imported(ada, { name: 'c.html', content: '<title>Page</title><h1>x</h1>' });
  const text = await imported(ada, { name: 'folder/d e.txt', content: '# text' });
  expect([heading, page, text].map(({ documents: [one] }) => one.title)).toEqual([
    'From the head',
    'Page',
    'd e',
  ]);
});

test('images in a file become uploads of the importer', async () => {
  const ada = await person();
  const image = png(3, 2, new Array(900).fill(7));
  const data = `data:image/png;base64,${btoa(String.fromCharCode(...image))}`;
  const content = `<p><img alt="ok" src="${data}"><img alt="svg" src="data:image/svg+xml;base64,PHN2Zy8+"></p>`;
  const { documents, warnings } = await imported(ada, { name: 'a.html', content });
  const [{ id }] = documents;
  expect(warnings.map(({ code, count }: Json) => [code, count])).toEqual([['dropped_image', 1]]);
  const [{ insert }] = await contentOf(ada, id);
  const file = await call(insert.image, { token: ada.token });
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(image);
  const row = await env.DB.prepare('SELECT payer_id, size FROM uploads WHERE doc_id = ?').bind(id).first();
  expect(row).toEqual({ payer_id: ada.id, size: image.length });
  // Without room for it, its description stays.
  const full = { ...env, LIMITS: JSON.stringify({ uploadBytesPerUser: 10 }) as '' } as Env;
  const grace = await person('Grace');
  const answer = await callWith(full, PATH, await importOf(grace.token, { name: 'a.html', content }));
  const result = (await answer.json()) as Json;
  expect(result.warnings[0]).toMatchObject({ code: 'dropped_image', count: 2 });
  expect(await contentOf(grace, result.documents[0].id)).toEqual([{ insert: 'oksvg\n' }]);
});

test('an archive of texts becomes documents that lead to each other, with their images', async () => {
  const ada = await person();
  const image = png(4, 4);
  const { documents, warnings, failed } = await imported(
    ada,
    archive({
      'Home.md': '[To the plan](Plans/My%20plan.md#x) and [away](gone.md) ![A](Plans/pic%201.png)\n',
      'Plans/My plan.md': '![B](pic%201.png) [home](../Home.md)\n',
      'Plans/pic 1.png': image,
      'Plans/table.csv': 'a,b',
      '__MACOSX/._Home.md': 'junk',
      'bad.txt': new Uint8Array([1, 0]),
    }),
  );
  expect(documents.map(({ title }: Json) => title)).toEqual(['Home', 'My plan']);
  expect(failed).toEqual([{ file: 'bad.txt', code: 'unreadable_file', message: expect.any(String) }]);
  expect(warnings.map(({ code, count }: Json) => [code, count])).toEqual([
    ['dropped_address', 1],
    ['dropped_file', 1],
  ]);
  const [home, plan] = documents.map(({ id }: Json) => id);
  const first = await contentOf(ada, home);
  expect(first[0]).toEqual({ insert: 'To the plan', attributes: { link: `${ORIGIN}/d/${plan}` } });
  const second = await contentOf(ada, plan);
  expect(second[2]).toEqual({ insert: 'home', attributes: { link: `${ORIGIN}/d/${home}` } });
  for (const [id, ops] of [
    [home, first],
    [plan, second],
  ]) {
    const { insert } = ops.find((op: Json) => op.insert.image !== undefined);
    expect(insert.image).toMatch(new RegExp(`^/v1/docs/${id}/uploads/`));
    expect((await call(insert.image, { token: ada.token })).status).toBe(200);
  }
  await expectProblem(422, 'invalid_request', PATH, {
    ...(await importOf(ada.token, archive({ 'a.md': 'a', 'b.md': 'b' }), { fields: { title: 'T' } })),
  });
});

test('a link to a document that could not be made keeps its words, and is counted', async () => {
  const ada = await person();
  const { documents, warnings, failed } = await imported(
    ada,
    archive({
      'a.md': 'See [the **other** one](bad.txt), [again](bad.txt) and [this](b.md).\n',
      'b.md': 'Back to [a](a.md)\n',
      'bad.txt': new Uint8Array([1, 0, 2]),
    }),
  );
  expect(failed).toHaveLength(1);
  const [a, b] = documents;
  expect(await contentOf(ada, a.id)).toEqual([
    { insert: 'See the ' },
    { insert: 'other', attributes: { bold: true } },
    { insert: ' one, again and ' },
    { insert: 'this', attributes: { link: `${ORIGIN}/d/${b.id}` } },
    { insert: '.\n' },
  ]);
  expect(await contentOf(ada, b.id)).toContainEqual({
    insert: 'a',
    attributes: { link: `${ORIGIN}/d/${a.id}` },
  });
  expect(warnings).toEqual([{ code: 'dropped_address', message: expect.any(String), count: 2 }]);
});

test('a quota that is met in the middle keeps what is made, and lists the rest', async () => {
  const ada = await person();
  const limited = { ...env, LIMITS: JSON.stringify({ documentsPerUser: 2 }) as '' } as Env;
  const request = await importOf(ada.token, archive({ 'a.md': 'a', 'b.md': 'b', 'c.md': 'c' }));
  const answer = await callWith(limited, PATH, request);
  const { documents, failed } = (await answer.json()) as Json;
  expect([answer.status, documents.length]).toEqual([201, 2]);
  expect(failed.map(({ file, code }: Json) => [file, code])).toEqual([['c.md', 'too_many_documents']]);
  const none = await callWith(
    limited,
    PATH,
    await importOf(ada.token, archive({ 'a.md': 'a', 'b.md': 'b' })),
  );
  expect([none.status, ((await none.json()) as Json).code]).toEqual([409, 'too_many_documents']);
});

test('what cannot be read is refused, and nothing is made', async () => {
  const ada = await person();
  const refusal = async (file: TestFile, status: number, code: string) =>
    expectProblem(status, code, PATH, await importOf(ada.token, file));
  await refusal({ name: 'a.pdf', content: '%PDF-1.7' }, 415, 'unsupported_media_type');
  for (const name of ['a.ods', 'a.odt', 'a.zip'])
    await refusal(
      { name, content: odtFile('', { mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }) },
      415,
      'unsupported_media_type',
    );
  await refusal({ name: 'a.zip', content: 'no archive' }, 422, 'unreadable_file');
  await refusal({ name: 'a.md', content: new Uint8Array([0, 1]) }, 422, 'unreadable_file');
  await refusal(archive({ 'a.png': png(1, 1) }), 422, 'unreadable_file');
  await refusal(
    { name: 'a.zip', content: archive({ 'a.md': 'a' }).content.slice(0, 60) },
    422,
    'unreadable_file',
  );
  await refusal({ name: 'a.txt', content: 'a'.repeat(7_000_000) }, 413, 'document_full');
  await refusal({ name: 'a.md', content: new Uint8Array(21 * 1024 * 1024) }, 413, 'too_large');
  await refusal({ name: 'a.html', content: '<b>'.repeat(100_000) }, 422, 'unreadable_file');
  for (const fields of [{ title: '' }, { other: 'x' }, { region: 'mars' }])
    await expectProblem(422, 'invalid_request', PATH, {
      ...(await importOf(
        ada.token,
        { name: 'a.md', content: 'a' },
        { fields: fields as Record<string, string> },
      )),
    });
  const send = { method: 'POST', token: ada.token };
  await expectProblem(415, 'unsupported_media_type', PATH, { ...send, body: { file: 'x' } });
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
  await expectProblem(422, 'invalid_request', PATH, { ...send, headers, body: bytes('no form') });
  expect((await expectJson(200, '/v1/docs', { token: ada.token })).items).toEqual([]);
  const rows = await env.DB.prepare('SELECT count(*) AS n FROM uploads WHERE payer_id = ?')
    .bind(ada.id)
    .first('n');
  expect(rows).toBe(0);
});

test.each(OFFICE_FORMATS)(
  'a file of $ending brings its comments and tracked changes',
  async ({ ending, write }) => {
    const ada = await person();
    const document = [{ insert: 'The quick fox' }, { insert: '\n', attributes: { header: 1 } }];
    const { bytes: content } = write({
      document,
      title: 'Report',
      images: new Map(),
      threads: [
        {
          index: 4,
          length: 5,
          isResolved: false,
          comments: [{ author: 'Grace', date: '2024-05-01T10:30:00Z', body: 'Slow?' }],
        },
      ],
      suggestions: [
        { author: 'Grace', date: '2024-05-01T10:30:00Z', delta: [{ retain: 4 }, { insert: 'slow ' }] },
      ],
    });
    const { documents } = await imported(ada, { name: `a.${ending}`, content });
    const [{ id, title }] = documents;
    expect(title).toBe('Report');
    expect(await contentOf(ada, id)).toEqual(document);
    // It is what is in it, by another name too.
    const renamed = await imported(ada, { name: 'a.zip', content });
    expect(renamed.documents[0].title).toBe('Report');
    const read = async (path: string) =>
      (await expectJson(200, `/v1/docs/${id}/${path}`, { token: ada.token })).items;
    const [thread] = await read('threads');
    expect([thread.quote, thread.comments[0].body]).toEqual(['quick', 'Grace, 2024-05-01 10:30 UTC\nSlow?']);
    const [suggestion] = await read('suggestions');
    expect(suggestion.note).toMatch(/^Grace/);
    await expectProblem(
      422,
      'unreadable_file',
      PATH,
      await importOf(ada.token, { name: `a.${ending}`, content: 'no' }),
    );
  },
);
