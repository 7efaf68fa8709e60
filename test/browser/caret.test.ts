import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { Person } from './person.ts';
import { WALKED_TEXT, walkTools } from './walk-tools.ts';

describe('the caret', () => {
  let browser: Browser;
  let ada: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    // The pictures that the walk inserts do not exist.
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [/ERR_|Failed to load resource/] });
  });

  test.each(['mouse', 'keyboard'] as const)(
    'is where it was after every tool, menu and dialog, by %s',
    async (hand) => {
      const tab = await ada.at(await ada.create(`Tools by ${hand}`, WALKED_TEXT));
      const walked = await walkTools(tab, hand);
      for (const known of [
        /^Bold: pressed/,
        /^Colours: Red/,
        /^More.*: Divider/,
        /^Share: Escape/,
        /^Link: /,
      ]) {
        expect(walked).toContainEqual(expect.stringMatching(known));
      }
    },
    240_000,
  );

  test('is never under the bars: by keys, while typing, and when an edit far away is undone', async () => {
    const tab = await ada.at(await ada.create('In view', WALKED_TEXT));
    const { page } = tab;
    const isInView = () =>
      page.evaluate(() => {
        const at = getSelection()?.anchorNode;
        const line = (at instanceof Element ? at : at?.parentElement)?.closest('p')?.getBoundingClientRect();
        const bars = document.querySelector('.tools-bar')?.getBoundingClientRect().bottom ?? Infinity;
        return line !== undefined && line.top >= bars && line.bottom <= innerHeight;
      });
    await tab.write('x');
    await expect.poll(isInView).toBe(true);
    for (let i = 0; i < 25; i++) await page.keyboard.press('ArrowUp');
    await expect.poll(isInView).toBe(true);
    await page.keyboard.type('y');
    await expect.poll(isInView).toBe(true);
    await page.keyboard.press('Control+Home');
    await expect.poll(isInView).toBe(true);
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+z');
    await expect.poll(isInView).toBe(true);
  });

  test('a press on an image selects it: Delete takes it, words come in its place', async () => {
    const id = await ada.create('Image');
    await ada.api('PUT', `/v1/docs/${id}/content`, {
      delta: [{ insert: 'a' }, { insert: { image: 'https://example.com/picture.png' } }, { insert: 'b\n' }],
    });
    const tab = await ada.at(id);
    await tab.text.locator('img').click();
    await tab.page.keyboard.press('Delete');
    await tab.page.keyboard.type('x');
    expect(await tab.lines()).toEqual(['axb']);
  });

  test('is in the text after Enter in the title, which edits nothing', async () => {
    const tab = await ada.at(await ada.create('Title', 'First line'));
    const { page } = tab;
    const title = page.getByLabel('Document title');
    await title.fill('A better title');
    await title.press('Enter');
    await page.keyboard.type('x');
    await title.press('Enter');
    await page.keyboard.type('y');
    await tab.told(/^Saved/);
    expect(await tab.lines()).toEqual(['xyFirst line']);
    await expect
      .poll(async () => (await ada.api<{ title: string }>('GET', `/v1/docs/${tab.id}`)).title)
      .toBe('A better title');
  });

  test('is where it was when the history was looked at', async () => {
    const tab = await ada.at(await ada.create('There and back', 'one two three'));
    const { page } = tab;
    await tab.select('two', 'all');
    await page.keyboard.press('Control+Alt+Shift+H');
    await page.getByRole('link', { name: 'Back to the document' }).click();
    await tab.ready();
    await page.keyboard.type('2');
    await expect.poll(() => tab.lines()).toEqual(['one 2 three']);
  });

  test('is in a new document at once, and the focus goes along from page to page', async () => {
    const page = await ada.load('/');
    await page.getByRole('button', { name: 'New document' }).press('Enter');
    await page.locator('.ql-editor[data-ready]').waitFor();
    await expect.poll(() => focusedOn(page)).toBe('Document text');
    await page.keyboard.type('At once');
    expect(await page.locator('.ql-editor').innerText()).toBe('At once');
    await page.getByRole('link', { name: 'History' }).press('Enter');
    await expect.poll(() => focusedOn(page)).toMatch(/^h1 Untitled/);
    await page.goBack();
    await expect.poll(() => focusedOn(page)).toMatch(/^h1 Untitled|Document text/);
    await page.getByRole('link', { name: 'All documents' }).press('Enter');
    await expect.poll(() => focusedOn(page)).toBe('h1 Documents');
  });

  test('stays where something is deleted: on the next line, then on the heading above', async () => {
    const ben = await Person.nextSignedUp(browser, 'Ben Okri');
    for (const title of ['Third', 'Second', 'First']) await ben.create(title);
    const page = await ben.load('/owned');
    for (const next of ['Actions for Second', 'Actions for Third', /^h[12] /]) {
      const actions = page.getByRole('button', { name: /^Actions for/ }).first();
      await actions.press('Enter');
      await page.getByRole('menuitem', { name: 'Move to trash' }).press('Enter');
      await expect.poll(() => focusedOn(page)).toMatch(next);
    }
  });
});

/** The focused element: its name, or its kind and text. */
function focusedOn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return 'nothing';
    const label = element.getAttribute('aria-label');
    return label ?? `${element.localName} ${element.textContent}`;
  });
}
