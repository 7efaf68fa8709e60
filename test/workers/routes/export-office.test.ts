import { describe, expect, test } from 'vitest';
import { EXPORTS } from '../../../src/content/export-content.ts';
import type { Imported } from '../../../src/formats/imported.ts';
import { OFFICE_FORMATS } from '../../support/office-formats.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  giveRole,
  type Person,
  person,
} from '../support/api.ts';
import { tokenOf } from '../support/proposed.ts';
import { hashOf, newImage, uploading } from '../support/uploads.ts';

describe.each(OFFICE_FORMATS)('as $ending', ({ ending, read: readFile }) => {
  const TYPE = EXPORTS[ending];

  async function fileOf(
    who: Pick<Person, 'token'>,
    path: string,
    Accept = '*/*',
  ): Promise<[Response, Imported]> {
    const response = await call(path, { token: who.token, headers: { Accept } });
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, TYPE]);
    const bytes = new Uint8Array(await response.clone().arrayBuffer());
    const placeImage = async (image: Uint8Array) => `https://example.com/${hashOf(image)}`;
    return [response, await readFile(bytes, { placeImage })];
  }

  test('a document is a file with its own images, at any version', async () => {
    const ada = await person();
    const docId = await createDocument(ada, undefined, 'A "title"');
    const [here, gone] = [newImage(), newImage()].map((bytes) => ({ bytes, hash: hashOf(bytes) }));
    await expectJson(201, `/v1/docs/${docId}/uploads`, uploading(ada, here?.bytes as Uint8Array));
    const image = (hash = '') => ({ insert: { image: `/v1/docs/${docId}/uploads/${hash}` } });
    const outside = { insert: { image: 'https://example.com/x.png' } };
    const delta = [image(here?.hash), outside, image(gone?.hash), { insert: 'Text\n' }];
    const body = { method: 'PUT', token: ada.token, body: { delta } };
    await expectJson(200, `/v1/docs/${docId}/content`, body);
    const [response, read] = await fileOf(ada, `/v1/docs/${docId}/export?format=${ending}`);
    expect(response.headers.get('Content-Disposition')).toContain(`filename="A title.${ending}"`);
    expect(response.headers.get('X-Export-Warnings')).toBe('dropped_image;n=1');
    expect(read.title).toBe('A "title"');
    expect([...read.images]).toEqual([`https://example.com/${here?.hash}`]);
    expect(read.document.slice(0, 2)).toEqual([
      { insert: { image: `https://example.com/${here?.hash}` } },
      outside,
    ]);
    const again = await call(`/v1/docs/${docId}/export?format=${ending}`, {
      token: ada.token,
      headers: { 'If-None-Match': response.headers.get('ETag') ?? '' },
    });
    expect(again.status).toBe(304);
    const [, first] = await fileOf(ada, `/v1/docs/${docId}/export?format=${ending}&version=0`);
    expect(first.document).toEqual([{ insert: '\n' }]);
    const [, content] = await fileOf(ada, `/v1/docs/${docId}/content`, TYPE);
    expect(content.document).toEqual(read.document);
  });

  test('its open threads are comments and its open suggestions tracked changes, for who may read them', async () => {
    const [ada, grace] = [await person('Ada'), await person('Grace')];
    const docId = await createDocument(ada, [{ insert: 'One two three\n' }] as never);
    await giveRole(ada, docId, grace, 'commenter');
    const range = { index: 4, length: 3 };
    const post = (who: Person, path: string, body: unknown) =>
      expectJson(201, `/v1/docs/${docId}/${path}`, { method: 'POST', token: who.token, body });
    const thread = await post(grace, 'threads', { version: 1, range, body: 'Why?' });
    await post(ada, `threads/${thread.id}/replies`, { body: 'Because.' });
    await post(grace, 'suggestions', { version: 1, delta: [{ retain: 4 }, { delete: 4 }, { insert: '2 ' }] });
    const [, read] = await fileOf(ada, `/v1/docs/${docId}/export?format=${ending}`);
    const said = (author: string, body: string) => expect.objectContaining({ author, body });
    const comments = [said('Grace', 'Why?'), said('Ada', 'Because.')];
    expect(read.threads).toEqual([{ ...range, isResolved: false, comments }]);
    expect(read.suggestions).toEqual([]);
    const [, tracked] = await fileOf(ada, `/v1/docs/${docId}/export?format=${ending}&suggestions=inline`);
    expect(tracked.document).toEqual([{ insert: 'One two three\n' }]);
    expect(tracked.suggestions).toEqual([
      { author: 'Grace', date: expect.any(String), delta: [{ retain: 4 }, { insert: '2 ' }, { delete: 4 }] },
    ]);
    // A token that may only suggest sees no threads.
    const [, without] = await fileOf(
      await tokenOf(ada, 'docs:suggest'),
      `/v1/docs/${docId}/export?format=${ending}&suggestions=inline`,
    );
    expect([without.threads.length, without.suggestions.length]).toEqual([0, 1]);
    for (const query of ['format=md&suggestions=inline', `format=${ending}&version=1&suggestions=inline`])
      await expectProblem(422, 'invalid_request', `/v1/docs/${docId}/export?${query}`, { token: ada.token });
  });
});
