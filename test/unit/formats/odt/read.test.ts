import { describe, expect, test } from 'vitest';
import { linesOf } from '../../../../src/formats/blocks/lines.ts';
import type { Imported } from '../../../../src/formats/imported.ts';
import { readOdt } from '../../../../src/formats/odt/read.ts';
import type { Op } from '../../../../src/ot/op.ts';
import { png } from '../../../support/images.ts';
import { odtFile } from '../../../support/odt-file.ts';
import { countedIds } from '../../../support/plain-ids.ts';

async function read(...file: Parameters<typeof odtFile>): Promise<Imported> {
  return readOdt(odtFile(...file), {
    placeImage: async (bytes) => `https://example.com/${bytes.length}`,
    newId: countedIds(),
  });
}

async function document(...file: Parameters<typeof odtFile>): Promise<readonly Op[]> {
  return (await read(...file)).document;
}

const codes = ({ warnings }: Imported): Record<string, number> =>
  Object.fromEntries(warnings.map(({ code, count }) => [code, count]));
const p = (inner: string, style = ''): string =>
  `<text:p${style && ` text:style-name="${style}"`}>${inner}</text:p>`;
const style = (name: string, inner: string, { parent = '', family = 'paragraph', more = '' } = {}): string =>
  `<style:style style:name="${name}" style:family="${family}"${parent && ` style:parent-style-name="${parent}"`}${more}>${inner}</style:style>`;
const text = (properties: string): string => `<style:text-properties ${properties}/>`;
const paragraph = (properties: string): string => `<style:paragraph-properties ${properties}/>`;
const item = (inner: string, attributes = ''): string =>
  `<text:list-item${attributes}>${inner}</text:list-item>`;
const list = (inner: string, name = ''): string =>
  `<text:list${name && ` text:style-name="${name}"`}>${inner}</text:list>`;

describe('the lines of an OpenDocument text', () => {
  test('are headings by their level, or by the name, the base or the level of their style', async () => {
    const named =
      style('Heading_20_3', '') +
      style('Mine', '', { parent: 'Heading_20_3' }) +
      style('Leveled', '', { more: ' style:default-outline-level="2"' }) +
      style('x1', '', { more: ' style:display-name="Title"' });
    const automatic = style('P1', paragraph('fo:text-align="center"'), { parent: 'Mine' });
    const body =
      '<text:h text:outline-level="9">a</text:h><text:h>b</text:h>' +
      ['P1', 'Leveled', 'x1', 'None'].map((name) => p(name, name)).join('');
    expect(await document(body, { named, automatic })).toEqual([
      { insert: 'a' },
      { insert: '\n', attributes: { header: 6 } },
      { insert: 'b' },
      { insert: '\n', attributes: { header: 1 } },
      { insert: 'P1' },
      { insert: '\n', attributes: { header: 3, align: 'center' } },
      { insert: 'Leveled' },
      { insert: '\n', attributes: { header: 2 } },
      { insert: 'x1' },
      { insert: '\n', attributes: { header: 1 } },
      { insert: 'None\n' },
    ]);
  });

  test('are items of lists by the level of their style, however they nest', async () => {
    const named =
      '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="a"/>' +
      '<text:list-level-style-image text:level="2"/><text:list-level-style-number text:level="3" style:num-format=""/>' +
      '<text:list-level-style-bullet text:level="4" text:bullet-char="☑"/></text:list-style>' +
      '<text:list-style style:name="M"><text:list-level-style-number text:level="1" text:start-value="3" style:num-format="1"/></text:list-style>';
    const body =
      list(
        `<text:list-header>${p('head')}</text:list-header>` +
          item(p('a') + p('more') + list(item(p('b') + list(item(p('none') + list(item(p('box')))))))) +
          item(list(item(p('deep'))) + p('after')) +
          item('<text:h text:outline-level="1"><text:number>1.</text:number>h</text:h>'),
        'L',
      ) + list(item(p('three'), ' text:style-override="M"'), 'L');
    const found = await read(body, { named });
    expect(found.document).toEqual([
      { insert: 'head' },
      { insert: '\n', attributes: { indent: 1 } },
      { insert: 'a' },
      { insert: '\n', attributes: { list: 'ordered' } },
      { insert: 'more' },
      { insert: '\n', attributes: { indent: 1 } },
      { insert: 'b' },
      { insert: '\n', attributes: { list: 'bullet', indent: 1 } },
      { insert: 'none' },
      { insert: '\n', attributes: { indent: 2 } },
      { insert: 'box' },
      { insert: '\n', attributes: { list: 'checked', indent: 3 } },
      { insert: 'deep' },
      { insert: '\n', attributes: { list: 'bullet', indent: 1 } },
      { insert: 'after' },
      { insert: '\n', attributes: { indent: 1 } },
      { insert: 'h' },
      { insert: '\n', attributes: { header: 1 } },
      { insert: 'three' },
      { insert: '\n', attributes: { list: 'ordered' } },
    ]);
    expect(codes(found)).toEqual({ heading_numbers: 1, list_start: 1 });
  });

  test('are boxes to tick by content controls and by fields of forms', async () => {
    const control = (state: boolean): string =>
      `<loext:content-control loext:checkbox="true" loext:checked="${state}">☒</loext:content-control>`;
    const field =
      '<field:fieldmark field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"><field:param field:name="Checkbox_Checked" field:value="true"/></field:fieldmark>';
    const hint = '<loext:content-control loext:showing-place-holder="true">Choose</loext:content-control>';
    expect(await document(p(`${control(false)} one${hint}`) + p(`${field} two ${field}`))).toEqual([
      { insert: 'one' },
      { insert: '\n', attributes: { list: 'unchecked' } },
      { insert: 'two ☒' },
      { insert: '\n', attributes: { list: 'checked' } },
    ]);
  });

  test('have their direction, and the sides of the standard, or those of LibreOffice', async () => {
    const automatic = ['start', 'end', 'left', 'right', 'justify']
      .map((side) => style(`R${side}`, paragraph(`fo:text-align="${side}" style:writing-mode="rl-tb"`)))
      .concat(style('Lend', paragraph('fo:text-align="end"')))
      .join('');
    const body = ['Rstart', 'Rend', 'Rleft', 'Rright', 'Rjustify', 'Lend']
      .map((name) => p('', name))
      .join('');
    const sides = async (meta: string): Promise<unknown[]> =>
      linesOf([...(await document(body, { automatic, meta }))]).map(({ format }) => format.align);
    expect(await sides('')).toEqual([undefined, 'left', 'left', undefined, 'justify', 'right']);
    expect(await sides('<meta:generator>LibreOffice/7.4</meta:generator>')).toEqual([
      'left',
      undefined,
      'left',
      undefined,
      'justify',
      'right',
    ]);
  });

  test('end pages by their styles, and are lines across the page', async () => {
    const automatic =
      style('B', paragraph('fo:break-before="page"')) +
      style('A', paragraph('fo:break-after="page"')) +
      style('M', '', { more: ' style:master-page-name="Standard"' }) +
      style('R', paragraph('fo:border-bottom="1pt solid #000000" fo:border-top="none"'));
    const body = p('1', 'M') + p('2', 'B') + p('3', 'A') + p('4') + p('5', 'M') + p('', 'R');
    const pageBreak = { insert: { 'page-break': true } };
    expect(await document(body)).toEqual([{ insert: '1\n2\n3\n4\n5\n\n' }]);
    expect(await document(body, { automatic })).toEqual([
      { insert: '1\n' },
      pageBreak,
      { insert: '\n2\n3\n' },
      pageBreak,
      { insert: '\n4\n' },
      pageBreak,
      { insert: '\n5\n' },
      { insert: { divider: true } },
      { insert: '\n' },
    ]);
  });
});

describe('the text of an OpenDocument text', () => {
  test('has white space as the standard has it', async () => {
    const body =
      '<text:p>\n  a \t b <text:span> c</text:span><text:s text:c="2"/> d<text:tab/> e<text:line-break/> f\n </text:p>' +
      p('g ') +
      p('<text:soft-page-break/>h<text:bookmark-start text:name="x"/>i');
    expect(await document(body)).toEqual([
      { insert: 'a b c   d\t e' },
      { insert: { 'line-break': true } },
      { insert: ' f\ng \nhi\n' },
    ]);
  });

  test('has the marks of its spans and their styles, and colours by value', async () => {
    const named =
      style('Strong', text('fo:font-weight="bold"'), { family: 'text' }) +
      style('Source_20_Text', text('style:font-name="Mono" fo:color="#00ff00"'), { family: 'text' }) +
      style('Body', text('fo:color="#111111" fo:font-weight="bold"'));
    const automatic =
      style('T1', text('fo:font-weight="normal" fo:font-style="italic"'), {
        family: 'text',
        parent: 'Strong',
      }) +
      style('T2', text('fo:color="#ff0000" fo:background-color="transparent"'), {
        family: 'text',
        parent: 'Strong',
      }) +
      style('T3', text('style:text-position="-33% 58%" style:text-line-through-style="solid"'), {
        family: 'text',
      }) +
      style(
        'T4',
        text('style:font-name="Courier New" fo:color="#000000" style:text-underline-style="wave"'),
        {
          family: 'text',
        },
      ) +
      style('P1', text('fo:font-weight="bold" fo:color="#222222"'), { parent: 'Body' });
    const span = (name: string, inner: string): string =>
      `<text:span text:style-name="${name}">${inner}</text:span>`;
    const body =
      p(span('T1', `a${span('T2', 'b')}`) + span('T3', 'c') + span('T4', 'd') + span('Source_20_Text', 'e')) +
      p('f', 'P1');
    expect(await document(body, { named, automatic })).toEqual([
      { insert: 'a', attributes: { italic: true } },
      { insert: 'b', attributes: { bold: true, italic: true, color: '#ff0000' } },
      { insert: 'c', attributes: { strike: true, script: 'sub' } },
      { insert: 'd', attributes: { underline: true, code: true } },
      { insert: 'e', attributes: { code: true } },
      { insert: '\n' },
      { insert: 'f', attributes: { bold: true, color: '#222222' } },
      { insert: '\n' },
    ]);
  });

  test('has links, and not the look that programs give them', async () => {
    const automatic = style('T', text('fo:color="#1155cc" style:text-underline-style="solid"'), {
      family: 'text',
    });
    const link = (href: string, inner: string): string =>
      `<text:a xlink:type="simple" xlink:href="${href}">${inner}</text:a>`;
    const found = await read(
      p(
        link('https://example.com/', '<text:span text:style-name="T">a</text:span>') +
          link('#b', 'b') +
          link('file:///c', 'c'),
      ),
      { automatic },
    );
    expect(found.document).toEqual([
      { insert: 'a', attributes: { link: 'https://example.com/' } },
      { insert: 'bc\n' },
    ]);
    expect(codes(found)).toEqual({ internal_links: 1, dropped_address: 1 });
  });

  test('has images of the file and links to others, by their first kind that can be had', async () => {
    const frame = (inner: string, size = ''): string =>
      `<draw:frame${size}>\n${inner}\n<svg:title>t</svg:title></draw:frame>`;
    const image = (href: string): string => `<draw:image xlink:href="${href}"/>`;
    const found = await read(
      p(
        frame(image('Pictures/a.svm') + image('./Pictures/b.png'), ' svg:width="2in"') +
          frame(`${image('https://example.com/c.png')}<svg:desc>d</svg:desc>`) +
          frame(image('Pictures/gone.png')) +
          frame('<draw:object xlink:href="Object 1"/>') +
          '<draw:custom-shape><text:p>shape</text:p></draw:custom-shape><draw:line/>',
      ) + frame(image('https://example.com/page.png')),
      { files: { 'Pictures/a.svm': new Uint8Array([1]), 'Pictures/b.png': png(10, 10) } },
    );
    const inside = `https://example.com/${png(10, 10).length}`;
    expect(found.document).toEqual([
      { insert: { image: inside }, attributes: { alt: 't', width: '192' } },
      { insert: { image: 'https://example.com/c.png' }, attributes: { alt: 'd' } },
      { insert: 'tt\nshape\n' },
      { insert: { image: 'https://example.com/page.png' }, attributes: { alt: 't' } },
      { insert: '\n' },
    ]);
    expect([...found.images]).toEqual([inside]);
    expect(codes(found)).toEqual({ dropped_image: 1, dropped_element: 2 });
  });

  test('has the text of indexes, fields and readings, and none of what is beside it', async () => {
    const body =
      '<text:sequence-decls><text:sequence-decl/></text:sequence-decls><office:forms>x</office:forms>' +
      `<text:table-of-content><text:table-of-content-source>${p('no')}</text:table-of-content-source><text:index-body>${p('Entry')}</text:index-body></text:table-of-content>` +
      p(
        '<text:date>today</text:date> <text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby>',
      ) +
      `<text:section text:display="none">${p('secret')}</text:section>`;
    const found = await read(body);
    expect(found.document).toEqual([{ insert: 'Entry\ntoday 漢(kan)\n' }]);
    expect(codes(found)).toEqual({ hidden_text: 1 });
  });
});

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
