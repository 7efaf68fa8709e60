import type { Browser, CDPSession } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { expectEqual } from './document-tab.ts';
import { Person } from './person.ts';

describe('input methods', () => {
  let browser: Browser;
  let yuki: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    yuki = await Person.nextSignedUp(browser, 'Yuki Mori');
  });

  const compose = (devtools: CDPSession, text: string) =>
    devtools.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });

  test('remote edits wait until a composition ends, and break nothing of it', async () => {
    const id = await yuki.create('IME', 'before after');
    const [tab, other] = [await yuki.at(id), await yuki.open(id)];
    await tab.page.bringToFront();
    const devtools = await yuki.context.newCDPSession(tab.page);
    await tab.select('after');
    await compose(devtools, 'に');
    await compose(devtools, 'にほ');
    await yuki.editByApi(id, [{ insert: 'Remote ' }]);
    await other.shows('Remote before');
    // Another round trip of this tab's own socket: had the frame been applied, it would be shown by now.
    await compose(devtools, 'にほん');
    expect((await tab.lines())[0]).toBe('before にほんafter');
    await devtools.send('Input.insertText', { text: '日本' });
    await tab.shows('Remote before 日本after');
    await expectEqual(tab, other);
    expect(await tab.caret()).toEqual(['Remote before 日本', 'after']);
  });

  test('a composition in an empty document, and one that is given up', async () => {
    const id = await yuki.create('IME, empty');
    const tab = await yuki.at(id);
    const devtools = await yuki.context.newCDPSession(tab.page);
    await tab.text.focus();
    await compose(devtools, 'ㅎ');
    await compose(devtools, '하');
    await compose(devtools, '한');
    await devtools.send('Input.insertText', { text: '한' });
    await expectEqual(tab);
    expect(await tab.lines()).toEqual(['한']);
    await compose(devtools, '구');
    await compose(devtools, '');
    await yuki.editByApi(id, [{ insert: '→' }]);
    await tab.shows('→한');
    await expectEqual(tab);
  });

  test('emoji replaced by their neighbours stay whole', async () => {
    const id = await yuki.create('Emoji', 'a😀b');
    const tab = await yuki.at(id);
    await tab.select('😀', 'all');
    await tab.page.keyboard.insertText('😁');
    await expectEqual(tab);
    expect(await tab.lines()).toEqual(['a😁b']);
  });
});
