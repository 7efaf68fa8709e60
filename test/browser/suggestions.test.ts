import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Delta } from '../../src/ot/op.ts';
import { sharedBrowser } from './browser.ts';
import { shareForReview } from './comments-tab.ts';
import type { DocumentTab } from './document-tab.ts';
import { CUT, Person } from './person.ts';

describe('suggestions in the text', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
  });

  const suggest = async (who: Person, id: string, delta: Delta): Promise<{ id: string }> => {
    const { version } = await who.api<{ version: number }>('GET', `/v1/docs/${id}/content`);
    return who.api('POST', `/v1/docs/${id}/suggestions`, { version, delta });
  };
  const marked = (tab: DocumentTab, kind: 'insert' | 'delete' | 'format') =>
    expect.poll(() => tab.page.locator(`.ql-editor [data-suggest-${kind}]`).allTextContents());

  const choose = async (tab: DocumentTab, mode: string) => {
    await tab.page.getByRole('button', { name: /^Mode/ }).click();
    await tab.page.getByRole('menuitemradio', { name: mode }).click();
  };

  test('are seen over the text by everyone, and become text where they stand', async () => {
    const id = await shareForReview(ada, ben, 'Seen', 'editor');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    const { id: sid } = await suggest(ben, id, [
      { insert: 'Then: ' },
      { delete: 5 },
      { retain: 4, attributes: { bold: true } },
    ]);
    await marked(a, 'insert').toEqual(['Then: ']);
    await marked(b, 'delete').toHaveLength(1);
    await a.picture('suggestion-core');
    // Typed at the end of the proposed letters, a key goes before them.
    await a.text.focus();
    await a.page.keyboard.press('Control+Home');
    for (let n = 0; n < 6; n++) await a.page.keyboard.press('ArrowRight');
    await a.page.keyboard.type('Now ');
    await expect.poll(async () => JSON.stringify((await ada.content(id)).ops)).toContain('"Now ');
    await marked(a, 'insert').toEqual(['Then: ']);
    await a.page.keyboard.type('and then ');
    await b.shows('Now and then Then: ');
    await a.page.keyboard.press('Control+z');
    await b.shows('Now and Then: ');
    await a.page.keyboard.press('Control+y');
    await b.shows('Now and then Then: ');
    await ada.api('POST', `/v1/docs/${id}/suggestions/${sid}/accept`, {});
    await marked(a, 'insert').toEqual([]);
    await marked(b, 'insert').toEqual([]);
    await a.shows('Now and then Then: ');
  });

  test('what is typed in Suggesting is the user’s own, and the text stays', async () => {
    const id = await shareForReview(ada, ben, 'Typed', 'editor');
    const a = await ada.at(id);
    await choose(a, 'Suggesting');
    await a.select('harbour');
    await a.page.keyboard.type('old ');
    await marked(a, 'insert').toEqual(['old ']);
    expect(await a.caret()).toEqual(['The old ', 'harbour was quiet before the storm.']);
    // Backspace takes one's own letters away, and marks those of the text, going on to the left.
    for (let n = 0; n < 6; n++) await a.page.keyboard.press('Backspace');
    await marked(a, 'insert').toEqual([]);
    await marked(a, 'delete').toEqual(['e ']);
    expect(await a.caret()).toEqual(['Th', 'e harbour was quiet before the storm.']);
    // Delete goes on to the right.
    await a.select('storm');
    for (let n = 0; n < 3; n++) await a.page.keyboard.press('Delete');
    await marked(a, 'delete').toEqual(['e ', 'sto']);
    expect((await a.caret())[0]).toBe('The harbour was quiet before the sto');
    await a.page.keyboard.type('for');
    await marked(a, 'insert').toEqual(['for']);
    // What is typed over a selection stands beside it.
    await a.select('quiet', 'all');
    await a.page.keyboard.type('loud');
    await marked(a, 'insert').toEqual(['loud', 'for']);
    await marked(a, 'delete').toEqual(['e ', 'quiet', 'sto']);
    await a.picture('suggesting');
    await a.select('Boats');
    await a.page.keyboard.press('Enter');
    await expect.poll(() => a.page.locator('.ql-editor [data-suggest-insert-line]').count()).toBe(1);
    await a.page.keyboard.press('Control+b');
    await a.page.keyboard.type('x');
    await a.select('pier', 'all');
    await a.page.keyboard.press('Control+b');
    await marked(a, 'format').toEqual(['pier']);
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
    await choose(b, 'Suggesting');
    await b.select('harbour');
    await b.page.keyboard.type('old ');
    await marked(a, 'insert').toEqual(['old ']);
    await b.page.keyboard.type('grey ', { delay: 60 });
    await marked(a, 'insert').toEqual(['old grey ']);
    await b.told(/^Saved/);
    // The editor types at the same place: its letters are text, and stand before what is suggested.
    await a.select('harbour');
    await a.page.keyboard.type('big ');
    await b.shows('The big old grey harbour');
    await marked(b, 'insert').toEqual(['old grey ']);
    const { items } = await ada.api<{ items: { id: string; author: { name: string } }[] }>(
      'GET',
      `/v1/docs/${id}/suggestions`,
    );
    expect(items.map(({ author }) => author.name)).toEqual(['Ben Okri']);
    await ada.api('POST', `/v1/docs/${id}/suggestions/${items[0]?.id}/accept`, {});
    await marked(a, 'insert').toEqual([]);
    await marked(b, 'insert').toEqual([]);
    await expect
      .poll(async () => JSON.stringify((await ada.content(id)).ops))
      .toContain('The big old grey harbour');
    // What is typed after that is a suggestion of its own.
    await b.page.keyboard.type('and cold ');
    await marked(a, 'insert').toEqual(['and cold ']);
  });

  test('what is suggested offline survives the tab', async () => {
    const id = await shareForReview(ada, ben, 'Offline', 'commenter');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await choose(b, 'Suggesting');
    await ben.context.setOffline(true);
    await b.told(/offline/i);
    await b.select('harbour');
    await b.page.keyboard.type('sunken ');
    await marked(b, 'insert').toEqual(['sunken ']);
    await expect
      .poll(() => b.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort()))
      .toContain('suggestions');
    await b.page.waitForTimeout(500);
    await b.page.close();
    await ada.editByApi(id, [{ insert: 'Above. ' }]);
    await ben.context.setOffline(false);
    const again = await ben.at(id);
    await marked(a, 'insert').toEqual(['sunken ']);
    await marked(again, 'insert').toEqual(['sunken ']);
  });
});
