import { expect, test } from 'vitest';
import { unzip } from '../../../src/formats/zip/unzip.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { png } from '../../support/images.ts';
import { call, createDocument, expectJson, type Json, type Person, person } from '../support/api.ts';
import { importOf } from '../support/imports.ts';

const WIDE = png(30, 20, [1, 2, 3]);

async function exported(who: Person, id: string, format: string): Promise<Response> {
  const response = await call(`/v1/docs/${id}/export?format=${format}`, { token: who.token });
  expect(response.status).toBe(200);
  return response;
}

// A document with an image that is there, twice, and one that was never uploaded.
async function illustrated(who: Person) {
  const id = await createDocument(who, undefined, 'A/B: pictures');
  const body = { body: WIDE, headers: { 'Content-Type': 'image/png' } };
  const { url } = await expectJson(201, `/v1/docs/${id}/uploads`, {
    method: 'POST',
    token: who.token,
    ...body,
  });
  const missing = `/v1/docs/${id}/uploads/${'e'.repeat(64)}`;
  const delta: Delta = [
    { insert: { image: url }, attributes: { alt: 'One', width: '30' } },
    { insert: '\n' },
    { insert: { image: url }, attributes: { alt: 'again' } },
    { insert: { image: missing } },
    { insert: 'Text\n' },
  ];
  await expectJson(200, `/v1/docs/${id}/content`, { method: 'PUT', token: who.token, body: { delta } });
  return { id, url, missing, delta };
}

test('a page has the images of the document in it, and comes back from it', async () => {
  const ada = await person();
  const { id, delta } = await illustrated(ada);
  const page = await exported(ada, id, 'html');
  expect(page.headers.get('X-Export-Warnings')).toBe('linked_image;n=1');
  const html = await page.text();
  const data = `data:image/png;base64,${btoa(String.fromCharCode(...WIDE))}`;
  expect(html.split(data)).toHaveLength(3);
  expect(html).toContain(`https://docs.example/v1/docs/${id}/uploads/${'e'.repeat(64)}`);
  const file = { name: 'page.html', content: html };
  const { documents } = await expectJson(201, '/v1/docs/import', await importOf(ada.token, file));
  const [copy] = documents;
  const { ops } = await expectJson(200, `/v1/docs/${copy.id}/content`, { token: ada.token });
  const own = JSON.parse(JSON.stringify(delta).replaceAll(`/docs/${id}/`, `/docs/${copy.id}/`)) as Delta;
  expect([copy.title, ops.slice(0, 3)]).toEqual(['A/B: pictures', own.slice(0, 3)]);
  expect((await call(ops[0].insert.image, { token: ada.token })).status).toBe(200);
});

test('a ZIP has the Markdown with its images, always the same, and comes back from it', async () => {
  const ada = await person();
  const { id } = await illustrated(ada);
  const response = await exported(ada, id, 'zip');
  expect(response.headers.get('Content-Type')).toBe('application/zip');
  expect(response.headers.get('Content-Disposition')).toContain("filename*=UTF-8''A%20B%20pictures.zip");
  expect(response.headers.get('X-Export-Warnings')).toBe('linked_image;n=1');
  const bytes = new Uint8Array(await response.arrayBuffer());
  const files = unzip(bytes);
  expect([...files.keys()]).toEqual(['A B pictures.md', 'images/1.png']);
  expect(files.get('images/1.png')?.bytes()).toEqual(WIDE);
  const markdown = new TextDecoder().decode(files.get('A B pictures.md')?.bytes());
  expect(markdown).toBe(
    `<img src="images/1.png" alt="One" width="30">\n\n![again](images/1.png)![](https://docs.example/v1/docs/${id}/uploads/${'e'.repeat(64)})Text\n`,
  );
  const again = await exported(ada, id, 'zip');
  expect(new Uint8Array(await again.arrayBuffer())).toEqual(bytes);
  const headers = { 'If-None-Match': again.headers.get('ETag') ?? '' };
  const same = await call(`/v1/docs/${id}/export?format=zip`, { token: ada.token, headers });
  expect(same.status).toBe(304);
  const request = await importOf(ada.token, { name: 'a.zip', content: bytes });
  const [copy] = (await expectJson<Json>(201, '/v1/docs/import', request)).documents;
  const { ops } = await expectJson(200, `/v1/docs/${copy.id}/content`, { token: ada.token });
  const images = ops.filter(({ insert }: Json) => insert.image?.startsWith(`/v1/docs/${copy.id}/`));
  expect([copy.title, images.length]).toEqual(['A B pictures', 2]);
});

test('at an older version it shows what was there', async () => {
  const ada = await person();
  const id = await createDocument(ada, [{ insert: 'first\n' }]);
  await expectJson(200, `/v1/docs/${id}/content`, {
    method: 'PUT',
    token: ada.token,
    body: { text: 'second' },
  });
  const old = await call(`/v1/docs/${id}/export?format=zip&version=1`, { token: ada.token });
  const [text] = unzip(new Uint8Array(await old.arrayBuffer())).values();
  expect(new TextDecoder().decode(text?.bytes())).toBe('first\n');
});

test('a file of text has its footnotes at the end, and one of Markdown says that its images are addresses', async () => {
  const ada = await person();
  const { id } = await illustrated(ada);
  expect((await exported(ada, id, 'md')).headers.get('X-Export-Warnings')).toContain('linked_image;n=2');
  const delta: Delta = [
    { insert: 'One' },
    { insert: { footnote: 'first note' } },
    { insert: ' two' },
    { insert: { footnote: 'second' } },
    { insert: '.\n' },
  ];
  await expectJson(200, `/v1/docs/${id}/content`, { method: 'PUT', token: ada.token, body: { delta } });
  const text = await (await exported(ada, id, 'txt')).text();
  expect(text).toBe('One[1] two[2].\n\n[1] first note\n[2] second\n');
  const content = await call(`/v1/docs/${id}/content`, {
    token: ada.token,
    headers: { Accept: 'text/plain' },
  });
  expect(await content.text()).toBe('One\ufffc two\ufffc.\n');
});
