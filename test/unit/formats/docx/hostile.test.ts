import { describe, expect, test } from 'vitest';
import { readDocx } from '../../../../src/formats/docx/read.ts';
import { UnreadableFile } from '../../../../src/formats/unreadable-file.ts';
import { wordFile } from '../../../support/word-file.ts';

const MANY = 100_000;

const read = (...file: Parameters<typeof wordFile>) =>
  readDocx(wordFile(...file), { placeImage: async () => null });
const times = (count: number, part: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join('');
const run = (text: string): string => `<w:r><w:t>${text}</w:t></w:r>`;

describe('a Word file of few bytes is refused before it takes much memory', () => {
  const PARTS: readonly [string, string, (i: number) => string][] = [
    ['lists', 'numbering', (i) => `<w:num w:numId="${i}"/>`],
    ['levels of a list', 'numbering', (i) => `<w:lvl w:ilvl="${i}"/><w:lvl w:ilvl="-${i}"/><w:lvl/>`],
    ['styles', 'styles', (i) => `<w:style w:type="paragraph" w:styleId="${i}"/>`],
    [
      'footnotes',
      'footnotes',
      (i) => `<w:footnote w:id="${i}"><w:p><w:r><w:t>${'a'.repeat(500)}</w:t></w:r></w:p></w:footnote>`,
    ],
    ['comments', 'comments', (i) => `<w:comment w:id="${i}"/>`],
  ];
  test.each(PARTS)('of very many %s', async (_, name, part) => {
    await expect(read('<w:p/>', { [name]: times(MANY, part) })).rejects.toThrow(UnreadableFile);
  });

  const BODIES: readonly [string, (i: number) => string][] = [
    ['comments on nothing', (i) => `<w:p><w:commentRangeStart w:id="${i}"/></w:p>`],
    ['runs of different formats', (i) => `${run('a')}<w:r><w:rPr><w:b/></w:rPr><w:t>${i % 10}</w:t></w:r>`],
    ['persons', (i) => `<w:ins w:author="a${i}">${run('a')}</w:ins>`],
  ];
  test.each(BODIES)('of very many %s', async (_, part) => {
    await expect(read(`<w:p>${times(MANY, part)}</w:p>`)).rejects.toThrow(UnreadableFile);
  });

  test('of very many links', async () => {
    const links = Object.fromEntries(Array.from({ length: MANY }, (_, i) => [`x${i}`, 'https://e.com']));
    await expect(read('<w:p/>', {}, { links })).rejects.toThrow(UnreadableFile);
  });
});

test('runs that differ in nothing are one', async () => {
  const { document } = await read(`<w:p>${times(2 * MANY, () => run('a'))}</w:p>`);
  expect(document).toEqual([{ insert: `${'a'.repeat(2 * MANY)}\n` }]);
});

test('fields that do not end are refused, and not asked for each piece of text', async () => {
  const begin = '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/></w:r>';
  const end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>';
  await expect(read(`<w:p>${begin.repeat(65)}${run('a')}</w:p>`)).rejects.toThrow(UnreadableFile);
  const { document } = await read(
    `<w:p>${begin.repeat(64)}${run('a')}${end.repeat(64)}${(begin + end).repeat(100)}</w:p>`,
  );
  expect(document).toEqual([{ insert: 'a\n' }]);
});

test('namespaces that are declared again and again are refused before they take long', async () => {
  const declared = times(900, (i) => ` xmlns:n${i}="u"`);
  const body = `<w:p${declared}>${times(10_000, (i) => `<w:x xmlns:b="${i}"/>`)}</w:p>`;
  await expect(read(body)).rejects.toThrow(UnreadableFile);
});

test('parts that expand to more XML than may be read are refused before that', async () => {
  // Nothing of it is kept.
  const body = times(1_800_000, (i) => `<w:r w:a="${i}"/>`);
  await expect(read(body)).rejects.toThrow(/more than 33554432 bytes of XML/);
});
