import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Op } from '../../src/ot/op.ts';
import { BareEditor } from './bare-editor.ts';
import { BareKeys, line, text } from './bare-keys.ts';
import { sharedBrowser } from './browser.ts';

describe('keyboards that do not name their keys', () => {
  let browser: Browser;
  let editor: BareEditor;
  let keys: BareKeys;

  beforeAll(async () => {
    browser = await sharedBrowser();
    editor = await BareEditor.open(browser);
    keys = await BareKeys.of(editor);
  });

  test.each([
    ['#', { header: 1 }],
    ['###', { header: 3 }],
    ['>', { blockquote: true }],
    ['```', { 'code-block': true }],
    ['-', { list: 'bullet' }],
    ['1.', { list: 'ordered' }],
    ['[]', { list: 'unchecked' }],
    ['[x]', { list: 'checked' }],
  ])('“%s” and a space begin a line of that kind', async (prefix, attributes) => {
    await keys.load(line('above').concat(line('rest')), 6);
    for (const typed of [...prefix, ' ']) await keys.tap({ text: typed });
    expect(await editor.get()).toMatchObject([{ insert: 'above\nrest' }, { insert: '\n', attributes }]);
    expect(await keys.selection()).toMatchObject({ index: 6, length: 0 });
    await editor.page.evaluate(() => window.bare.quill.history.undo());
    expect(await keys.text()).toBe(`above\n${prefix} rest\n`);
  });

  test('a prefix that a composition leaves, and one that is said by the input alone', async () => {
    await keys.load(line(''));
    await keys.compose('-', '- ');
    await expect.poll(() => editor.get()).toMatchObject(line('', { list: 'bullet' }));
    await keys.load(line('#'), 1);
    expect(await keys.input('insertText', ' ')).toBe(true);
    expect(await editor.get()).toMatchObject(line('', { header: 1 }));
  });

  test.each([
    ['a bullet', { list: 'bullet' }],
    ['a check box', { list: 'checked' }],
    ['a heading', { header: 2 }],
    ['a quote', { blockquote: true }],
    ['code', { 'code-block': true }],
  ])('Backspace at the start of %s makes plain text of it', async (_what, attributes) => {
    for (const index of [0, 6]) {
      const before = index === 0 ? [] : line('above');
      for (const erase of [
        () => keys.tap({ command: 'deleteBackward' }),
        () => keys.input('deleteContentBackward'),
      ]) {
        await keys.load([...before, ...line('text', attributes)], index);
        await erase();
        expect(await keys.text()).toBe(index === 0 ? 'text\n' : 'above\ntext\n');
        expect((await editor.get()).some((op) => 'attributes' in op)).toBe(false);
      }
    }
  });

  test('Backspace elsewhere erases, and an indented bullet first comes out', async () => {
    await keys.load(line('ab', { list: 'bullet', indent: 1 }), 1);
    await keys.tap({ command: 'deleteBackward' });
    expect(await keys.text()).toBe('b\n');
    await keys.tap({ command: 'deleteBackward' });
    expect(await editor.get()).toEqual(text(line('b', { list: 'bullet' })));
  });

  test('Enter goes on with a list, and leaves it on an empty item', async () => {
    await keys.load(line('one', { list: 'bullet' }), 3);
    await keys.tap({ command: 'insertNewline' });
    await keys.tap({ text: 'two' });
    await keys.tap({ command: 'insertNewline' });
    await keys.tap({ command: 'insertNewline' });
    const { list } = { list: 'bullet' };
    expect(await editor.get()).toEqual(text(line('one', { list }), line('two', { list }), line('')));
    await keys.load(line('', { list, indent: 2 }));
    for (const left of [{ list, indent: 1 }, { list }, {}]) {
      expect(await keys.input('insertParagraph')).toBe(true);
      expect(await editor.get()).toEqual(text(line('', left)));
    }
  });

  test('a heading ends with Enter, three dashes become a divider', async () => {
    await keys.load(line('Title', { header: 1 }), 5);
    await keys.tap({ command: 'insertNewline' });
    for (const dash of '---') await keys.tap({ text: dash });
    await keys.tap({ command: 'insertNewline' });
    const divider: Op[] = [{ insert: { divider: true } }];
    expect(await editor.get()).toEqual(text(line('Title', { header: 1 }), divider, line(''), line('')));
  });

  test('a corrected word keeps its own formats and takes none of its line', async () => {
    await keys.load([
      { insert: 'teh', attributes: { bold: true } },
      { insert: ' end' },
      ...line('', { header: 2 }),
    ]);
    await editor.page.evaluate(() => {
      const { quill } = window.bare;
      const changes: unknown[] = [];
      quill.on('text-change', (change, _before, source) => source === 'user' && changes.push(...change.ops));
      Object.assign(window, { changes });
      const word = quill.root.querySelector('strong')?.firstChild as Text;
      const range = new StaticRange({
        startContainer: word,
        startOffset: 0,
        endContainer: word,
        endOffset: 3,
      });
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('text/plain', 'the');
      quill.root.dispatchEvent(
        new InputEvent('beforeinput', {
          inputType: 'insertReplacementText',
          dataTransfer,
          targetRanges: [range],
          bubbles: true,
          cancelable: true,
        }),
      );
    });
    expect(await keys.text()).toBe('the end\n');
    expect(await keys.selection()).toMatchObject({ index: 3, length: 0 });
    const changes = await editor.page.evaluate(() => (window as unknown as { changes: Op[] }).changes);
    expect(changes).toEqual([{ delete: 3 }, { insert: 'the', attributes: { bold: true } }]);
  });
});
