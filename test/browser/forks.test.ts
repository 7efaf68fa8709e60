import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { HistoryTab } from './history-tab.ts';
import { inspect, inspectLooks } from './inspect.ts';
import { Person } from './person.ts';

/** Presses an item of the open menu; returns the id of the fork. Another message may take the place of its own. */
async function forkedBy(page: Page, item: string): Promise<string> {
  const answer = page.waitForResponse((response) => response.url().endsWith('/fork'));
  await page.getByRole('menuitem', { name: item, exact: true }).click();
  return ((await (await answer).json()) as { id: string }).id;
}

/** Opens the comparison of a fork with its origin. */
async function compare(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Document actions' }).click();
  await page.getByRole('menuitem', { name: 'Compare with the origin' }).click();
}

/** The entries of every member in the menu of a document, and those that lead out. */
const MARKS = ['Add a star', 'Copy the link', 'Make a copy'];
const OUT = [
  'Outline',
  'Find and replace…',
  'Count words',
  'Download…',
  'Print or save as PDF…',
  'Print with the addresses of links…',
];

describe('forks', () => {
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    const browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    ben = await Person.nextSignedUp(browser, 'Ben Okri');
  });

  test('a document is forked from the list, compared, updated and merged', async () => {
    const id = await ada.create('Harbour', 'The harbour lay still.');
    await ada.share(id, ben);
    const list = await ben.visit('/', '.row');
    await list.getByRole('button', { name: 'Actions for Harbour' }).click();
    const fork = await forkedBy(list, 'Fork');
    await ben.editByApi(fork, [{ retain: 21 }, { insert: ', and nobody spoke' }]);
    await ada.editByApi(id, [{ retain: 4 }, { insert: 'old ' }]);

    const page = (await ben.at(fork)).page;
    const dialog = page.getByRole('dialog');
    await compare(page);
    const here = dialog.getByRole('region', { name: 'What is new here' });
    const there = dialog.getByRole('region', { name: 'What is new in the origin' });
    await here.getByText(', and nobody spoke').waitFor();
    await there.getByText('old').waitFor();
    await inspectLooks(page, 'fork-compared');
    // On the narrowest phone nothing is cut off.
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await inspect(page, 'fork-compared-narrow');
    await page.setViewportSize({ width: 1280, height: 860 });
    await there.getByRole('button', { name: 'Update this fork' }).click();
    await there.getByText('Everything in the origin is here.').waitFor();
    await here.getByText('The old harbour lay still', { exact: false }).waitFor();
    expect(await there.evaluate((element) => element === document.activeElement)).toBe(true);
    await expect
      .poll(() => page.locator('.ql-editor').textContent())
      .toBe('The old harbour lay still, and nobody spoke.');
    await there.getByText('Everything in the origin is here.').waitFor();
    await here.getByLabel('A note for the owner of the origin').fill('A second half.');
    await here.getByRole('button', { name: 'Merge into the origin' }).click();
    await dialog.waitFor({ state: 'detached' });
    const a = await ada.at(id);
    await a.shows('The old harbour lay still, and nobody spoke.');
    await compare(page);
    await here.getByText('Everything that was written here is in the origin.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('a version is forked from the history; who may only read the origin cannot merge', async () => {
    const id = await ada.create('Notes', 'One.');
    await ada.editByApi(id, [{ retain: 4 }, { insert: ' Two.' }]);
    await ada.share(id, ben, 'viewer');
    const history = await HistoryTab.at(ben, id, '?version=1');
    await history.shows(1);
    const { page } = history;
    await page.getByRole('button', { name: 'Actions for this version' }).click();
    await ben.at(await forkedBy(page, 'Fork from this version'));
    await expect.poll(() => page.locator('.ql-editor').textContent()).toBe('One.');
    await compare(page);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('You can only read the origin').waitFor();
    await dialog.getByRole('button', { name: 'Update this fork' }).click();
    await dialog.getByText('Everything in the origin is here.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.ql-editor').textContent()).toBe('One. Two.');
  });

  test('a document is forked from its own page', async () => {
    const id = await ada.create('Chapter', 'The harbour lay still.');
    await ada.share(id, ben, 'viewer');
    const { page } = await ben.at(id);
    await page.getByRole('button', { name: 'Document actions' }).click();
    expect(await page.getByRole('menuitem').allTextContents()).toEqual([...MARKS, 'Fork', 'History', ...OUT]);
    await inspect(page, 'fork-menu');
    const fork = await forkedBy(page, 'Fork');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.waitForURL(new RegExp(`/d/${fork}$`));
    await expect.poll(() => page.locator('.ql-editor').textContent()).toBe('The harbour lay still.');
    await page.getByRole('button', { name: 'Document actions' }).click();
    expect(await page.getByRole('menuitem').allTextContents()).toEqual([
      ...MARKS,
      'Fork',
      'Compare with the origin',
      'History',
      ...OUT,
      'Move to trash',
    ]);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await inspect(page, 'fork-narrow');
  });
});
