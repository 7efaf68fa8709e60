import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { inspectLooks } from './inspect.ts';
import { Person } from './person.ts';

const SEARCH = 'Search titles and texts';

describe('home', () => {
  let browser: Browser;
  let ada: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
  });

  const titles = (page: Page): Promise<string[]> => page.locator('.rows .row-title bdi').allInnerTexts();

  async function expectTitles(page: Page, expected: string[]): Promise<void> {
    await expect.poll(() => titles(page)).toEqual(expected);
  }

  test('documents are found as one types, put in order, and the address holds both', async () => {
    await ada.create('Otters at night');
    await ada.create('A plan for Zürich');
    await ada.create('記憶システムの設計');
    const page = await ada.visit('/', '.rows .row');
    await page.keyboard.press('/');
    await page.keyboard.type('zur');
    await expectTitles(page, ['A plan for Zürich']);
    expect(await page.locator('.rows mark').allInnerTexts()).toEqual(['Zür']);
    await page.getByRole('status').getByText('1 document found').waitFor();
    expect(new URL(page.url()).search).toBe('?q=zur');

    const field = page.getByRole('searchbox', { name: SEARCH });
    await field.fill('記憶');
    await expectTitles(page, ['記憶システムの設計']);
    await inspectLooks(page, 'home-found');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('記憶システムの設計');

    await field.fill('no such word');
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
    await field.press('Escape');
    await expectTitles(page, ['記憶システムの設計', 'A plan for Zürich', 'Otters at night']);

    await page.getByRole('button', { name: 'Order' }).click();
    await page.getByRole('option', { name: 'Title, A to Z' }).click();
    await expectTitles(page, ['A plan for Zürich', 'Otters at night', '記憶システムの設計']);
    await field.fill('a');
    await expectTitles(page, ['A plan for Zürich', 'Otters at night']);
    await page.reload();
    await expectTitles(page, ['A plan for Zürich', 'Otters at night']);
    expect(await field.inputValue()).toBe('a');
    await page.getByRole('link', { name: 'Shared with me' }).click();
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).last().click();
    await page.getByRole('heading', { name: 'Nothing shared with you' }).waitFor();
    expect(await field.inputValue()).toBe('');
  });

  test('a text typed while its beginning is searched is searched whole', async () => {
    const page = await ada.visit('/', '.rows .row');
    const field = page.getByRole('searchbox', { name: SEARCH });
    await field.fill('');
    for (const letter of 'otters') {
      await field.press(letter);
      // Each letter is in the address before the next one is typed, as with a slow typist.
      await page.waitForURL((url) => url.searchParams.get('q')?.endsWith(letter) ?? false);
    }
    expect(await field.inputValue()).toBe('otters');
    await expectTitles(page, ['Otters at night']);
    await field.fill('');
    await page.waitForURL((url) => !url.searchParams.has('q'));
  });

  test('a star is kept, listed, and taken away', async () => {
    const page = await ada.visit('/', '.rows .row');
    await page.getByRole('button', { name: 'Star Otters at night' }).click();
    await page.getByRole('link', { name: 'Starred' }).click();
    await expectTitles(page, ['Otters at night']);
    const star = page.getByRole('button', { name: 'Star Otters at night' });
    expect(await star.getAttribute('aria-pressed')).toBe('true');
    await star.click();
    await page.getByRole('heading', { name: 'Nothing starred' }).waitFor();
  });

  test('a document is copied; what is in the trash is deleted for ever, one or all, after asking', async () => {
    await ada.create('To be copied', 'Its words');
    const page = await ada.visit('/owned', '.rows .row');
    await act(page, 'To be copied', 'Make a copy');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.locator('.ql-editor[data-ready]').getByText('Its words').waitFor();
    await ada.visit('/owned', '.rows .row');
    await expect.poll(() => titles(page)).toContain('Copy of To be copied');
    for (const title of ['Copy of To be copied', 'To be copied', 'Otters at night']) {
      await act(page, title, 'Move to trash');
      await expect.poll(() => titles(page)).not.toContain(title);
    }
    await ada.visit('/trash', '.rows .row');
    await act(page, 'To be copied', 'Delete for ever…');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await act(page, 'To be copied', 'Delete for ever…');
    await dialog.getByRole('button', { name: 'Delete for ever' }).click();
    await expectTitles(page, ['Copy of To be copied', 'Otters at night']);
    await page.getByRole('button', { name: 'Empty the trash…' }).click();
    await inspectLooks(page, 'empty-trash');
    await dialog.getByRole('button', { name: 'Empty the trash' }).click();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    const { items } = await ada.api<{ items: unknown[] }>('GET', '/v1/docs?filter=trash');
    expect(items).toEqual([]);
  });

  test('what came out of the trash meanwhile is not deleted for ever', async () => {
    const id = await ada.create('Back again');
    await ada.create('Gone');
    const page = await ada.visit('/owned', '.rows .row');
    for (const title of ['Back again', 'Gone']) {
      await act(page, title, 'Move to trash');
      await expect.poll(() => titles(page)).not.toContain(title);
    }
    await ada.visit('/trash', '.rows .row');
    await expect.poll(() => titles(page)).toContain('Back again');
    await ada.api('POST', `/v1/docs/${id}/restore`);
    await act(page, 'Back again', 'Delete for ever…');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for ever' }).click();
    await page.getByText('“Back again” is not in the trash any more').waitFor();
    await expectTitles(page, ['Gone']);
    const { items } = await ada.api<{ items: { id: string }[] }>('GET', '/v1/docs?filter=owned');
    expect(items.map((item) => item.id)).toContain(id);
  });

  test('the next page of a long list comes as the window nears its end', async () => {
    const page = await ada.visit('/', '.rows .row');
    for (let n = 0; n < 40; n++) await ada.create(`Page ${n}`);
    await page.reload();
    await page.locator('.rows .row').nth(29).waitFor();
    await page.mouse.move(400, 400);
    await page.mouse.wheel(0, 4_000);
    await page.locator('.rows .row').nth(40).waitFor();
    expect(new Set(await titles(page)).size).toBe(await page.locator('.rows .row').count());
  });

  async function act(page: Page, title: string, action: string): Promise<void> {
    await page.getByRole('button', { name: `Actions for ${title}`, exact: true }).click();
    await page.getByRole('menuitem', { name: action }).click();
  }
});
