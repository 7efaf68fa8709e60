import { describe, expect, test } from 'vitest';
import { readMarkdown } from '../../../src/formats/markdown/read.ts';
import { plainLines } from '../../support/plain-lines.ts';

// Our own examples, at least one for each section of the specifications that a document can hold.
const EXAMPLES: readonly [section: string, markdown: string, lines: readonly string[]][] = [
  ['tabs', '\tcode', ['[code-block] code']],
  ['tabs in items', '- a\n\n\tb', ['[list=bullet] a', '[indent=1] b']],
  ['precedence', '- `one\n- two`', ['[list=bullet] `one', '[list=bullet] two`']],
  ['thematic breaks', 'a\n\n***\n___', ['a', '<divider>', '<divider>']],
  ['ATX headings', '# a\n## b ##\n####### c', ['[header=1] a', '[header=2] b', '####### c']],
  ['setext headings', 'a *b*\n===\n\nc\n---', ['[header=1] a {italic}b', '[header=2] c']],
  ['indented code', '    a\n\n    b', ['[code-block] a', '[code-block] ', '[code-block] b']],
  ['fenced code', '~~~ts x\na\n~~~', ['[code-block=ts] a']],
  ['fences of code in items', '1. a\n   ```\n   b\n   ```', ['[list=ordered] a', '[code-block,indent=1] b']],
  ['code alone in an item', '- ```\n  b\n  ```', ['[list=bullet] ', '[code-block,indent=1] b']],
  ['neighbouring code', '```\na\n```\n```\nb\n```', ['[code-block] a', '', '[code-block] b']],
  ['HTML blocks', '<div>\n*a*\n\n*b*\n</div>', ['*a*', '{italic}b']],
  ['HTML tables with empty lines', '<table>\n\n<tr>\n\n<td>a</td>\n\n</tr>\n\n</table>', ['[cell] a', '']],
  [
    'link references',
    '[a b]: https://e.com/x\n\n[A  B] [c][a b]',
    ['{link=https://e.com/x}A  B {link=https://e.com/x}c'],
  ],
  ['paragraphs', 'a\n  b\n\n\nc', ['a b', 'c']],
  [
    'tables',
    '| a | b |\n|:-|-:|\n| 1 | `\\|` |',
    [
      '[align=left,cell,cell-head] a',
      '[align=right,cell,cell-head] b',
      '[align=left,cell] 1',
      '[align=right,cell] {code}|',
      '',
    ],
  ],
  [
    'tables without outer pipes',
    'a | b\n--- | ---\n1',
    ['[cell,cell-head] a', '[cell,cell-head] b', '[cell] 1', '[cell] ', ''],
  ],
  ['tables without a head', '| | |\n|-|-|\n| 1 | 2 |', ['[cell] 1', '[cell] 2', '']],
  ['quotes', '> a\nb\n>\n> c', ['[blockquote] a b', '[blockquote] c']],
  ['neighbouring quotes', '> a\n\n> b', ['[blockquote] a', '', '[blockquote] b']],
  ['lists in quotes', '> - a', ['[list=bullet] a']],
  ['quotes in lists', '- a\n\n  > b', ['[list=bullet] a', '[blockquote,indent=1] b']],
  ['list items', '- a\n\n  b\n\n      c', ['[list=bullet] a', '[indent=1] b', '[code-block,indent=1] c']],
  [
    'nested lists',
    '1. a\n   - b\n     1. c\n2. d',
    ['[list=ordered] a', '[indent=1,list=bullet] b', '[indent=2,list=ordered] c', '[list=ordered] d'],
  ],
  ['empty items', '- a\n-\n- c', ['[list=bullet] a', '[list=bullet] ', '[list=bullet] c']],
  ['headings in items', '- # a', ['[header=1] a']],
  [
    'task lists',
    '- [ ] a\n- [X] b\n- [x]c',
    ['[list=unchecked] a', '[list=checked] b', '[list=bullet] [x]c'],
  ],
  ['alerts', '> [!TIP]\n> a\n> - b', ['[callout=tip] a', '[callout=tip,list=bullet] b']],
  ['backslash escapes', '\\*a\\* \\# \\a', ['*a* # \\a']],
  ['entities', '&amp; &copy; &#35; &#x22; &nope;', ['& © # " &nope;']],
  ['code spans', '`` a ` b `` ` `` `', ['{code}a ` b {code}``']],
  [
    'emphasis',
    '*a* _b_ **c** __d__ ***e*** a_b_c',
    ['{italic}a {italic}b {bold}c {bold}d {bold,italic}e a_b_c'],
  ],
  ['emphasis that is none', '** a ** *a', ['** a ** *a']],
  ['strikethrough', '~~a~~ ~b~ ~~~c~~~ ~~d~', ['{strike}a {strike}b ~~~c~~~ ~~d~']],
  [
    'links',
    '[a](https://e.com/ "t") [b](<https://e.com/a b>) [c](/x)',
    ['{link=https://e.com/}a {link=https://e.com/a b}b c'],
  ],
  ['images', '![a *b*](https://e.com/i.png)', ['{alt=a b}<image https://e.com/i.png>']],
  [
    'autolinks',
    '<https://e.com/> <a@e.com>',
    ['{link=https://e.com/}https://e.com/ {link=mailto:a@e.com}a@e.com'],
  ],
  [
    'extended autolinks',
    'www.e.com/a. (https://e.com/b(c)) a.b-c_d@e.com xhttps://e.com www\\.e.com',
    [
      '{link=http://www.e.com/a}www.e.com/a. ({link=https://e.com/b(c)}https://e.com/b(c)) {link=mailto:a.b-c_d@e.com}a.b-c_d@e.com xhttps://e.com www.e.com',
    ],
  ],
  [
    'addresses as the text of links',
    '[https://e.com/a](https://e.com/b) ![www.e.com/c](https://e.com/i.png) [https://e.com/[d]?][r] [https://e.com/e.]\n\n[r]: https://e.com/f',
    [
      '{link=https://e.com/b}https://e.com/a {alt=www.e.com/c}<image https://e.com/i.png> {link=https://e.com/f}https://e.com/[d]? [{link=https://e.com/e}https://e.com/e.]',
    ],
  ],
  [
    'raw HTML',
    '<u>a *b*</u> <kbd>c</kbd> x<sub>2</sub><br>d',
    ['{underline}a {italic,underline}b {code}c x{script=sub}2<line-break>d'],
  ],
  ['raw HTML that crosses', '**a<u>b**c</u>', ['{bold}a{bold,underline}b{underline}c']],
  ['disallowed raw HTML', '<title>a</title> b', ['<title>a</title> b']],
  ['hard breaks', 'a  \nb\\\nc', ['a<line-break>b<line-break>c']],
  ['highlights', '==a== a == b ===c===', ['{background=#eceef1}a a == b ===c===']],
  ['formulas', '$a_b$ $5 and $6 $$y$$ $ z', ['<formula a_b> $5 and $6 <formula y> $ z']],
  ['footnotes', 'a[^1] [^x]\n\n[^1]: b *c*\n    d', ['a<footnote b c d> [^x]']],
  ['front matter', '---\ntitle: T\n---\n# a', ['[header=1] a']],
  ['a divider that is no front matter', '---\na\n\n---\nb', ['<divider>', 'a', '<divider>', 'b']],
];

describe('Markdown', () => {
  test.each(EXAMPLES)('%s', (_, markdown, lines) => {
    expect(plainLines(readMarkdown(markdown).document)).toEqual(lines);
  });

  test('says what it could not keep', () => {
    const { warnings, title } = readMarkdown(
      '---\ntitle: "T: 1"\ndate: x\n---\n3. [a](javascript:x)\n\n[^1]: unused\n',
    );
    expect(title).toBe('T: 1');
    expect(warnings.map(({ code, count }) => `${code} ${count}`)).toEqual([
      'front_matter 1',
      'list_start 1',
      'dropped_address 1',
      'unused_notes 1',
    ]);
  });
});
