import { describe, expect, test } from 'vitest';
import { readDocx } from '../../../../src/formats/docx/read.ts';
import type { Imported } from '../../../../src/formats/imported.ts';
import { UnreadableFile } from '../../../../src/formats/unreadable-file.ts';
import { toUtf8 } from '../../../../src/formats/utf8.ts';
import { zipOf } from '../../../../src/formats/zip/zip-writer.ts';
import type { Op } from '../../../../src/ot/op.ts';
import { png } from '../../../support/images.ts';
import { countedIds } from '../../../support/plain-ids.ts';
import { wordFile } from '../../../support/word-file.ts';

async function read(...file: Parameters<typeof wordFile>): Promise<Imported> {
  return readDocx(wordFile(...file), {
    placeImage: async (bytes) => `https://example.com/${bytes.length}`,
    newId: countedIds(),
  });
}

async function document(...file: Parameters<typeof wordFile>): Promise<readonly Op[]> {
  return (await read(...file)).document;
}

const codes = ({ warnings }: Imported): Record<string, number> =>
  Object.fromEntries(warnings.map(({ code, count }) => [code, count]));
const run = (text: string, properties = ''): string =>
  `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}<w:t>${text}</w:t></w:r>`;
const p = (inner: string, properties = ''): string =>
  `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}${inner}</w:p>`;
const style = (id: string, name: string, rest = '', type = 'paragraph'): string =>
  `<w:style w:type="${type}" w:styleId="${id}"><w:name w:val="${name}"/>${rest}</w:style>`;
const field = (kind: string): string => `<w:r><w:fldChar w:fldCharType="${kind}"/></w:r>`;

describe('the lines of a Word file', () => {
  test('are headings by the name, the base or the outline of their style, and not by its id', async () => {
    const styles =
      style('berschrift1', 'heading 1') +
      style('Mine', 'My heading', '<w:basedOn w:val="berschrift1"/>') +
      style('Level', 'Level', '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>') +
      style('Toc', 'TOC Heading', '<w:basedOn w:val="berschrift1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>');
    const body = ['berschrift1', 'Mine', 'Level', 'Toc'].map((id) => p(run(id), `<w:pStyle w:val="${id}"/>`));
    expect(await document(body.join(''), { styles })).toEqual([
      { insert: 'berschrift1' },
      { insert: '\n', attributes: { header: 1 } },
      { insert: 'Mine' },
      { insert: '\n', attributes: { header: 1 } },
      { insert: 'Level' },
      { insert: '\n', attributes: { header: 3 } },
      { insert: 'Toc\n' },
    ]);
  });

  test('are items of lists of any numbering, by themselves or by their style', async () => {
    const level = (at: number, format: string): string =>
      `<w:lvl w:ilvl="${at}"><w:numFmt w:val="${format}"/></w:lvl>`;
    const numbering =
      `<w:abstractNum w:abstractNumId="7">${level(0, 'bullet')}${level(1, 'upperRoman')}${level(2, 'none')}</w:abstractNum>` +
      '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>';
    const styles = style('LB', 'List Bullet 2', '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>');
    const item = (at: number, id = 3): string =>
      `<w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${id}"/></w:numPr>`;
    const body = [
      p('', item(0)),
      p('', item(1)),
      p('', item(2)),
      p('', item(0, 0)),
      p('', '<w:pStyle w:val="LB"/>'),
    ];
    expect(await document(body.join(''), { styles, numbering })).toEqual([
      { insert: '\n', attributes: { list: 'bullet' } },
      { insert: '\n', attributes: { list: 'ordered', indent: 1 } },
      { insert: '\n\n' },
      { insert: '\n', attributes: { list: 'bullet', indent: 1 } },
    ]);
  });

  test('are boxes to tick by content controls and by form fields', async () => {
    const control = (checked: number): string =>
      `<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="${checked}"/></w14:checkbox></w:sdtPr><w:sdtContent>${run('☐')}</w:sdtContent></w:sdt>`;
    const form =
      '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r>' +
      field('end');
    const body = p(control(0) + run(' one')) + p(control(1) + run('two')) + p(form + run(' three'));
    expect(await document(body)).toEqual([
      { insert: 'one' },
      { insert: '\n', attributes: { list: 'unchecked' } },
      { insert: 'two' },
      { insert: '\n', attributes: { list: 'checked' } },
      { insert: 'three' },
      { insert: '\n', attributes: { list: 'checked' } },
    ]);
  });

  test('have their direction, and the side that Word means by right and left in it', async () => {
    const body = [
      p('', '<w:bidi/><w:jc w:val="right"/>'),
      p('', '<w:bidi/><w:jc w:val="left"/>'),
      p('', '<w:jc w:val="both"/>'),
      p('', '<w:bidi w:val="0"/><w:jc w:val="start"/>'),
    ];
    expect(await document(body.join(''))).toEqual([
      { insert: '\n', attributes: { direction: 'rtl', align: 'left' } },
      { insert: '\n', attributes: { direction: 'rtl' } },
      { insert: '\n', attributes: { align: 'justify' } },
      { insert: '\n' },
    ]);
  });
});

describe('the text of a Word file', () => {
  test('has the marks of its runs and of their styles, and colours by value', async () => {
    const styles =
      style('K', 'HTML Code', '<w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr>', 'character') +
      style('S', 'Strong', '<w:rPr><w:b/></w:rPr>', 'character');
    const body = p(
      run('a', '<w:rStyle w:val="S"/><w:b w:val="0"/><w:i/>') +
        run('b', '<w:rStyle w:val="S"/><w:color w:val="FF0000" w:themeColor="accent1"/>') +
        run('c', '<w:highlight w:val="yellow"/><w:color w:val="000000"/><w:u w:val="none"/>') +
        run('d', '<w:rStyle w:val="K"/><w:vertAlign w:val="subscript"/>') +
        run('e', '<w:strike/><w:shd w:fill="auto"/><w:u w:val="wave"/>'),
    );
    expect(await document(body, { styles })).toEqual([
      { insert: 'a', attributes: { italic: true } },
      { insert: 'b', attributes: { bold: true, color: '#ff0000' } },
      { insert: 'c', attributes: { background: '#ffff00' } },
      { insert: 'd', attributes: { code: true, script: 'sub' } },
      { insert: 'e', attributes: { strike: true, underline: true } },
      { insert: '\n' },
    ]);
  });

  test('has links of elements and of fields, without how they are drawn', async () => {
    const styles = style('H', 'Hyperlink', '<w:rPr><w:u w:val="single"/></w:rPr>', 'character');
    const look = '<w:color w:val="1155CC"/><w:u w:val="single"/>';
    const body = p(
      `<w:hyperlink r:id="l" w:anchor="x">${run('a', '<w:rStyle w:val="H"/><w:b/>')}</w:hyperlink>` +
        `<w:hyperlink w:anchor="here">${run('b')}</w:hyperlink>` +
        `<w:fldSimple w:instr=' HYPERLINK "mailto:x@example.com" '>${run('c', look)}</w:fldSimple>` +
        `${field('begin')}<w:r><w:instrText> HYPERLINK "https://example.com/q?a" \\l "f" \\o "tip" </w:instrText></w:r>${field('separate')}${run('d')}${field('end')}` +
        `<w:fldSimple w:instr=" HYPERLINK \\l &quot;here&quot;">${run('e')}</w:fldSimple>` +
        `<w:hyperlink r:id="bad">${run('f')}</w:hyperlink>` +
        `<w:fldSimple w:instr=" PAGE ">${run('7')}</w:fldSimple>`,
    );
    const imported = await read(body, { styles }, { links: { l: 'https://example.com/', bad: 'file:///x' } });
    expect(imported.document).toEqual([
      { insert: 'a', attributes: { bold: true, link: 'https://example.com/#x' } },
      { insert: 'b' },
      { insert: 'c', attributes: { link: 'mailto:x@example.com' } },
      { insert: 'd', attributes: { link: 'https://example.com/q?a#f' } },
      { insert: 'ef7\n' },
    ]);
    expect(codes(imported)).toEqual({ internal_links: 2, dropped_address: 1 });
  });

  test('is whole in elements of all kinds, and taken once where it stands twice', async () => {
    const box = (text: string): string => `<w:txbxContent>${p(run(text))}</w:txbxContent>`;
    const body =
      p(
        `<w:smartTag>${run('a')}</w:smartTag><w:bdo w:val="rtl">${run('b')}</w:bdo><w:dir>${run('c')}</w:dir>` +
          `<w:customXml>${run('d')}</w:customXml><w:sdt><w:sdtContent>${run('e')}</w:sdtContent></w:sdt>` +
          `<w:r><w:ruby><w:rubyPr/><w:rt>${run('かんじ')}</w:rt><w:rubyBase>${run('漢字')}</w:rubyBase></w:ruby></w:r>` +
          '<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0FC"/><w:br/><w:br w:type="page"/></w:r>' +
          '<m:oMath><m:f><m:num><m:r><m:t>x</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>' +
          run('hidden', '<w:vanish/>'),
      ) +
      p(
        `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>${box('boxed')}</wps:txbx></w:drawing></mc:Choice>` +
          `<mc:Fallback><w:pict><v:textbox>${box('boxed')}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>${run('host')}`,
      );
    const imported = await read(body);
    expect(imported.document).toEqual([
      { insert: 'abcde漢字(かんじ)\t\u2011\u00ad✓' },
      { insert: { 'line-break': true } },
      { insert: { 'page-break': true } },
      { insert: 'x/2\nhost\nboxed\n' },
    ]);
    expect(codes(imported)).toEqual({ formulas: 1, hidden_text: 1 });
  });

  test('has footnotes, images and comments at their places', async () => {
    const footnotes =
      '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>' +
      `<w:footnote w:id="1">${p(`<w:r><w:footnoteRef/></w:r>${run(' a note')}`)}${p(run('second', '<w:b/>'))}</w:footnote>`;
    const comments =
      `<w:comment w:id="5" w:author="Ada" w:date="2026-01-02T03:04:05Z"><w:p w14:paraId="0000000A">${run('Why?')}</w:p></w:comment>` +
      `<w:comment w:id="6"><w:p w14:paraId="0000000B">${run('So.')}</w:p></w:comment>`;
    const commentsExtended =
      '<w15:commentEx w15:paraId="0000000A" w15:done="1"/><w15:commentEx w15:paraId="0000000B" w15:paraIdParent="0000000A"/>';
    const drawing =
      '<w:r><w:drawing><wp:inline><wp:extent cx="952500" cy="1"/><wp:docPr id="1" name="n" descr="A picture"/><a:blip r:embed="i"/></wp:inline></w:drawing></w:r>';
    const body = p(
      `${run('one')}<w:r><w:footnoteReference w:id="1"/></w:r><w:commentRangeStart w:id="5"/>${run('two')}<w:commentRangeEnd w:id="5"/><w:r><w:commentReference w:id="5"/></w:r>${drawing}`,
    );
    const imported = await read(
      body,
      { footnotes, comments, commentsExtended },
      { media: { i: png(40, 20) } },
    );
    expect(imported.document).toEqual([
      { insert: 'one' },
      { insert: { footnote: 'a note\nsecond' } },
      { insert: 'two' },
      { insert: { image: 'https://example.com/33' }, attributes: { alt: 'A picture', width: '100' } },
      { insert: '\n' },
    ]);
    expect([...imported.images]).toEqual(['https://example.com/33']);
    expect(imported.threads).toEqual([
      {
        index: 4,
        length: 3,
        isResolved: true,
        comments: [
          { author: 'Ada', date: '2026-01-02T03:04:05Z', body: 'Why?' },
          { author: null, date: null, body: 'So.' },
        ],
      },
    ]);
    expect(codes(imported)).toEqual({ note_marks: 1 });
  });
});

test('tables are parted where cells are merged, and inner ones are lines of their cell', async () => {
  const cell = (text: string, properties = ''): string =>
    `<w:tc><w:tcPr>${properties}</w:tcPr>${p(run(text))}</w:tc>`;
  const inner = `<w:tbl><w:tr>${cell('in')}</w:tr></w:tbl>`;
  const body =
    `<w:tbl><w:tblGrid/><w:tr><w:trPr><w:tblHeader/></w:trPr>${cell('a', '<w:gridSpan w:val="2"/>')}${cell('b', '<w:tcW w:w="1500" w:type="dxa"/>')}</w:tr>` +
    `<w:tr>${cell('c', '<w:vMerge w:val="restart"/>')}<w:tc>${inner}<w:p/></w:tc></w:tr></w:tbl>`;
  const imported = await read(body);
  const at = (row: string, column: string, rest = {}) => ({
    insert: '\n',
    attributes: { cell: `n0.${row}.${column}`, ...rest },
  });
  expect(imported.document).toEqual([
    { insert: 'a' },
    at('n1', 'n2', { 'cell-head': true }),
    at('n1', 'n3', { 'cell-head': true }),
    { insert: 'b' },
    at('n1', 'n4', { 'cell-head': true, 'cell-width': 100 }),
    { insert: 'c' },
    at('n5', 'n2'),
    { insert: 'in' },
    { insert: '\n\n', attributes: { cell: 'n0.n5.n3' } },
    { insert: '\n' },
  ]);
  expect(codes(imported)).toEqual({ merged_cells: 2, nested_table: 1 });
});

test('tracked changes are suggestions, one a person, of the text without them', async () => {
  const by = 'w:author="Ada" w:date="2026-01-02T03:04:05Z"';
  const mark = (kind: string): string => `<w:rPr><w:${kind} ${by}/></w:rPr>`;
  const body =
    p(
      `${run('one ')}<w:ins ${by}>${run('new ')}</w:ins><w:del w:id="1"><w:r><w:delText>old</w:delText></w:r></w:del>`,
      mark('ins'),
    ) +
    p(
      run('two', `<w:b/><w:rPrChange ${by}><w:rPr><w:i/></w:rPr></w:rPrChange>`),
      `<w:jc w:val="center"/>${mark('del')}<w:pPrChange ${by}><w:pPr/></w:pPrChange>`,
    ) +
    p(`<w:moveFrom ${by}>${run('m')}</w:moveFrom>`);
  const imported = await read(body);
  expect(imported.document).toEqual([
    { insert: 'one old' },
    { insert: 'two', attributes: { italic: true } },
    { insert: '\nm\n' },
  ]);
  expect(imported.suggestions).toEqual([
    {
      author: 'Ada',
      date: '2026-01-02T03:04:05Z',
      delta: [
        { retain: 4 },
        { insert: 'new ' },
        { retain: 3 },
        { insert: '\n' },
        { retain: 3, attributes: { bold: true, italic: null } },
        { delete: 2 },
      ],
    },
    { author: null, date: null, delta: [{ retain: 4 }, { delete: 3 }] },
  ]);
});

describe('a file is refused', () => {
  test.each<[string, RegExp, () => Uint8Array]>([
    ['of Word 97, or with a password', /password/, () => new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0, 0])],
    ['that is another archive', /no Word document/, () => zipOf([['a.txt', toUtf8('text')]])],
    [
      'with a document type',
      /document type/,
      () => zipOf([['word/document.xml', toUtf8('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')]]),
    ],
    ['whose text is no XML', /well-formed/, () => wordFile('<w:p></w:r>')],
    ['that nests too deeply', /nests deeper/, () => wordFile(`${'<w:sdt>'.repeat(300)}`)],
  ])('%s', async (_, message, file) => {
    const refused = readDocx(file(), { placeImage: async () => null });
    await expect(refused).rejects.toThrow(UnreadableFile);
    await expect(refused).rejects.toThrow(message);
  });
});
