import { describe, expect, test } from 'vitest';
import { codes, document, item, list, p, read, style } from '../../../support/odt-parts.ts';

describe('the tables of an OpenDocument text', () => {
  const cell = (inner: string, attributes = ''): string =>
    `<table:table-cell${attributes}>${inner}</table:table-cell>`;

  test('have repeated columns, rows and cells; what is covered is empty', async () => {
    const body =
      '<table:table><table:table-column table:number-columns-repeated="3"/>' +
      `<table:table-row table:number-rows-repeated="2">${cell(p('a'), ' table:number-columns-repeated="2"')}${cell(p('b') + p('c'))}</table:table-row>` +
      `<table:table-row>${cell(p('d'), ' table:number-rows-spanned="2" table:number-columns-spanned="2"')}<table:covered-table-cell>${p('gone')}</table:covered-table-cell>${cell('')}</table:table-row></table:table>`;
    const found = await read(body);
    const place = (row: number, column: number) => ({ cell: `n0.n${row}.n${column}` });
    const line = (insert: string, row: number, column: number) => [
      ...(insert === '' ? [] : [{ insert }]),
      { insert: '\n', attributes: place(row, column) },
    ];
    expect(found.document).toEqual([
      ...[1, 5].flatMap((row) => [
        ...line('a', row, 2),
        ...line('a', row, 3),
        ...line('b', row, 4),
        ...line('c', row, 4),
      ]),
      ...line('d', 6, 2),
      ...line('', 6, 3),
      ...line('', 6, 4),
      { insert: '\n' },
    ]);
    expect(codes(found)).toEqual({ merged_cells: 1, hidden_text: 1 });
  });

  test('have lists of their own; tables in them are lines', async () => {
    const inner = `<table:table><table:table-row>${cell(p('x'))}${cell(p('y'))}</table:table-row></table:table>`;
    const body = `<table:table><table:table-row>${cell(list(item(p('i'))) + inner)}</table:table-row></table:table>`;
    const found = await read(list(item(p('o') + body)));
    expect(found.document).toEqual([
      { insert: 'o' },
      { insert: '\n', attributes: { list: 'bullet' } },
      { insert: 'i' },
      { insert: '\n', attributes: { cell: 'n0.n1.n2', list: 'bullet' } },
      { insert: 'x' },
      { insert: '\n', attributes: { cell: 'n0.n1.n2' } },
      { insert: 'y' },
      { insert: '\n', attributes: { cell: 'n0.n1.n2' } },
      { insert: '\n' },
    ]);
    expect(codes(found)).toEqual({ nested_table: 1 });
  });
});

test('answers belong to the comment that they answer, and a comment without an end stands on its place', async () => {
  const comment = (name: string, body: string, more = ''): string =>
    `<office:annotation office:name="${name}"${more}><dc:creator>${name}</dc:creator>${p(body)}</office:annotation>`;
  const { threads } = await read(
    p(
      `a${comment('B', 'two', ' loext:parent-name="A"')}${comment('A', 'one', ' loext:resolved="true"')}bc<office:annotation-end office:name="A"/>d${comment('C', 'here')}e`,
    ),
  );
  const said = (author: string, body: string) => ({ author, date: null, body });
  expect(threads).toEqual([
    { index: 1, length: 2, isResolved: true, comments: [said('A', 'one'), said('B', 'two')] },
    { index: 4, length: 0, isResolved: false, comments: [said('C', 'here')] },
  ]);
});

test('an embed of ours stays where another program kept its bookmark, and is text where its text was changed', async () => {
  const bookmark = (name: string, inner: string): string =>
    `<text:bookmark-start text:name="${name}"/>${inner}<text:bookmark-end text:name="${name}"/>`;
  const video = 'https://example.com/v';
  const body =
    p(bookmark('cde-1-mention=user:a;b;2', '@a;b') + bookmark('cde-2-mention=user:a;', '@a, said')) +
    p(bookmark('cde-3-formula;', 'x<text:s/> y') + bookmark('cde-4-page-break;', '<text:line-break/>')) +
    p(`<text:a xlink:href="${video}">${bookmark(`cde-5-video=${video};`, video)}</text:a>`) +
    p(bookmark('cde-6-video=javascript:x;', 'javascript:x') + bookmark('cde-7-divider;', '')) +
    p('<text:bookmark-start text:name="cde-8-mention=user:a;"/>@a') +
    p('other');
  expect(await document(body)).toEqual([
    { insert: { mention: 'user:a;b' } },
    { insert: '@a, said\n' },
    { insert: { formula: 'x  y' } },
    { insert: { 'page-break': true } },
    { insert: '\n' },
    { insert: { video } },
    { insert: '\njavascript:x\n' },
    { insert: { mention: 'user:a' } },
    { insert: '\nother\n' },
  ]);
});

test('insertions end in any order', async () => {
  const region = (id: string, who: string): string =>
    `<text:changed-region text:id="${id}"><text:insertion><office:change-info><dc:creator>${who}</dc:creator></office:change-info></text:insertion></text:changed-region>`;
  const mark = (kind: string, id: string): string => `<text:change-${kind} text:change-id="${id}"/>`;
  const body =
    `<text:tracked-changes>${region('a', 'Ada')}${region('g', 'Grace')}</text:tracked-changes>` +
    p(
      `1${mark('start', 'a')}2${mark('start', 'g')}3${mark('end', 'a')}4${mark('end', 'g')}5${mark('start', 'a')}6${mark('start', 'g')}7${mark('end', 'g')}8${mark('end', 'a')}9`,
    );
  const { document: ops, suggestions } = await read(body);
  expect(ops).toEqual([{ insert: '159\n' }]);
  expect(suggestions.map(({ author, delta }) => [author, delta])).toEqual([
    ['Ada', [{ retain: 1 }, { insert: '2' }, { retain: 1 }, { insert: '68' }]],
    ['Grace', [{ retain: 1 }, { insert: '34' }, { retain: 1 }, { insert: '7' }]],
  ]);
});

test('deleted ends of paragraphs give each its own style back', async () => {
  const changes =
    '<text:tracked-changes><text:changed-region text:id="c"><text:deletion><office:change-info><dc:creator>Ada</dc:creator></office:change-info>' +
    `<text:h text:outline-level="2">b</text:h>${p('c', 'Quotations')}${p('', 'Standard')}</text:deletion></text:changed-region></text:tracked-changes>`;
  const named = style('Quotations', '') + style('Standard', '');
  const body = `${changes}<text:h text:outline-level="2">a<text:change text:change-id="c"/>d</text:h>`;
  const { document: ops, suggestions } = await read(body, { named });
  expect(ops).toEqual([
    { insert: 'ab' },
    { insert: '\n', attributes: { header: 2 } },
    { insert: 'c' },
    { insert: '\n', attributes: { blockquote: true } },
    { insert: 'd\n' },
  ]);
  expect(suggestions).toEqual([{ author: 'Ada', date: null, delta: [{ retain: 1 }, { delete: 4 }] }]);
});
