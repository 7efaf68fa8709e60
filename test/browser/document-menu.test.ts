import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { inspectLooks } from './inspect.ts';
import { Person } from './person.ts';

describe('the menu of a document', () => {
  let browser: Browser;
  let ada: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
  });

  async function choose(page: Page, entry: string): Promise<void> {
    await page.getByRole('button', { name: 'Document actions' }).click();
    await page.getByRole('menuitem', { name: entry, exact: true }).click();
  }

  test('counts the words of the document and of the selection, and leaves the selection', async () => {
    const id = await ada.create('Counted', 'One two three\nfour');
    const { page } = await ada.at(id);
    await page.locator('.ql-editor p').first().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+End');
    await choose(page, 'Count words');
    const dialog = page.getByRole('dialog', { name: 'Words' });
    const row = (name: string) => dialog.getByRole('row').filter({ hasText: name }).first().innerText();
    expect(await row('Words')).toMatch(/Words\s+3\s+4/);
    expect(await row('Paragraphs')).toMatch(/Paragraphs\s+1\s+2/);
    await inspectLooks(page, 'word-count');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => String(getSelection()))).toBe('One two three');
  });

  test('stars, copies and trashes it', async () => {
    const id = await ada.create('Handled', 'Text');
    // A page that is left says what was read of its document, which is in the trash by then.
    ada.forgive(/410 \(Gone\).*\/visit/);
    const { page } = await ada.at(id);
    await choose(page, 'Add a star');
    await page.getByRole('button', { name: 'Document actions' }).click();
    await page.getByRole('menuitem', { name: 'Take the star away' }).waitFor();
    await page.keyboard.press('Escape');
    await expect
      .poll(async () => (await ada.api<{ starred: boolean }>('GET', `/v1/docs/${id}`)).starred)
      .toBe(true);
    await choose(page, 'Make a copy');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.waitForURL((url) => !url.pathname.includes(id));
    await page.locator('.ql-editor[data-ready]').getByText('Text').waitFor();
    expect(await page.getByLabel('Document title').inputValue()).toBe('Copy of Handled');
    await choose(page, 'Move to trash');
    await page.getByRole('heading', { name: 'Documents' }).waitFor();
    await page.getByRole('status').getByText('is in the trash').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.rows').getByText('Copy of Handled').waitFor();
  });

  test('offers a reader and a guest what they may do', async () => {
    const ben = await Person.nextSignedUp(browser, 'Ben Okri');
    const id = await ada.create('Read only', 'Text');
    await ada.share(id, ben, 'viewer');
    const { page } = await ben.at(id);
    await page.getByRole('button', { name: 'Document actions' }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
      'Add a star',
      'Copy the link',
      'Make a copy',
      'Fork',
      'History',
      'Outline',
      'Find and replace…',
      'Count words',
      'Download…',
      'Print or save as PDF…',
      'Print with the addresses of links…',
    ]);
    await ben.leave();
  });
});
