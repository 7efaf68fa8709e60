import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { HistoryTab } from './history-tab.ts';
import { inspectLooks } from './inspect.ts';
import { Person } from './person.ts';

/** Presses an item of the open menu; returns the id of the fork. Another message may take the place of its own. */
async function forkedBy(page: Page, item: string): Promise<string> {
  const answer = page.waitForResponse((response) => response.url().endsWith('/fork'));
  await page.getByRole('menuitem', { name: item, exact: true }).click();
  return ((await (await answer).json()) as { id: string }).id;
}

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
    const compare = () => page.getByRole('button', { name: 'Compare with the origin' }).click();
    await compare();
    const here = dialog.getByRole('region', { name: 'What is new here' });
    const there = dialog.getByRole('region', { name: 'What is new in the origin' });
    await here.getByText(', and nobody spoke').waitFor();
    await there.getByText('old').waitFor();
    await inspectLooks(page, 'fork-compared');
    await there.getByRole('button', { name: 'Update this fork' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect
      .poll(() => page.locator('.ql-editor').textContent())
      .toBe('The old harbour lay still, and nobody spoke.');
    await compare();
    await there.getByText('Everything in the origin is here.').waitFor();
    await here.getByLabel('A note for the owner of the origin').fill('A second half.');
    await here.getByRole('button', { name: 'Merge into the origin' }).click();
    await dialog.waitFor({ state: 'detached' });
    const a = await ada.at(id);
    await a.shows('The old harbour lay still, and nobody spoke.');
    await compare();
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
    await page.getByRole('button', { name: 'Compare with the origin' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('You can only read the origin').waitFor();
    await dialog.getByRole('button', { name: 'Update this fork' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('.ql-editor').textContent()).toBe('One. Two.');
  });
});
