import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { inspect } from './inspect.ts';
import { Person } from './person.ts';

const LINKED = [
  { insert: 'See ' },
  { insert: 'the page', attributes: { link: 'https://example.org/a' } },
  { insert: ' for more.\nNothing here.\n' },
];

describe('links in a text that is written', () => {
  let browser: Browser;
  let ada: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    await ada.context.route('https://example.org/**', (route) => route.fulfill({ body: 'There.' }));
  });

  const openLinked = async () => {
    const id = await ada.create('Links');
    await ada.api('PUT', `/v1/docs/${id}/content`, { delta: LINKED });
    return ada.at(id);
  };

  test('say where they lead, and are opened, edited, copied and removed where they stand', async () => {
    const tab = await openLinked();
    const { page } = tab;
    const bubble = page.getByRole('group', { name: 'Link at the caret' });
    expect(await bubble.count()).toBe(0);
    await page.getByText('the page').click();
    await bubble.getByRole('link', { name: 'Open example.org/a' }).waitFor();
    await inspect(page, 'link-bubble');
    const [words, shown] = [await page.getByText('the page').boundingBox(), await bubble.boundingBox()];
    expect(shown?.y).toBeGreaterThanOrEqual((words?.y ?? 0) + (words?.height ?? 0));

    const size = page.viewportSize();
    for (const narrower of [{ width: 390, height: 800 }, { width: 800, height: 390 }, size]) {
      if (narrower) await page.setViewportSize(narrower);
      await expect
        .poll(async () => {
          const [link, under] = [await page.getByText('the page').boundingBox(), await bubble.boundingBox()];
          return Math.round((under?.y ?? 0) - (link?.y ?? 0) - (link?.height ?? 0));
        })
        .toSatisfy((gap: number) => gap >= 0 && gap < 24);
    }

    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      bubble.getByRole('link', { name: 'Open example.org/a' }).click(),
    ]);
    expect(opened.url()).toBe('https://example.org/a');
    await opened.close();

    await bubble.getByRole('button', { name: 'Copy address' }).click();
    await page.getByText('The address was copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('https://example.org/a');

    await bubble.getByRole('button', { name: 'Edit link' }).click();
    const field = page.getByRole('dialog').getByLabel('Address');
    await field.fill('https://');
    await field.press('Enter');
    await page.getByRole('alert').waitFor();
    await field.fill('wiki.example.org/wiki/Help:Contents');
    await field.press('Enter');
    await expect
      .poll(() => page.locator('.ql-editor a').getAttribute('href'))
      .toBe('https://wiki.example.org/wiki/Help:Contents');
    await bubble.getByRole('button', { name: 'Remove link' }).click();
    await expect.poll(() => page.locator('.ql-editor a').count()).toBe(0);
    await bubble.waitFor({ state: 'detached' });
    await tab.told(/^Saved/);
    expect((await ada.content(tab.id)).ops).toEqual([{ insert: 'See the page for more.\nNothing here.\n' }]);
  });

  test('open by Ctrl-click and by Alt-Enter, and by keyboard alone the bubble is reached and left', async () => {
    const tab = await openLinked();
    const { page } = tab;
    const bubble = page.getByRole('group', { name: 'Link at the caret' });
    const link = page.locator('.ql-editor a');
    const [byClick] = await Promise.all([
      page.waitForEvent('popup'),
      link.click({ modifiers: ['ControlOrMeta'] }),
    ]);
    expect(byClick.url()).toBe('https://example.org/a');
    await byClick.close();
    await tab.select('page');
    await bubble.waitFor();
    const [byKey] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Alt+Enter')]);
    expect(byKey.url()).toBe('https://example.org/a');
    await byKey.close();

    await page.bringToFront();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Open example.org/a',
    );
    await page.keyboard.press('Escape');
    await bubble.waitFor({ state: 'detached' });
    await page.keyboard.type('new ');
    await tab.told(/^Saved/);
    expect((await tab.lines())[0]).toBe('See the new page for more.');
  });

  test('are set on the words that were meant, whatever others write meanwhile', async () => {
    const id = await ada.create('Meanwhile', 'one two three');
    const tab = await ada.at(id);
    const { page } = tab;
    await tab.select('two', 'all');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByLabel('Address').fill('example.com:8080/x');
    await tab.editAbove('Written above. ');
    await tab.shows('Written above. one');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.ql-editor a').textContent()).toBe('two');
    expect(await page.locator('.ql-editor a').getAttribute('href')).toBe('https://example.com:8080/x');
  });

  test('that are written out read as they lead when they are edited', async () => {
    const content = [
      { insert: 'See ' },
      { insert: 'https://example.org/old', attributes: { link: 'https://example.org/old', bold: true } },
      { insert: ' there.\n' },
    ];
    const id = await ada.create('Written out');
    await ada.api('PUT', `/v1/docs/${id}/content`, { delta: content });
    const tab = await ada.at(id);
    const { page } = tab;
    await tab.select('example');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByLabel('Address').fill('example.org/new');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.ql-editor a').textContent()).toBe('example.org/new');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type('now ');
    await tab.told(/^Saved/);
    expect((await ada.content(tab.id)).ops).toEqual([
      { insert: 'See ' },
      { insert: 'example.org/new', attributes: { link: 'https://example.org/new', bold: true } },
      { insert: ' now there.\n' },
    ]);
  });
});
