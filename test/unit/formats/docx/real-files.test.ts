import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readDocx } from '../../../../src/formats/docx/read.ts';
import type { Imported } from '../../../../src/formats/imported.ts';
import { canonicalJson } from '../../../../src/ot/canonical.ts';
import { countedIds } from '../../../support/plain-ids.ts';
import { REVIEW } from '../../../support/word-documents.ts';

/** A file that LibreOffice 7.4 wrote, of a text of our own. */
async function read(name: string): Promise<Imported> {
  const file = await readFile(new URL(`../../../support/word-files/${name}`, import.meta.url));
  return readDocx(file, { placeImage: async () => null, newId: countedIds() });
}

test('a page of HTML that LibreOffice saved as a Word file has its lines, marks and tables', async () => {
  const { title, document, warnings } = await read('letter.docx');
  expect(title).toBe('A letter');
  expect(warnings.map(({ code, count }) => [code, count])).toEqual([['merged_cells', 1]]);
  expect(document).toEqual([
    { insert: 'Harbour report' },
    { insert: '\n', attributes: { header: 1 } },
    { insert: 'The ' },
    { insert: 'north', attributes: { bold: true } },
    { insert: ' quay was ' },
    { insert: 'repaired', attributes: { italic: true } },
    { insert: ' in ' },
    { insert: 'May', attributes: { underline: true } },
    { insert: '; see ' },
    { insert: 'the plan', attributes: { link: 'https://example.com/quay' } },
    { insert: '.\nCosts' },
    { insert: '\n', attributes: { header: 2 } },
    { insert: 'stone' },
    { insert: '\n', attributes: { list: 'bullet' } },
    { insert: 'granite' },
    { insert: '\n', attributes: { list: 'bullet', indent: 1 } },
    { insert: 'timber' },
    { insert: '\n', attributes: { list: 'bullet' } },
    { insert: 'survey' },
    { insert: '\n', attributes: { list: 'ordered' } },
    { insert: 'repair' },
    { insert: '\n', attributes: { list: 'ordered' } },
    { insert: 'Centred line' },
    { insert: '\n', attributes: { align: 'center' } },
    { insert: 'A red line with H', attributes: { color: '#b42318' } },
    { insert: '2', attributes: { script: 'sub', color: '#b42318' } },
    { insert: 'O', attributes: { color: '#b42318' } },
    { insert: '\nItem' },
    { insert: '\n', attributes: { cell: 'n0.n1.n2', align: 'center' } },
    { insert: 'Price' },
    { insert: '\n', attributes: { cell: 'n0.n1.n3', align: 'center' } },
    { insert: 'Stone' },
    { insert: '\n', attributes: { cell: 'n0.n4.n2' } },
    { insert: '10' },
    { insert: '\n', attributes: { cell: 'n0.n4.n3', align: 'right' } },
    { insert: 'both' },
    { insert: '\n', attributes: { cell: 'n0.n5.n2' } },
    { insert: '\n', attributes: { cell: 'n0.n5.n3' } },
    { insert: 'Well done.' },
    { insert: '\n', attributes: { blockquote: true } },
    { insert: 'line 1' },
    { insert: '\n', attributes: { 'code-block': true } },
    { insert: 'line 2' },
    { insert: '\n', attributes: { 'code-block': true } },
    { insert: { divider: true } },
    { insert: '\nשלום' },
    { insert: '\n', attributes: { direction: 'rtl' } },
    { insert: 'Line' },
    { insert: { 'line-break': true } },
    { insert: 'break\n' },
  ]);
});

test('what LibreOffice wrote of comments and tracked changes are threads and suggestions', async () => {
  const { document, threads, suggestions, warnings } = await read('review.docx');
  expect(canonicalJson(document)).toBe(canonicalJson(REVIEW.document));
  expect(warnings).toEqual([]);
  expect(suggestions).toEqual(REVIEW.suggestions);
  // It forgets which comment answers which.
  expect(threads).toEqual(
    REVIEW.threads.flatMap(({ comments, ...thread }) =>
      comments.map((comment) => ({ ...thread, comments: [comment] })),
    ),
  );
});
