import QuillDelta from 'quill-delta';
import { describe, expect, test } from 'vitest';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { blocksClip } from '../../../web/editor/clipboard/blocks-clip.ts';
import { isCodeMarkup } from '../../../web/editor/clipboard/code-markup.ts';
import { vscodeLanguage } from '../../../web/editor/clipboard/editor-code.ts';
import { fitClip } from '../../../web/editor/clipboard/fit-clip.ts';
import { textParts } from '../../../web/editor/clipboard/marked-text.ts';
import { type PastePlace, readSource } from '../../../web/editor/clipboard/pasted.ts';
import { readMarked, readMarkup, writeMarked } from '../../../web/editor/clipboard/readers.ts';
import type { Source } from '../../../web/editor/clipboard/source.ts';
import { plainLines } from '../../support/plain-lines.ts';

const ITEM = (level: number, mark: string, text: string): string =>
  `<p class=MsoListParagraphCxSpMiddle style='text-indent:-.25in;mso-list:l0 level${level} lfo1'><!--[if !supportLists]-->` +
  `<span style='font-family:Symbol;mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span>` +
  `<!--[endif]-->${text}<o:p></o:p></p>`;
const OFFICE = (css: string, body: string): string =>
  `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--\n.x0{mso-number-format:General;}\n${css}\n--></style></head>` +
  `<body><!--StartFragment-->${body}<!--EndFragment--></body></html>`;
const DARK = 'color:#d4d4d4;background-color:#1e1e1e;font-family:Consolas;white-space:pre;';

// Each written in the style of the program.
const SOURCES: readonly [what: string, html: string, lines: readonly string[]][] = [
  [
    'lists of Word and Outlook',
    OFFICE(
      'p.MsoListParagraphCxSpMiddle{margin:0in;}',
      ITEM(1, '·', 'tea') +
        ITEM(2, 'o', 'green') +
        ITEM(1, '1)', 'first') +
        '<p class=MsoNormal><o:p>&nbsp;</o:p></p>',
    ),
    ['[list=bullet] tea', '[indent=1,list=bullet] green', '[list=ordered] first', ''],
  ],
  [
    'numbered headings and comments of Word',
    OFFICE(
      'h1{color:#2f5496;}',
      "<h1 style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.</span>Aims</h1><p class=MsoNormal>why<span class=MsoCommentReference><a class=msocomanchor href=\"#c\">[A1]</a></span></p>" +
        "<div style='mso-element:comment-list'><div style='mso-element:comment'><p>because</p></div></div>",
    ),
    ['[header=1] Aims', 'why'],
  ],
  [
    'lists of Word on the web',
    '<div class="ListContainerWrapper"><ul role="list"><li data-aria-level="1" role="listitem"><p><span>one</span></p></li></ul></div>' +
      '<div class="ListContainerWrapper"><ul role="list"><li data-aria-level="2" role="listitem"><p><span>two</span></p></li></ul></div>',
    ['[list=bullet] one', '[indent=1,list=bullet] two'],
  ],
  [
    'Google Docs',
    '<b style="font-weight:normal;" id="docs-internal-guid-1a"><p dir="ltr"><span style="font-size:11pt;color:#000000;font-weight:400;white-space:pre-wrap;">plain </span><span style="color:#000000;font-weight:700;white-space:pre-wrap;">bold</span></p><br />' +
      '<ul><li dir="ltr" aria-level="1" style="list-style-type:disc"><p dir="ltr" role="presentation"><span style="white-space:pre-wrap;">a</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span style="white-space:pre-wrap;">b</span></p></li></ul></ul>' +
      '<ul><li dir="ltr" role="checkbox" aria-checked="true" aria-level="1"><img src="data:image/png;base64,AAAA" alt="checked" aria-roledescription="checkbox" /><p dir="ltr" style="display:inline-block"><span>done</span></p></li></ul></b>',
    ['plain {bold}bold', '', '[list=bullet] a', '[indent=1,list=bullet] b', '[list=checked] done'],
  ],
  [
    'cells of Excel, whose formats are classes',
    OFFICE(
      '.xl65{color:black;font-weight:700;text-align:center;}\n.xl66{color:red;background:yellow;text-align:right;}',
      '<table width=144><col width=72 span=2><tr height=20><td class=xl65>Item</td><td class=xl66 align=right>3</td></tr><![if supportMisalignedColumns]><tr height=0 style="display:none"><td width=72></td><td width=72></td></tr><![endif]></table>',
    ),
    [
      '[align=center,cell,cell-width=72] {bold}Item',
      '[align=right,cell,cell-width=72] {background=#ffff00,color=#ff0000}3',
    ],
  ],
  [
    'one cell of Google Sheets',
    '<google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #cccccc;}--></style><table dir="ltr"><tbody><tr><td style="padding:2px 3px;font-weight:bold">total</td></tr></tbody></table></google-sheets-html-origin>',
    ['{bold}total'],
  ],
  [
    'LibreOffice',
    '<html><head><meta name="generator" content="LibreOffice 24"/><style type="text/css">p { line-height: 115%; color: #222 }</style></head><body lang="en"><p align="center" style="margin-bottom: 0cm"><font color="#000000"><b>Title</b></font></p><ol><li><p>one</p></li></ol></body></html>',
    ['[align=center] {bold}Title', '[list=ordered] one'],
  ],
  [
    'code of an editor on dark paper',
    `<div style="${DARK}"><div><span style="color:#569cd6;">if</span><span style="color:#d4d4d4;"> x:</span></div><div><span style="color:#d4d4d4;">    return values</span></div><br></div>`,
    ['{color=#569cd6}if x:', '    return values', ''],
  ],
  [
    'light text of a dark page',
    '<body style="background:#0d1117"><p style="color:rgb(240, 246, 252)">light text <span style="color:rgb(240, 246, 252);background-color:rgb(13, 17, 23)">again</span></p></body>',
    ['light text again'],
  ],
  [
    'marks',
    '<p><del>a</del><ins>b</ins><mark>c</mark><kbd>d</kbd><sup>e</sup></p>',
    ['{strike}a{underline}b{background=#eceef1}c{code}d{script=super}e'],
  ],
  ['spaces that must not collapse', '<p>a&nbsp; b&nbsp;</p><p>10&nbsp;km</p>', ['a  b ', '10\u00a0km']],
  ['lines of a chat', '<span style="white-space:pre-line">a\n  b</span>', ['a<line-break>b']],
  [
    'an image of any address',
    '<img src="blob:https://e.com/1" alt="x">',
    ['{alt=x}<image blob:https://e.com/1>'],
  ],
];

describe('what other programs put on the clipboard', () => {
  test.each(SOURCES)('%s', (_, html, lines) => {
    expect(plainLines(readMarkup(html, null).ops)).toEqual(lines);
  });

  test('text is Markdown only where it cannot be meant otherwise', () => {
    const text = '# no heading\n* no item\n\na | b\n--|--:\n1 | 2\n\n```ts\nx\n```\n--- | ---\n```';
    expect(textParts(text)).toEqual([
      { isMarked: false, text: '# no heading\n* no item\n' },
      { isMarked: true, text: 'a | b\n--|--:\n1 | 2' },
      { isMarked: false, text: '' },
      { isMarked: true, text: '```ts\nx\n```' },
      { isMarked: false, text: '--- | ---\n```' },
    ]);
    expect(plainLines(readMarked('a | b\n--|--:\n1 | 2', null))).toEqual([
      '[cell,cell-head] a',
      '[align=right,cell,cell-head] b',
      '[cell] 1',
      '[align=right,cell] 2',
    ]);
  });
});

describe('what a code editor copies', () => {
  const BOX = (lines: string): string =>
    `<meta charset='utf-8'><div style="color: #d4d4d4;background-color: #1e1e1e;font-family: Consolas, 'Courier New', monospace;font-weight: normal;white-space: pre;">${lines}</div>`;
  const html = BOX('<div><span style="color: #569cd6;">if</span> x:</div><br><div>  return 1</div>');
  const paste = (source: Partial<Source>, into: Delta = [{ insert: '\n' }], index = 0): string[] => {
    const range = { index, length: 0 };
    const place: PastePlace = { document: into, range, marks: {}, docId: null };
    const whole: Source = {
      own: null,
      language: null,
      html: '',
      markdown: '',
      text: '',
      files: [],
      ...source,
    };
    const { ops, clip } = readSource(whole, place, {
      isCodeMarkup,
      readMarkup,
      readMarked,
      writeMarked,
    });
    const change = fitClip(clip(ops, into, range), into, range);
    return plainLines(new QuillDelta(into as Op[]).compose(new QuillDelta(change as Op[])).ops as Delta);
  };
  const text = 'if x:\r\n\r\n  return 1\r\n';

  test('is a block of code in its language, and a line of it is words without colours', () => {
    const language = vscodeLanguage('{"version":1,"mode":"python"}');
    expect(paste({ language, html, text })).toEqual([
      '[code-block=python] if x:',
      '[code-block=python] ',
      '[code-block=python]   return 1',
    ]);
    expect(paste({ html, text })).toEqual(['[code-block] if x:', '[code-block] ', '[code-block]   return 1']);
    const one = BOX('<div><span style="color: #569cd6;">x</span> = 1</div>');
    expect(paste({ language, html: one, text: 'x = 1' }, [{ insert: 'so \n' }], 3)).toEqual(['so x = 1']);
    expect(paste({ html: one, text: 'x = 1\n' })).toEqual(['x = 1', '']);
  });

  test('prose stays prose, and data of another form says nothing', () => {
    for (const data of ['{"mode":"plaintext"}', '{"mode":1}', 'null', '[', '"x"'])
      expect(vscodeLanguage(data)).toBeNull();
    expect(paste({ language: 'a b', text: 'x\ny' })).toEqual(['[code-block] x', '[code-block] y']);
    for (const other of ['<div style="font-family: monospace">a</div>', `${html}<p>more</p>`, '<pre>a</pre>'])
      expect(isCodeMarkup(other)).toBe(false);
    expect(isCodeMarkup(`<html><body><!--StartFragment-->${html}<!--EndFragment--></body></html>`)).toBe(
      true,
    );
  });
});

describe('a heading of another program', () => {
  const HEADING: Delta = [{ insert: 'Title' }, { insert: '\n', attributes: { header: 1 } }];
  const paste = (into: Delta, index: number, ops: Delta = HEADING): string[] => {
    const range = { index, length: 0 };
    const change = fitClip(blocksClip(ops, into, range), into, range);
    return plainLines(new QuillDelta(into as Op[]).compose(new QuillDelta(change as Op[])).ops as Delta);
  };

  test('keeps its style in an empty line and before a line, and joins the words that it comes behind', () => {
    expect(paste([{ insert: '\n' }], 0)).toEqual(['[header=1] Title']);
    expect(paste([{ insert: 'a\n\nb\n' }], 2)).toEqual(['a', '[header=1] Title', 'b']);
    expect(paste([{ insert: 'words\n' }], 0)).toEqual(['[header=1] Title', 'words']);
    expect(paste([{ insert: 'words\n' }], 2)).toEqual(['woTitlerds']);
    expect(paste([{ insert: 'words\n' }], 5)).toEqual(['wordsTitle']);
    expect(paste([{ insert: 'words\n' }], 5, [...HEADING, { insert: 'text\n' }])).toEqual([
      'wordsTitle',
      'text',
    ]);
  });
});
