import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { HistoryTab } from './history-tab.ts';
import { Person } from './person.ts';

describe('what another does to the document', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    // A wire is cut, and a document in the trash is requested.
    const forgives = [/WebSocket connection|Failed to load resource/];
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives });
  });

  test('a new title is seen at once, in the field and in the tab, unless one is being written', async () => {
    const id = await ada.create('Old title', 'Text');
    await ada.share(id, ben);
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    const [hers, his] = [a, b].map((tab) => tab.page.getByRole('textbox', { name: 'Document title' }));
    await hers?.fill('New title');
    await hers?.press('Enter');
    await expect.poll(() => his?.inputValue()).toBe('New title');
    await expect.poll(() => b.page.title()).toContain('New title');

    await his?.fill('His own');
    await hers?.fill('Hers again');
    await hers?.press('Enter');
    await expect
      .poll(() => ada.api<{ title: string }>('GET', `/v1/docs/${id}`))
      .toMatchObject({ title: 'Hers again' });
    expect(await his?.inputValue()).toBe('His own');
    await his?.press('Enter');
    await expect.poll(() => hers?.inputValue()).toBe('His own');
  });

  test('a title whose answer comes late does not replace the one that was given after it', async () => {
    const id = await ada.create('First', 'Text');
    await ada.share(id, ben);
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    const [hers, his] = [a, b].map((tab) => tab.page.getByRole('textbox', { name: 'Document title' }));
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await a.page.route(`**/v1/docs/${id}`, async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      const response = await route.fetch();
      await held;
      await route.fulfill({ response });
    });
    await hers?.fill('Hers');
    await hers?.press('Enter');
    await expect.poll(() => his?.inputValue()).toBe('Hers');
    await his?.fill('His');
    await his?.press('Enter');
    await expect.poll(() => hers?.inputValue()).toBe('His');
    const answered = a.page.waitForResponse((response) => response.request().method() === 'PATCH');
    answer();
    await (await answered).finished();
    // The page has drawn what it made of the answer.
    await a.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 100))));
    expect(await hers?.inputValue()).toBe('His');
  });

  test('a title that was given while the network was away is there when it is back', async () => {
    const id = await ada.create('Before', 'Text');
    await ada.share(id, ben);
    const b = await ben.at(id);
    await ben.wire.cut();
    await expect.poll(() => b.badge.textContent()).toContain('Offline');
    await ada.api('PATCH', `/v1/docs/${id}`, { title: 'After' });
    await ben.wire.mend();
    await expect
      .poll(() => b.page.getByRole('textbox', { name: 'Document title' }).inputValue())
      .toBe('After');
  });

  test('the restoration of an older version is announced', async () => {
    // In a new tab here and below: in an open one, the message about sharing may cover the other.
    const id = await ada.create('Restored', 'First');
    await ada.share(id, ben);
    const b = await ben.open(id);
    await b.write('Second ');
    await expect.poll(async () => (await ada.content(id)).version).toBe(2);
    await b.told(/^Saved/);
    await ada.api('POST', `/v1/docs/${id}/revert`, { version: 1 });
    await b.page.getByText('Ada Lovelace restored an older version.').waitFor();
    await expect.poll(() => b.lines()).toEqual(['First']);
  });

  test('a document that comes out of the trash opens again by itself', async () => {
    const id = await ada.create('Trashed', 'Kept');
    await ada.share(id, ben);
    const b = await ben.open(id);
    await ada.api('DELETE', `/v1/docs/${id}`);
    await b.page.getByRole('alert').waitFor();
    await ada.api('POST', `/v1/docs/${id}/restore`);
    await b.page.getByText('The document was restored from the trash.').waitFor();
    await b.ready();
    await b.write('again ');
    await expect.poll(async () => JSON.stringify((await ada.content(id)).ops)).toContain('again');
  });

  test('its owner takes a document out of the trash where it would be, and where its history would be', async () => {
    const id = await ada.create('Mine', 'Kept');
    await ada.share(id, ben);
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    const restore = (page: Page) => page.getByRole('alert').getByRole('button', { name: 'Restore' });
    await ada.api('DELETE', `/v1/docs/${id}`);
    await restore(a.page).waitFor();
    await b.page.getByRole('alert').getByText('This document is in the trash').waitFor();
    expect(await restore(b.page).count()).toBe(0);
    await restore(a.page).click();
    await a.ready();
    await a.write('again ');
    await a.told(/^Saved/);

    await ada.api('DELETE', `/v1/docs/${id}`);
    await a.page.goto(`${ada.origin}/d/${id}/history`);
    await restore(a.page).click();
    await restore(a.page).waitFor({ state: 'detached' });
    const history = new HistoryTab(a.page);
    await history.shows((await ada.content(id)).version);
    expect(await history.text.textContent()).toContain('again');
  });
});
