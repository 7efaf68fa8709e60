import { beforeAll, describe, expect, test } from 'vitest';
import type { Delta } from '../../src/ot/op.ts';
import { plainLines } from '../support/plain-lines.ts';
import { BareEditor } from './bare-editor.ts';
import { sharedBrowser } from './browser.ts';
import { wordsIn } from './drawn-tables.ts';

const EMPTY: Delta = [{ insert: '\n' }];

describe('callouts, page breaks, footnotes and typed tables', () => {
  let editor: BareEditor;

  const typed = async (...keys: string[]): Promise<string[]> => {
    for (const key of keys) {
      if (/^(Enter|Backspace|Control.*|Shift.*)$/.test(key)) await editor.press(key);
      else await editor.page.keyboard.type(key);
    }
    return plainLines(await editor.get());
  };
  const begin = async (document: Delta = EMPTY, index = 0): Promise<void> => {
    await editor.set(document);
    await editor.select({ index, length: 0 });
  };

  beforeAll(async () => {
    editor = await BareEditor.open(await sharedBrowser());
  });

  test('a callout begins by a command or by the mark of Markdown, and is left by Enter and Backspace', async () => {
    await begin();
    expect(await typed('/tip', 'Enter', 'a', 'Enter', 'b', 'Enter', 'Enter', 'c')).toEqual([
      '[callout=tip] a',
      '[callout=tip] b',
      'c',
    ]);
    await begin();
    expect(await typed('> [!warning] a', 'Enter', 'b')).toEqual([
      '[callout=warning] a',
      '[callout=warning] b',
    ]);
    const label = await editor.page.evaluate(() =>
      [...document.querySelectorAll('[data-callout]')].map(
        (line) => getComputedStyle(line, '::before').content,
      ),
    );
    expect(label).toEqual(['"Warning"', 'none']);
    await editor.select({ index: 2, length: 0 });
    expect(await typed('Backspace')).toEqual(['[callout=warning] ab']);
    await editor.select({ index: 0, length: 0 });
    expect(await typed('Backspace')).toEqual(['ab']);
    await begin();
    await typed('> [!note]', 'Enter', 'x');
    expect(await typed('Control+z', 'Control+z')).toEqual(['[blockquote] [!note]']);
  });

  test('a page ends, and a footnote is asked for, by a command', async () => {
    await begin();
    expect(await typed('/page', 'Enter', 'next')).toEqual(['<page-break>', 'next']);
    await begin();
    await editor.page.evaluate(() => window.bare.told.splice(0));
    expect(await typed('/footnote', 'Enter', 'Control+Alt+f')).toEqual(['']);
    expect(await editor.page.evaluate(() => window.bare.told)).toEqual(['footnote', 'footnote']);
  });

  test('what is drawn as a background is printed', async () => {
    const { page } = editor;
    await editor.set([
      { insert: 'marked', attributes: { background: '#eceef1' } },
      { insert: 'code', attributes: { code: true } },
      { insert: '\n' },
      { insert: { divider: true } },
      { insert: '\nnoted' },
      { insert: '\n', attributes: { callout: 'note' } },
      { insert: 'done' },
      { insert: '\n', attributes: { list: 'checked' } },
      { insert: 'a()' },
      { insert: '\n', attributes: { 'code-block': true } },
      { insert: 'head' },
      { insert: '\n', attributes: { cell: 't.r.c', 'cell-head': true } },
      { insert: 'end\n' },
    ]);
    await page.emulateMedia({ media: 'print' });
    const drawn = await page.evaluate(() =>
      [...document.querySelectorAll('.ql-editor *')]
        .map((element) => ({ name: element.className || element.tagName, style: getComputedStyle(element) }))
        .filter(
          ({ style }) => style.backgroundImage !== 'none' || style.backgroundColor !== 'rgba(0, 0, 0, 0)',
        )
        .map(({ name, style }) => `${name}: ${style.getPropertyValue('print-color-adjust')}`),
    );
    await page.emulateMedia({ media: null });
    expect(drawn.length).toBeGreaterThan(5);
    expect(drawn.filter((line) => !line.endsWith(': exact'))).toEqual([]);
  });

  test('a table that is typed as Markdown gets its rows', async () => {
    await begin();
    await typed('|A|B|', 'Enter', '| --- | :-: |', 'Enter', '| 1 | 2 |', 'Enter', '|3|4|', 'Enter', 'x');
    expect(wordsIn(await editor.get())).toEqual([
      [
        ['A', 'B'],
        ['1', '2'],
        ['3', '4'],
        ['x', null],
      ],
    ]);
  });

  test('cells that are emptied are no list any more, and a row above the head is the head', async () => {
    const cell = (at: string, word: string, more = {}): Delta => [
      { insert: word },
      { insert: '\n', attributes: { cell: `t.${at}`, ...more } },
    ];
    const head = { 'cell-head': true };
    const list = { list: 'bullet' };
    await begin([
      ...cell('r.a', 'H', head),
      ...cell('r.b', 'I', head),
      ...cell('s.a', 'x', list),
      ...cell('s.b', 'y', list),
      { insert: '\n' },
    ]);
    await editor.select({ index: 4, length: 3 });
    await editor.press('Control+x');
    expect(plainLines(await editor.get()).slice(2)).toEqual(['[cell] ', '[cell] ', '']);
    await editor.select({ index: 0, length: 0 });
    await editor.page.evaluate(() => window.bare.act('rowAbove'));
    expect(plainLines(await editor.get()).slice(0, 4)).toEqual([
      '[cell,cell-head] ',
      '[cell] H',
      '[cell] I',
      '[cell] ',
    ]);
  });

  test('no word breaks in a cell of a narrow window, and thousands of columns are drawn as lines at once', async () => {
    await editor.page.setViewportSize({ width: 390, height: 800 });
    const words = ['Characteristic', 'Responsibilities', 'Interdependency'];
    await editor.set([
      ...words.flatMap(
        (word, at): Delta => [{ insert: word }, { insert: '\n', attributes: { cell: `t.r.c${at}` } }],
      ),
      { insert: '\n' },
    ]);
    const heights = await editor.page.evaluate(() =>
      [...document.querySelectorAll('.ql-grid-cell')].map((cell) => cell.getBoundingClientRect().height),
    );
    expect(Math.max(...heights)).toBeLessThan(50);
    const many = Array.from({ length: 1_000 }, (_, at) => ({
      insert: '\n',
      attributes: { cell: `t.r${at}.c${at}` },
    }));
    await editor.set([...many, { insert: '\n' }]);
    const took = await editor.page.evaluate(() => {
      const begun = performance.now();
      window.bare.quill.insertText(0, 'x', 'user');
      window.bare.quill.root.getBoundingClientRect();
      return performance.now() - begun;
    });
    expect(took).toBeLessThan(1_500);
    expect(editor.complaints).toEqual([]);
  });
});
