import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Op } from '../../src/ot/op.ts';
import { BareEditor } from './bare-editor.ts';
import { BareKeys, line, text } from './bare-keys.ts';
import { sharedBrowser } from './browser.ts';

describe('the keyboard in the text', () => {
  let browser: Browser;
  let editor: BareEditor;
  let keys: BareKeys;

  beforeAll(async () => {
    browser = await sharedBrowser();
    editor = await BareEditor.open(browser);
    keys = await BareKeys.of(editor);
  });

  test('Backspace at the start of a heading, a quote or code takes the format away before it joins lines', async () => {
    for (const attributes of [{ header: 1 }, { blockquote: true }, { 'code-block': true }]) {
      await keys.load(line('text', attributes));
      await keys.press('Backspace');
      expect(await editor.get()).toEqual(text(line('text')));
      await keys.load([...line('above'), ...line('text', attributes)], 6);
      await keys.press('Backspace');
      expect(await editor.get()).toEqual([{ insert: 'above\ntext\n' }]);
      await keys.press('Backspace');
      expect(await editor.get()).toEqual(text(line('abovetext')));
      await keys.load(line('all of it', attributes));
      await keys.press('Control+a', 'Backspace', 'Backspace');
      expect(await editor.get()).toEqual(text(line('')));
    }
    await keys.load([...line('one', { 'code-block': true }), ...line('two', { 'code-block': true })], 4);
    await keys.press('Backspace');
    expect(await editor.get()).toEqual(text(line('onetwo', { 'code-block': true })));
  });

  test('a prefix counts at the beginning of its line alone', async () => {
    await keys.load([{ insert: 'bold', attributes: { bold: true } }, { insert: '#' }, ...line('')], 5);
    await keys.type(' ');
    expect(await editor.get()).toEqual(text([{ insert: 'bold', attributes: { bold: true } }], line('# ')));
  });

  test('Tab indents in every kind of line, Shift+Tab takes it back and leaves where there is nothing to take', async () => {
    const kinds = [undefined, { header: 2 }, { blockquote: true }, { list: 'bullet' }, { list: 'checked' }];
    for (const attributes of kinds) {
      await keys.load(line('text', attributes), 2);
      await keys.press('Tab', 'Tab');
      expect(await editor.get()).toEqual(text(line('text', { ...attributes, indent: 2 })));
      await keys.press('Shift+Tab', 'Shift+Tab');
      expect(await editor.get()).toEqual(text(line('text', attributes)));
      expect(await keys.told()).toEqual([]);
      await keys.press('Shift+Tab');
      expect(await keys.told()).toEqual(['leave backwards']);
    }
  });

  test('Tab indents all lines that are selected, each from where it is, and never past the last step', async () => {
    const lines = [
      ...line('a', { list: 'bullet' }),
      ...line('b', { indent: 8, list: 'bullet' }),
      ...line('c', { indent: 1 }),
    ];
    await keys.load(lines, 0, 5);
    await keys.press('Tab');
    const indents = (await editor.get()).flatMap((op) => ('attributes' in op && op.attributes?.indent) || []);
    expect(indents).toEqual([1, 8, 2]);
    await keys.press('Shift+Tab', 'Control+z', 'Control+z');
    expect(await editor.get()).toEqual(text(lines));
  });

  test('in code Tab indents by two spaces, Shift+Tab takes up to two away and then leaves', async () => {
    const code = (...texts: string[]) => texts.flatMap((text) => line(text, { 'code-block': true }));
    await keys.load(code('ab'), 1);
    await keys.press('Tab');
    expect(await keys.text()).toBe('a  b\n');
    await keys.load(code('one', ' two', 'three'), 1, 9);
    await keys.press('Tab');
    expect(await keys.text()).toBe('  one\n   two\n  three\n');
    expect(await keys.selection()).toEqual({ index: 3, length: 13 });
    await keys.press('Shift+Tab', 'Shift+Tab');
    expect(await keys.text()).toBe('one\ntwo\nthree\n');
    expect(await keys.told()).toEqual([]);
    await keys.press('Shift+Tab');
    expect(await keys.told()).toEqual(['leave backwards']);
  });

  test('Escape and then Tab leaves every line; any other key between them and Tab indents', async () => {
    for (const attributes of [undefined, { list: 'ordered' }, { 'code-block': true }, { blockquote: true }]) {
      await keys.load(line('text', attributes));
      await keys.press('Escape', 'Tab', 'Escape', 'Shift+Tab');
      expect(await keys.told()).toEqual(['leave', 'leave backwards']);
      expect(await editor.get()).toEqual(text(line('text', attributes)));
      await keys.press('Escape', 'ArrowRight', 'Tab');
      expect(await keys.told()).toHaveLength(2);
      expect(await editor.get()).not.toEqual(text(line('text', attributes)));
    }
  });

  test('the tools and links are asked for by key', async () => {
    await keys.load(line('text'));
    await keys.press('Alt+F10', 'Control+k');
    expect(await keys.told()).toEqual(['tools', 'link']);
  });

  test('the arrow key leaves inline code at its end, the caret staying, in both directions of writing', async () => {
    const code = { insert: 'x', attributes: { code: true } };
    await keys.load([{ insert: 'a' }, code, ...line('b')], 2);
    await keys.press('ArrowRight');
    await keys.type('c');
    await keys.press('ArrowRight');
    await keys.type('d');
    expect(await editor.get()).toEqual(text([{ insert: 'a' }, code], line('cbd')));
    await keys.load([code, ...line('')], 1);
    await keys.press('ArrowRight');
    await keys.type('plain');
    expect(await editor.get()).toEqual(text([code], line('plain')));
    await keys.load([code, ...line('')], 0);
    await keys.press('ArrowRight');
    await keys.type('y');
    expect(await editor.get()).toEqual(text([{ ...code, insert: 'xy' }], line('')));
  });

  test('Shift+Enter breaks a line inside its paragraph, which the keys cross and Backspace takes away', async () => {
    const lineBreak: Op = { insert: { 'line-break': true } };
    for (const attributes of [undefined, { list: 'bullet' }, { header: 1 }, { blockquote: true }]) {
      await keys.load(line('onetwo', attributes), 3);
      const height = await paragraphHeight();
      await keys.press('Shift+Enter');
      await keys.type('x');
      expect(await editor.get()).toEqual(text([{ insert: 'one' }, lineBreak], line('xtwo', attributes)));
      expect(await paragraphHeight()).toBeGreaterThan(height * 1.5);
      await keys.press('ArrowLeft', 'ArrowLeft');
      await keys.type('y');
      await keys.press('ArrowRight');
      await keys.type('z');
      expect(await editor.get()).toEqual(text([{ insert: 'oney' }, lineBreak], line('zxtwo', attributes)));
      await keys.press('ArrowLeft', 'Backspace');
      expect(await editor.get()).toEqual(text(line('oneyzxtwo', attributes)));
    }
    await keys.load(line('end'), 3);
    await keys.press('Shift+Enter');
    await keys.type('x');
    expect(await editor.get()).toEqual(text([{ insert: 'end' }, lineBreak], line('x')));
    await keys.press('Backspace', 'Backspace');
    expect(await editor.get()).toEqual(text(line('end')));
    expect(await keys.tap({ command: 'insertLineBreak' }).then(() => editor.get())).toEqual(
      text([{ insert: 'end' }, lineBreak], line('')),
    );
    await keys.load(line('code', { 'code-block': true }), 2);
    await keys.press('Shift+Enter');
    expect(await keys.text()).toBe('co\nde\n');
  });

  const paragraphHeight = () =>
    editor.page.evaluate(() => {
      const first = document.querySelector('.ql-editor > *');
      return first?.getBoundingClientRect().height ?? 0;
    });
});
