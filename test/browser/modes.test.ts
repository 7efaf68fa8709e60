import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { commentByApi, shareForReview } from './comments-tab.ts';
import type { DocumentTab } from './document-tab.ts';
import { inspectLooks } from './inspect.ts';
import { CUT, Person } from './person.ts';
import { chooseMode, expectSuggested } from './suggestions-tab.ts';

describe('modes of the editor', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
  });

  const modeOf = ({ page }: DocumentTab, mode: string) => page.getByRole('button', { name: `Mode: ${mode}` });

  test('an editor has three, by control and keys; the document remembers on this device', async () => {
    const id = await shareForReview(ada, ben, 'Three');
    const a = await ada.open(id);
    const { page } = a;
    await modeOf(a, 'Editing').waitFor();
    await chooseMode(a, 'Viewing');
    expect(await page.getByRole('toolbar').count()).toBe(0);
    expect(await a.text.getAttribute('contenteditable')).toBe('false');
    await expect
      .poll(() => page.locator('.mode [role=status]').textContent())
      .toBe('Viewing: the text cannot be changed.');
    await page.keyboard.press('Control+Alt+Shift+x');
    await modeOf(a, 'Suggesting').waitFor();
    await page.reload();
    await a.ready();
    await modeOf(a, 'Suggesting').waitFor();
    await inspectLooks(page, 'modes');
    await a.select('harbour');
    await page.keyboard.type('old ');
    await expectSuggested(a, 'insert', 'old ');
    await page.keyboard.press('Control+Alt+Shift+z');
    await modeOf(a, 'Editing').waitFor();
    const other = await ada.open(await ada.create('Other', 'Text'));
    await modeOf(other, 'Editing').waitFor();
  });

  test('a commenter suggests and views, a viewer has no choice', async () => {
    const id = await shareForReview(ada, ben, 'Two');
    const b = await ben.open(id);
    await b.page.getByRole('button', { name: /^Mode/ }).click();
    expect(await b.page.getByRole('menuitemradio').allTextContents()).toEqual([
      expect.stringMatching(/^Suggesting/),
      expect.stringMatching(/^Viewing/),
    ]);
    await b.page.getByRole('menuitemradio', { name: 'Viewing' }).click();
    await b.told(/^Read only/);
    await chooseMode(b, 'Suggesting');
    await b.page.getByRole('toolbar').waitFor();
    await b.told(/^Saved/);
    await ada.share(id, ben, 'viewer');
    await b.told(/^Read only/);
    await expect.poll(() => b.page.getByRole('button', { name: /^Mode/ }).count()).toBe(0);
  });

  test('signing out forgets the mode', async () => {
    const cleo = await Person.nextSignedUp(browser, 'Cleo Park');
    const id = await cleo.create('Forgotten', 'Text');
    const c = await cleo.at(id);
    await chooseMode(c, 'Viewing');
    const modes = () =>
      c.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('mode ')).length);
    expect(await modes()).toBe(1);
    await c.page.goto(`${cleo.origin}/`);
    await c.page.getByRole('button', { name: /^Account of/ }).click();
    await c.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await c.page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    expect(await modes()).toBe(0);
    await cleo.leave();
  });

  test('the text stays where it is when the first card comes in Suggesting, and the last one goes', async () => {
    const id = await shareForReview(ada, ben, 'Beside');
    const a = await ada.open(id);
    const { page } = a;
    const left = async () => Math.round((await a.text.boundingBox())?.x ?? 0);
    const alone = await left();
    await chooseMode(a, 'Suggesting');
    const beside = await left();
    expect(beside).toBeLessThan(alone);
    await a.select('harbour');
    await page.keyboard.type('old ');
    await page.locator('.card-suggestion').waitFor();
    expect(await left()).toBe(beside);
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.locator('.card-suggestion').count()).toBe(0);
    await chooseMode(a, 'Editing');
    expect(await left()).toBe(beside);
  });

  test('a key of the review that is pressed before the review is there counts once it is', async () => {
    const id = await shareForReview(ada, ben, 'Early');
    await commentByApi(ben, id, 'harbour', 'Which harbour?');
    const page = await ada.context.newPage();
    const held = Promise.withResolvers<void>();
    await page.route(/\/assets\/review-[^/]*\.js$/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto(`${ada.origin}/d/${id}`);
    await page.locator('.ql-editor[data-ready]').waitFor();
    await page.keyboard.press('Control+Alt+n');
    expect(await page.locator('.card').count()).toBe(0);
    held.resolve();
    await page.locator('.card[data-open]').waitFor();
    await page.close();
  });
});
