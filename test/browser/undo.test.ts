import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { BareEditor } from './bare-editor.ts';
import { BareKeys } from './bare-keys.ts';
import { sharedBrowser } from './browser.ts';

describe('steps of undo', () => {
  let browser: Browser;
  let editor: BareEditor;
  let keys: BareKeys;

  beforeAll(async () => {
    browser = await sharedBrowser();
    editor = await BareEditor.open(browser);
    keys = await BareKeys.of(editor);
  });

  /** The text after each undo, until nothing is left to undo. */
  async function undone(): Promise<string[]> {
    const texts: string[] = [];
    while (await editor.page.evaluate(() => window.bare.quill.history.stack.undo.length > 0)) {
      await keys.press('Control+z');
      texts.push(await keys.text());
    }
    return texts;
  }

  test('typing goes back by words and lines, erasing is a step of its own', async () => {
    await keys.load([{ insert: '\n' }]);
    await keys.type('two words');
    await keys.press('Enter');
    await keys.type('next');
    await keys.press('Backspace');
    await keys.press('Backspace');
    expect(await undone()).toEqual(['two words\nnext\n', 'two words\n\n', 'two words\n', 'two \n', '\n']);
  });

  test('typing elsewhere is another step', async () => {
    await keys.load([{ insert: 'ab\n' }], 1);
    await keys.type('x');
    await keys.press('End');
    await keys.type('y');
    expect(await undone()).toEqual(['axb\n', 'ab\n']);
  });

  test('typing over a selection is undone together with it; deleting a selection is a step', async () => {
    await keys.load([{ insert: 'one two\n' }], 4, 3);
    await keys.type('six');
    expect(await undone()).toEqual(['one two\n']);
    await keys.load([{ insert: 'one\ntwo\n' }]);
    await keys.press('Control+a');
    await keys.press('Backspace');
    await keys.type('x');
    expect(await undone()).toEqual(['\n', 'one\ntwo\n']);
  });

  test('a key that follows a selection at once brings back the caret, never the selection that was gone', async () => {
    for (const command of ['insertText', 'delete']) {
      await keys.load([{ insert: 'one two\n' }]);
      const isKnown = await editor.page.evaluate((command) => {
        const { quill } = window.bare;
        quill.setSelection(4, 3, 'user');
        const known = quill.getSelection()?.length === 3;
        getSelection()?.collapseToEnd();
        // As from a key, before which Quill has had no time to learn of the caret.
        quill.root.dispatchEvent(new InputEvent('beforeinput', { inputType: command }));
        document.execCommand(command, false, 'x');
        return known;
      }, command);
      expect(isKnown).toBe(true);
      expect(await undone()).toEqual(['one two\n']);
      await keys.type('y');
      expect(await keys.text()).toBe('one twoy\n');
    }
  });

  test('a paste and its immediate deletion are two steps, both undone and redone', async () => {
    await keys.load([{ insert: '\n' }]);
    await keys.type('typed ');
    await editor.page.keyboard.insertText('pasted\nin lines');
    await keys.press('Control+a');
    await keys.press('Backspace');
    expect(await undone()).toEqual(['typed pasted\nin lines\n', 'typed \n', '\n']);
    for (const text of ['typed \n', 'typed pasted\nin lines\n', '\n']) {
      await keys.press('Control+y');
      expect(await keys.text()).toBe(text);
    }
  });

  test('a format is a step of its own, and of several lines it is one', async () => {
    await keys.load([{ insert: '\n' }]);
    await keys.type('one');
    await keys.press('Control+a');
    await keys.press('Control+b');
    await keys.press('Tab');
    expect(await undone()).toHaveLength(3);
  });

  test("another's edit in between breaks no word and is not undone", async () => {
    await keys.load([{ insert: '\n' }]);
    await keys.type('wo');
    await editor.page.evaluate(() => window.bare.quill.insertText(0, 'theirs ', 'silent'));
    await keys.type('rd');
    expect(await undone()).toEqual(['theirs \n']);
  });
});
