import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Imported } from '../../../../src/formats/imported.ts';
import { canonicalJson } from '../../../../src/ot/canonical.ts';
import { compose } from '../../../../src/ot/compose.ts';
import { REVIEW } from '../../../support/office-documents.ts';
import { DOCX, ODT, OFFICE_FORMATS, type OfficeFormat } from '../../../support/office-formats.ts';
import { countedIds } from '../../../support/plain-ids.ts';

/** A file that LibreOffice 7.4 wrote, of a text of our own. */
async function read(name: string, format: OfficeFormat): Promise<Imported> {
  const file = await readFile(
    new URL(`../../../support/office-files/${name}.${format.ending}`, import.meta.url),
  );
  return format.read(file, { placeImage: async () => null, newId: countedIds() });
}

test.each(OFFICE_FORMATS)(
  'a page of HTML that LibreOffice saved as $ending has its lines, marks and tables',
  async (format) => {
    const { title, document, warnings } = await read('letter', format);
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
  },
);

test.each(OFFICE_FORMATS)(
  'what LibreOffice wrote of comments and tracked changes as $ending are threads and suggestions',
  async (format) => {
    const { document, threads, suggestions, warnings } = await read('review', format);
    // It forgets which comment answers which.
    expect(threads).toEqual(
      REVIEW.threads.flatMap(({ comments, ...thread }) =>
        comments.map((comment) => ({ ...thread, comments: [comment] })),
      ),
    );
    if (format === DOCX) {
      expect(canonicalJson(document)).toBe(canonicalJson(REVIEW.document));
      expect(warnings).toEqual([]);
      expect(suggestions).toEqual(REVIEW.suggestions);
      return;
    }
    // Of changed formats OpenDocument says only that they were changed: they stay as they are after it.
    const [grace, alan] = REVIEW.suggestions;
    const formatted = [{ retain: 20 }, { retain: 6, attributes: { bold: true } }];
    expect(canonicalJson(document)).toBe(canonicalJson(compose(REVIEW.document, formatted)));
    expect(warnings).toMatchObject([{ code: 'tracked_changes', count: 1 }]);
    expect(suggestions).toEqual([{ ...grace, delta: grace?.delta.slice(0, 3) }, alan]);
  },
);

test('what LibreOffice wrote of everything that an OpenDocument text has is what it shows', async () => {
  const { document, threads, suggestions, warnings } = await read('features', ODT);
  expect(document).toEqual([
    { insert: 'A head' },
    { insert: '\n', attributes: { header: 2 } },
    { insert: 'Plain ' },
    { insert: 'bold ', attributes: { bold: true, color: '#b42318' } },
    { insert: 'both', attributes: { bold: true, italic: true, color: '#b42318', background: '#ffe08a' } },
    { insert: '   spaces\ttab' },
    { insert: { 'line-break': true } },
    { insert: 'line ' },
    { insert: 'link', attributes: { link: 'https://example.com/a' } },
    { insert: ' 1\n' },
    { insert: 'all bold', attributes: { bold: true } },
    { insert: '\none' },
    { insert: '\n', attributes: { list: 'ordered' } },
    { insert: 'more of one' },
    { insert: '\n', attributes: { indent: 1 } },
    { insert: 'dash' },
    { insert: '\n', attributes: { list: 'bullet', indent: 1 } },
    { insert: 'box' },
    { insert: '\n', attributes: { list: 'unchecked', indent: 2 } },
    { insert: 'five' },
    { insert: '\n', attributes: { list: 'ordered' } },
    { insert: 'h1' },
    { insert: '\n', attributes: { cell: 'n0.n1.n2', 'cell-head': true, 'cell-width': 192 } },
    { insert: 'h2' },
    { insert: '\n', attributes: { cell: 'n0.n1.n3', 'cell-head': true, 'cell-width': 384 } },
    { insert: 'wide' },
    { insert: '\n', attributes: { cell: 'n0.n4.n2' } },
    { insert: '\n', attributes: { cell: 'n0.n4.n3' } },
    { insert: 'שלום' },
    { insert: '\n', attributes: { direction: 'rtl' } },
    { insert: { 'page-break': true } },
    { insert: '\nNew page' },
    { insert: { footnote: 'An endnote' } },
    { insert: '\nIn a section\nIn a box\nThe end\nBegin of a line\nLast words.\n' },
  ]);
  const date = '2026-01-02T03:04:05Z';
  const comments = [{ author: 'Ada', date, body: 'Two\nlines' }];
  expect(threads).toEqual([{ index: 167, length: 5, isResolved: false, comments }]);
  expect(suggestions).toEqual([
    { author: 'Ada', date, delta: [{ retain: 142 }, { delete: 10 }] },
    { author: 'Grace', date, delta: [{ retain: 161 }, { insert: '\nInserted line' }] },
  ]);
  expect(warnings.map(({ code, count }) => [code, count])).toEqual([
    ['hidden_text', 1],
    ['list_start', 1],
    ['merged_cells', 1],
    ['note_marks', 1],
  ]);
});
