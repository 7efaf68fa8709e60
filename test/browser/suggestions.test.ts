import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { shareForReview } from './comments-tab.ts';
import { CUT, Person } from './person.ts';
import { chooseMode, expectSuggested, openSuggestions, textOf } from './suggestions-tab.ts';

describe('suggestions in the text', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
  });

  test('load no image for others until it is accepted', async () => {
    const id = await shareForReview(ada, ben, 'Images', 'editor');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    const address = 'https://images.example/seen.png';
    const loads: string[] = [];
    for (const { page } of [a, b])
      await page.route('https://images.example/**', (route) => {
        loads.push(page === a.page ? 'Ada' : 'Ben');
        return route.fulfill({
          contentType: 'image/svg+xml',
          body: '<svg xmlns="http://www.w3.org/2000/svg"/>',
        });
      });
    const { version } = await ada.content(id);
    const { id: sid } = await ben.api<{ id: string }>('POST', `/v1/docs/${id}/suggestions`, {
      version,
      delta: [{ retain: 4 }, { insert: { image: address } }],
    });
    const image = '.ql-editor img[data-image]';
    await b.page.locator(`${image}[src]`).waitFor();
    await a.page.locator('[data-suggest-insert] img[data-image]:not([src])').waitFor();
    await expect.poll(() => loads).toContain('Ben');
    await a.page.reload();
    await a.page.locator('[data-suggest-insert] img[data-image]:not([src])').waitFor();
    expect(loads).not.toContain('Ada');
    const [told] = await openSuggestions(ada, id);
    await ada.api('POST', `/v1/docs/${id}/suggestions/${sid}/accept`, {
      version,
      review: told?.review,
      hunks: [0],
    });
    await a.page.locator(`${image}[src="${address}"]`).waitFor();
    await expect.poll(() => loads).toContain('Ada');
  });

  test('are seen over the text by everyone, and become text where they stand', async () => {
    const id = await shareForReview(ada, ben, 'Seen', 'editor');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    const { version } = await ada.content(id);
    const { id: sid } = await ben.api<{ id: string }>('POST', `/v1/docs/${id}/suggestions`, {
      version,
      delta: [{ insert: 'Then: ' }, { delete: 5 }, { retain: 4, attributes: { bold: true } }],
    });
    await expectSuggested(a, 'insert', 'Then: ');
    await expectSuggested(b, 'delete', 'The h');
    await a.picture('suggestion-core');
    // Typed at the end of the proposed letters, a key goes before them.
    await a.text.focus();
    await a.page.keyboard.press('Control+Home');
    for (let n = 0; n < 6; n++) await a.page.keyboard.press('ArrowRight');
    await a.page.keyboard.type('Now ');
    await expect.poll(async () => JSON.stringify((await ada.content(id)).ops)).toContain('"Now ');
    await expectSuggested(a, 'insert', 'Then: ');
    await a.page.keyboard.type('and then ');
    await b.shows('Now and then Then: ');
    await a.page.keyboard.press('Control+z');
    await b.shows('Now and Then: ');
    await a.page.keyboard.press('Control+y');
    await b.shows('Now and then Then: ');
    await ada.api('POST', `/v1/docs/${id}/suggestions/${sid}/accept`, {});
    await expectSuggested(a, 'insert');
    await expectSuggested(b, 'insert');
    await a.shows('Now and then Then: ');
  });

  test('what is typed in Suggesting is the user’s own, and the text stays', async () => {
    const id = await shareForReview(ada, ben, 'Typed', 'editor');
    const a = await ada.at(id);
    await chooseMode(a, 'Suggesting');
    await a.select('harbour');
    await a.page.keyboard.type('old ');
    await expectSuggested(a, 'insert', 'old ');
    expect(await a.caret()).toEqual(['The old ', 'harbour was quiet before the storm.']);
    // Backspace takes one's own letters away, and marks those of the text, going on to the left.
    for (let n = 0; n < 6; n++) await a.page.keyboard.press('Backspace');
    await expectSuggested(a, 'insert');
    await expectSuggested(a, 'delete', 'e ');
    expect(await a.caret()).toEqual(['Th', 'e harbour was quiet before the storm.']);
    // Delete goes on to the right.
    await a.select('storm');
    for (let n = 0; n < 3; n++) await a.page.keyboard.press('Delete');
    await expectSuggested(a, 'delete', 'e ', 'sto');
    expect((await a.caret())[0]).toBe('The harbour was quiet before the sto');
    await a.page.keyboard.type('for');
    await expectSuggested(a, 'insert', 'for');
    // What is typed over a selection stands beside it.
    await a.select('quiet', 'all');
    await a.page.keyboard.type('loud');
    await expectSuggested(a, 'insert', 'loud', 'for');
    await expectSuggested(a, 'delete', 'e ', 'quiet', 'sto');
    await a.picture('suggesting');
    await a.select('Boats');
    await a.page.keyboard.press('Enter');
    await expect.poll(() => a.page.locator('.ql-editor [data-suggest-insert-line]').count()).toBe(1);
    await a.page.keyboard.press('Control+b');
    await a.page.keyboard.type('x');
    await a.select('pier', 'all');
    await a.page.keyboard.press('Control+b');
    await expectSuggested(a, 'format', 'pier');
    await a.told(/^Saved/);
    const all = await a.markup();
    for (let n = 0; n < 30; n++) await a.page.keyboard.press('Control+z');
    expect(
      await a.page.locator('[data-suggest-insert],[data-suggest-delete],[data-suggest-format]').count(),
    ).toBe(0);
    for (let n = 0; n < 30; n++) await a.page.keyboard.press('Control+y');
    // The suggestion was taken back as a whole, so this is another one.
    const nameless = (markup: string) => markup.replaceAll(/"[\w-]{22}"|"draft-\d+"/g, '""');
    await expect.poll(async () => nameless(await a.markup())).toBe(nameless(all));
    expect(JSON.stringify((await ada.content(id)).ops)).toContain('The harbour was quiet before the storm');
  });

  test('others see what is typed while it is typed, and accept it', async () => {
    const id = await shareForReview(ada, ben, 'Live', 'commenter');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await chooseMode(b, 'Suggesting');
    await b.select('harbour');
    await b.page.keyboard.type('old ');
    await expectSuggested(a, 'insert', 'old ');
    await b.page.keyboard.type('grey ', { delay: 60 });
    await expectSuggested(a, 'insert', 'old grey ');
    await b.told(/^Saved/);
    // The editor types at the same place: its letters are text, and stand before what is suggested.
    await a.select('harbour');
    await a.page.keyboard.type('big ');
    await b.shows('The big old grey harbour');
    await expectSuggested(b, 'insert', 'old grey ');
    const [made, ...others] = await openSuggestions(ada, id);
    expect([made?.author.name, others.length]).toEqual(['Ben Okri', 0]);
    await ada.api('POST', `/v1/docs/${id}/suggestions/${made?.id}/accept`, {});
    await expectSuggested(a, 'insert');
    await expectSuggested(b, 'insert');
    await expect
      .poll(async () => JSON.stringify((await ada.content(id)).ops))
      .toContain('The big old grey harbour');
    // What is typed after that is a suggestion of its own.
    await b.page.keyboard.type('and cold ');
    await expectSuggested(a, 'insert', 'and cold ');
  });

  test('what is suggested offline survives the tab', async () => {
    const id = await shareForReview(ada, ben, 'Offline', 'commenter');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await chooseMode(b, 'Suggesting');
    await ben.context.setOffline(true);
    await b.told(/offline/i);
    await b.select('harbour');
    await b.page.keyboard.type('sunken ');
    await expectSuggested(b, 'insert', 'sunken ');
    await expect
      .poll(() => b.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort()))
      .toContain('suggestions');
    await b.page.waitForTimeout(500);
    await b.page.close();
    await ada.editByApi(id, [{ insert: 'Above. ' }]);
    await ben.context.setOffline(false);
    const again = await ben.at(id);
    await expectSuggested(a, 'insert', 'sunken ');
    await expectSuggested(again, 'insert', 'sunken ');
  });

  test('what is copied and cut is the text, and what is pasted is suggested', async () => {
    const id = await shareForReview(ada, ben, 'Clipboard', 'editor');
    const a = await ada.at(id);
    await chooseMode(a, 'Suggesting');
    await a.select('harbour');
    await a.page.keyboard.type('grey ');
    await a.select('The ');
    await a.page.keyboard.press('Shift+End');
    await a.page.keyboard.press('Control+c');
    expect(await a.page.evaluate(() => navigator.clipboard.readText())).toBe(
      'The harbour was quiet before the storm.',
    );
    await a.select('quiet', 'all');
    await a.page.keyboard.press('Control+x');
    await expectSuggested(a, 'delete', 'quiet');
    await a.select('storm');
    await a.page.keyboard.press('Control+v');
    await expectSuggested(a, 'insert', 'grey ', 'quiet');
    expect((await a.caret())[0]).toBe('The grey harbour was quiet before the quiet');
    await a.page.keyboard.type('er ');
    await expectSuggested(a, 'insert', 'grey ', 'quieter ');
    await a.told(/^Saved/);
    expect(await textOf(ada, id)).toContain('The harbour was quiet before the storm.');
    // Where only suggested letters are selected, those are copied.
    await a.select('quieter', 'all');
    await a.page.keyboard.press('Control+c');
    expect(await a.page.evaluate(() => navigator.clipboard.readText())).toBe('quieter');
  });

  test('an input method composes a suggestion, while others suggest and write', async () => {
    const id = await shareForReview(ada, ben, 'Composed', 'editor');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await a.page.bringToFront();
    await chooseMode(a, 'Suggesting');
    const devtools = await ada.context.newCDPSession(a.page);
    const compose = (text: string) =>
      devtools.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    await a.select('harbour');
    await compose('に');
    await compose('にほ');
    const { version } = await ada.content(id);
    await ben.api('POST', `/v1/docs/${id}/suggestions`, { version, delta: [{ insert: 'Then: ' }] });
    await ben.editByApi(id, [{ insert: 'Now. ' }]);
    await b.shows('Now. Then: The');
    await compose('にほん');
    expect((await a.lines())[0]).toBe('The にほんharbour was quiet before the storm.');
    await devtools.send('Input.insertText', { text: '日本' });
    await a.shows('Now. Then: The 日本harbour');
    await expectSuggested(a, 'insert', 'Then: ', '日本');
    await expectSuggested(b, 'insert', 'Then: ', '日本');
    expect((await a.caret())[0]).toBe('Now. Then: The 日本');
    expect(await textOf(ada, id)).toContain('Now. The harbour');
  });

  test('a suggestion of one mode is undone in another, and never becomes text', async () => {
    const id = await shareForReview(ada, ben, 'Undone', 'editor');
    const a = await ada.at(id);
    await chooseMode(a, 'Suggesting');
    await a.select('harbour');
    await a.page.keyboard.type('old ');
    await a.select('storm', 'all');
    await a.page.keyboard.press('Delete');
    await a.told(/^Saved/);
    await chooseMode(a, 'Editing');
    await a.page.keyboard.press('Control+z');
    await expectSuggested(a, 'delete');
    await a.page.keyboard.press('Control+z');
    await expectSuggested(a, 'insert');
    await expect.poll(async () => (await openSuggestions(ada, id)).length).toBe(0);
    await a.page.keyboard.press('Control+y');
    await expectSuggested(a, 'insert', 'old ');
    await a.page.keyboard.press('Control+y');
    await expectSuggested(a, 'delete', 'storm');
    await expect.poll(async () => (await openSuggestions(ada, id)).length).toBe(1);
    await a.select('Boats');
    await a.page.keyboard.type('Some ');
    await a.told(/^Saved/);
    expect(await textOf(ada, id)).toContain('The harbour was quiet before the storm.\nSome Boats');
  });
});
