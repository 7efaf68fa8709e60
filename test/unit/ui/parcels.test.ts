import { expect, test } from 'vitest';
import { unzip } from '../../../src/formats/zip/unzip.ts';
import { zipOf } from '../../../src/formats/zip/zip-writer.ts';
import { ApiProblem } from '../../../web/api/problem.ts';
import { MOST_FILES } from '../../../web/app/import/gather.ts';
import { type Contents, type Parcel, pack } from '../../../web/app/import/parcels.ts';
import { NOTHING, resultOf, sendParcels } from '../../../web/app/import/send-parcels.ts';

const LARGE = 20 * 1024 * 1024 + 1;

function folder(files: Record<string, string | number>) {
  const made = Object.entries(files).map(([path, content]): [string, File] => {
    const part = typeof content === 'string' ? content : new Uint8Array(content);
    return [path, new File([part], path.slice(path.lastIndexOf('/') + 1))];
  });
  return { name: 'folder', files: new Map(made), isFolder: true };
}

async function packed(source: Parameters<typeof pack>[0]): Promise<Contents> {
  const contents = await pack(source);
  if ('refusal' in contents) throw new Error(contents.refusal);
  return contents;
}

async function namesIn({ content }: Parcel): Promise<string[]> {
  return [...unzip(new Uint8Array(await content.arrayBuffer())).keys()];
}

test('a folder is packed with the images that its texts name, and its files of office programs go by themselves', async () => {
  const contents = await packed(
    folder({
      'a.md': '![](img/one%20two.png)',
      'img/one two.png': 'pixels',
      'img/other.png': 'pixels',
      'sub/b.docx': 'word',
      'sub/c.odt': 'text',
      '__MACOSX/._a.md': 'x',
    }),
  );
  expect(contents.parcels.map(({ name, path }) => [name, path])).toEqual([
    ['b.docx', 'sub/b.docx'],
    ['c.odt', 'sub/c.odt'],
    ['1.zip', 'a.md'],
  ]);
  expect(await namesIn(contents.parcels[2] as Parcel)).toEqual(['a.md', 'img/one two.png']);
  expect([contents.leftOut, contents.tooLarge]).toEqual([1, []]);
});

test('what the server would not take is named, or counted, and the rest goes', async () => {
  const contents = await packed(
    folder({ 'a.md': 'a', 'large.md': LARGE, 'large.docx': LARGE, 'large.png': LARGE }),
  );
  expect(await namesIn(contents.parcels[0] as Parcel)).toEqual(['a.md']);
  expect(contents.tooLarge).toEqual(['large.md', 'large.docx']);
  expect(resultOf(contents)).toEqual({
    documents: [],
    warnings: [{ code: 'dropped_file', count: 1 }],
    failed: [
      { file: 'large.md', code: 'too_large', message: '' },
      { file: 'large.docx', code: 'too_large', message: '' },
    ],
  });
});

test('a folder of Word files alone says what else it has', async () => {
  expect(await packed(folder({ 'a.docx': 'a', 'b.png': 'b' }))).toMatchObject({ leftOut: 1 });
});

test('a folder with too many files, or none that counts, is refused', async () => {
  const many = Object.fromEntries(Array.from({ length: MOST_FILES + 1 }, (_, n) => [`${n}.md`, '']));
  expect(await pack(folder(many))).toEqual({ refusal: 'tooManyFiles' });
  expect(await pack(folder({ 'a.png': 'a' }))).toEqual({ refusal: 'nothing' });
});

test('an archive of more texts than the server takes goes in several', async () => {
  const texts = Array.from({ length: 51 }, (_, n) => [`${n}.md`, new Uint8Array([n]), 1] as const);
  const file = new File([zipOf(texts)], 'many.zip');
  const { parcels } = await packed({
    name: 'many.zip',
    files: new Map([['many.zip', file]]),
    isFolder: false,
  });
  const names = await Promise.all(parcels.map(namesIn));
  expect(names.map(({ length }) => length)).toEqual([20, 20, 11]);
  expect(new Set(names.flat()).size).toBe(51);
});

const PARCELS = ['a', 'b', 'c'].map((path) => ({ name: `${path}.docx`, path, content: new Blob([path]) }));

/** Sends three parcels, of which `b` ends in this error. */
function sendThree(error: ApiProblem) {
  const send = async ({ path }: Parcel) => {
    if (path === 'b') throw error;
    return { ...NOTHING, documents: [{ id: path, title: path }] };
  };
  return sendParcels(PARCELS, NOTHING, { send, tell: () => undefined });
}

test('a file that is refused is named, and those after it are sent', async () => {
  const { result, why } = await sendThree(new ApiProblem('unreadable_file', 422, 'Damaged.'));
  expect(why).toBeNull();
  expect(result.documents.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(result.failed).toEqual([{ file: 'b', code: 'unreadable_file', message: 'Damaged.' }]);
});

test('an error that is not about the file ends it, and what was made is told', async () => {
  const error = new ApiProblem('too_many_documents', 409, 'Full.');
  const { result, why } = await sendThree(error);
  expect(why).toBe(error);
  expect(result.documents.map(({ id }) => id)).toEqual(['a']);
});
