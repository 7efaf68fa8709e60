import { describe, expect, test } from 'vitest';
import { writeBack } from '../../../src/content/write-back.ts';
import { readHtml } from '../../../src/formats/html/read.ts';
import { writeHtmlFragment } from '../../../src/formats/html/write.ts';
import { readMarkdown } from '../../../src/formats/markdown/read.ts';
import { writeMarkdown } from '../../../src/formats/markdown/write.ts';
import { Unreadable } from '../../../src/formats/unreadable.ts';
import type { Delta } from '../../../src/ot/op.ts';

// Short, so that the tests are quick; a reader whose work grows with the square of the length takes many times as long.
const LENGTH = 20_000;
const MOST_MS = 3_000;

const MARKDOWN: readonly string[] = [
  '[',
  '[a](',
  '![[',
  '*a ',
  '*a_',
  '**a *a ',
  '`',
  '<',
  '<a ',
  '<!--',
  '&',
  '~a',
  '==a',
  '$a',
  '$$a',
  '\\',
  '> ',
  '- ',
  '[^a]',
  '[^a]: b\n',
  'www.',
  'http://',
  'a@b.',
  'a.b+',
  '[a][',
  '<b>',
  '<b></u>',
  '|a',
  'a\n=\n',
];

describe('Markdown', () => {
  test.each(MARKDOWN)('%j again and again is read in time, or refused', (part) => {
    expectInTime(() => readMarkdown(part.repeat(LENGTH / part.length)));
  });

  test('a wide table with many short rows, and quotes that go on lazily', () => {
    expectInTime(() => readMarkdown(`${'|a'.repeat(500)}\n${'|-'.repeat(500)}\n${'|\n'.repeat(5_000)}`));
    expectInTime(() => readMarkdown(`${'> '.repeat(60)}a\n${'a\n'.repeat(40_000)}`));
  });

  test('many images in a line, and none of it an address', () => {
    expectInTime(() => readMarkdown('![a](b)'.repeat(15_000)));
  });

  test('a short text that would be a document of gigabytes', () => {
    const long = `[a]: <https://e.com/${'x'.repeat(2_000)}>\n\n${'[a] '.repeat(4_000)}`;
    expect(() => readMarkdown(long)).toThrow(Unreadable);
    expect(() => readMarkdown(`${'[^a] '.repeat(4_000)}\n\n[^a]: ${'x'.repeat(2_000)}`)).toThrow(Unreadable);
  });
});

const NOTE_LINK = '<a href="#a" role="doc-noteref">1</a>';

const HTML: readonly string[] = [
  '<b>',
  '<p><b>',
  '<a x>',
  '<div>',
  '<table>',
  '<table><tr><td>',
  '<li>',
  '<select>',
  '<!--',
  '<a b=',
  '</p>',
  '<ul><li>',
  '&',
  '<svg>',
  '<p></b>',
];

describe('HTML', () => {
  test.each(HTML)('%j again and again is read in time, or refused', (part) => {
    expectInTime(() => readHtml(part.repeat(LENGTH / part.length)));
  });

  test('unclosed marks that would come again in each paragraph', () => {
    const marks = Array.from({ length: 400 }, (_, i) => `<font x="${i}">`).join('');
    expect(() => readHtml(`<p>${marks}a</p>${'<p>a</p>'.repeat(20_000)}`)).toThrow(Unreadable);
  });

  test.each([
    ['a sheet of styles without braces', `<style>.mso-x{color:red}${'a'.repeat(150_000)}</style>`],
    ['brackets in a style that are not closed', `<p style="${'a:('.repeat(80_000)}">`],
    ['quotes in a style that are not closed', `<p style="${"a:'(".repeat(100_000)}">`],
    ['spaces in the middle of a value', `<p style="color:x${' '.repeat(150_000)}b">`],
    ['a long note with many links to it', `<li id="a">${'b '.repeat(50_000)}</li>${NOTE_LINK.repeat(5_000)}`],
  ])('%s', (_, html) => {
    expectInTime(() => readHtml(html));
  });

  test('an element of very many attributes, and a cell that spans everything', () => {
    expect(() => readHtml(`<p ${Array.from({ length: 5_000 }, (_, i) => `a${i}`).join(' ')}>x`)).toThrow(
      Unreadable,
    );
    expectInTime(() => readHtml(`<table>${'<tr><td colspan=1000 rowspan=65534>a'.repeat(200)}</table>`));
    const rows = `<tr>${'<td rowspan=0>'.repeat(1_000)}${'<tr>'.repeat(4_000)}`;
    expect(() => readHtml(`<table>${rows}</table>`)).toThrow(Unreadable);
    expectInTime(() => readHtml(`<table>${rows}</table>`));
    const far = '<td data-absent colspan=65534>'.repeat(2_000);
    expectInTime(() => readHtml(`<table><tr>${far}<td>a</table>`));
  });
});

describe('documents', () => {
  test('of very many lines are written', () => {
    const document: Delta = [{ insert: '\n'.repeat(200_000) }];
    expect(writeMarkdown(document).markdown).toBe('');
    expect(writeHtmlFragment(document)).toBe('<p><br></p>'.repeat(200_000));
  });

  test('with a table of few lines and millions of empty cells are written in time, or refused', () => {
    const document = tableOf(3_000, (i) => `t.r${i}.c${i}`);
    expectInTime(() => writeMarkdown(document));
    expectInTime(() => {
      const html = writeHtmlFragment(document);
      expect(html.length).toBeLessThan(1_000_000);
      expect(readHtml(html).document).toHaveLength(document.length);
    });
  });

  test('with a very wide table are written in time, and read without a loss', () => {
    const document = tableOf(8_000, (i) => `t.r.c${i}`);
    expectInTime(() => writeMarkdown(document));
    expect(readHtml(writeHtmlFragment(document)).document).toHaveLength(document.length);
    expectInTime(() => writeBack(document, 'a\n', 'd'));
  });
});

function tableOf(cells: number, cell: (at: number) => string): Delta {
  const lines = Array.from({ length: cells }, (_, at) => ({ insert: '\n', attributes: { cell: cell(at) } }));
  return [...lines, { insert: '\n' }];
}

// By the time of the processor: others may use the machine.
function expectInTime(read: () => unknown): void {
  const from = process.cpuUsage();
  try {
    read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  const { user, system } = process.cpuUsage(from);
  expect((user + system) / 1_000).toBeLessThan(MOST_MS);
}
