import { describe, expect, test } from 'vitest';
import { readHtml } from '../../../src/formats/html/read.ts';
import { plainLines } from '../../support/plain-lines.ts';

const WORD_ITEM = (level: number, mark: string, text: string): string =>
  `<p class=MsoListParagraph style='margin-left:.5in;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>${text}<o:p></o:p></p>`;

const EXAMPLES: readonly [what: string, html: string, lines: readonly string[]][] = [
  ['white space', '<p> a \n <b> b </b>  c </p>\n<p>d</p>', ['a {bold}b c', 'd']],
  ['white space that styles keep', '<div style="white-space:pre-wrap"><span>  a  b</span></div>', ['  a  b']],
  ['text outside blocks', 'a<p>b</p>c', ['a', 'b', 'c']],
  ['breaks', '<p>a<br>b<br></p><p><br></p><p></p><p>c</p>', ['a<line-break>b', '', 'c']],
  ['breaks between blocks', '<p>a</p><br><p>b</p>', ['a', '', 'b']],
  [
    'marks',
    '<del>a</del><ins>b</ins><mark>c</mark><kbd>d</kbd><sub>e</sub><sup>f</sup><s>g</s>',
    ['{strike}a{underline}b{background=#eceef1}c{code}d{script=sub}e{script=super}f{strike}g'],
  ],
  [
    'styles',
    '<span style="font-weight:700;font-style:italic;text-decoration:underline line-through;color:rgb(255,0,0);background:#ff0">a</span>',
    ['{background=#ffff00,bold,color=#ff0000,italic,strike,underline}a'],
  ],
  [
    'the wrapper of Google Docs',
    '<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:400">a</span><span style="font-weight:700">b</span></p></b>',
    ['a{bold}b'],
  ],
  ['black text on white paper', '<span style="color:#000;background-color:#fff">a</span>', ['a']],
  [
    'links',
    '<a href="https://e.com/"><span style="color:#00f;text-decoration:underline">a</span></a> <a href="javascript:x">b</a> <a href="#c">c</a>',
    ['{link=https://e.com/}a b c'],
  ],
  [
    'nested lists',
    '<ul><li>a<ol><li>b</li></ol></li><li><p>c</p><p>d</p></li></ul>',
    ['[list=bullet] a', '[indent=1,list=ordered] b', '[list=bullet] c', '[indent=1] d'],
  ],
  [
    'lists in lists',
    '<ul><li>a</li><ul><li>b</li></ul></ul>',
    ['[list=bullet] a', '[indent=1,list=bullet] b'],
  ],
  [
    'the flat lists of Quill',
    '<ol><li data-list="bullet">a</li><li data-list="checked" class="ql-indent-2">b</li></ol>',
    ['[list=bullet] a', '[indent=2,list=checked] b'],
  ],
  [
    'the task lists of GitHub',
    '<ul class="contains-task-list"><li class="task-list-item"><input type="checkbox" checked disabled> a</li><li><p><input type="checkbox"> b</p></li></ul>',
    ['[list=checked] a', '[list=unchecked] b'],
  ],
  [
    'the task lists of Google Docs',
    '<ul><li role="checkbox" aria-checked="true">a</li></ul>',
    ['[list=checked] a'],
  ],
  [
    'the lists of Word',
    WORD_ITEM(1, '·', 'a') + WORD_ITEM(2, '1.', 'b') + WORD_ITEM(1, '§', 'c'),
    ['[list=bullet] a', '[indent=1,list=ordered] b', '[list=bullet] c'],
  ],
  ['definitions', '<dl><dt>a</dt><dd>b</dd></dl>', ['{bold}a', '[indent=1] b']],
  [
    'code',
    '<pre><code class="language-ts hljs">a <span class="x">b</span>\n\n c\n</code></pre>',
    ['[code-block=ts] a b', '[code-block=ts] ', '[code-block=ts]  c'],
  ],
  ['quotes', '<blockquote><p>a</p><ul><li>b</li></ul></blockquote>', ['[blockquote] a', '[list=bullet] b']],
  [
    'alignment and direction',
    '<p style="text-align:center" dir="rtl">a</p><div align="right"><p>b</p></div>',
    ['[align=center,direction=rtl] a', '[align=right] b'],
  ],
  [
    'tables',
    '<table><thead><tr><th>a<br>b</th><th>c</th></tr></thead><tr><td><p>d</p><p>e</p></td><td></td></tr></table>',
    ['[cell,cell-head] a<line-break>b', '[cell,cell-head] c', '[cell] d', '[cell] e', '[cell] ', ''],
  ],
  ['lists in cells', '<table><tr><td><ul><li>a</li></ul></td></tr></table>x', ['[cell,list=bullet] a', 'x']],
  [
    'merged cells',
    '<table><tr><td colspan=2 rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>',
    ['[cell] a', '[cell] ', '[cell] b', '[cell] ', '[cell] ', '[cell] c', ''],
  ],
  [
    'tables in tables',
    '<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>',
    ['[cell] a', '[cell] b', ''],
  ],
  ['widths', '<table><col width=90><tr><td>a</td></tr></table>', ['[cell,cell-width=90] a', '']],
  [
    'rules and page breaks',
    '<p>a</p><hr><div style="page-break-after:always"></div>',
    ['a', '<divider>', '<page-break>'],
  ],
  [
    'images',
    '<img src="https://e.com/i.png" alt="x" width=40><img src="file:///c.png" alt="y">',
    ['{alt=x,width=40}<image https://e.com/i.png>y'],
  ],
  [
    'the footnotes of GitHub',
    '<p>a<sup><a href="#fn-1" data-footnote-ref>1</a></sup></p><section data-footnotes><ol><li id="fn-1"><p>b <a href="#ref-1">↩</a></p></li></ol></section>',
    ['a<footnote b>'],
  ],
  [
    'the formulas of KaTeX',
    '<span class="katex"><math><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math><span>x2</span></span>',
    ['<formula x^2>'],
  ],
  [
    'alerts of GitHub',
    '<div class="markdown-alert markdown-alert-caution"><p>a</p></div>',
    ['[callout=warning] a'],
  ],
  ['what is no text', '<title>t</title><style>p{}</style><script>x</script><p>a<!-- b --></p>', ['a']],
  ['misplaced content', '<table>a<tr><td>b</table>', ['a', '[cell] b', '']],
  [
    'formats of ours that are none',
    '<p data-line=\'{"header":9,"cell":"a.b.c","onload":1}\'><span data-format="{">a</span><span data-embed="image" data-value="javascript:x">b</span></p>',
    ['ab'],
  ],
];

describe('HTML', () => {
  test.each(EXAMPLES)('%s', (_, html, lines) => {
    expect(plainLines(readHtml(html).document)).toEqual(lines);
  });

  test('says what it could not keep', () => {
    const html =
      '<ol start=3><li>a</ol><video src="https://e.com/v"></video><p style="display:none">b</p><img src="x"><table><tr><td colspan=2>c</table><a href="/x">d</a>';
    expect(readHtml(html).warnings.map(({ code }) => code)).toEqual([
      'list_start',
      'dropped_element',
      'hidden_text',
      'dropped_image',
      'merged_cells',
      'dropped_address',
    ]);
  });
});
