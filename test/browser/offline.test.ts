import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { expectEqual } from './document-tab.ts';
import { CUT, Person } from './person.ts';

describe('without a connection', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
  });

  test('both write on while one is cut off, and end equal when it is back', async () => {
    const id = await ada.create('Offline', 'common');
    await ada.share(id, ben);
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await a.write(' ground');
    await expectEqual(a, b);
    ada.wire.cut();
    await ada.context.setOffline(true);
    await a.told(/^Offline/);
    await a.write(', written alone');
    await a.told(/^Offline · \d+ edits? kept on this device$/);
    await a.picture('offline');
    await b.select('common');
    await b.page.keyboard.type('Our ');
    await b.told(/^Saved/);
    expect(await a.lines()).toEqual(['common ground, written alone']);
    ada.wire.mend();
    await ada.context.setOffline(false);
    await expectEqual(a, b);
    expect(await b.lines()).toEqual(['Our common ground, written alone']);
  });

  test('unsent edits survive a reload', async () => {
    const id = await ada.create('Reload', 'kept:');
    const tab = await ada.at(id);
    await tab.write(' sent');
    await tab.told(/^Saved/);
    ada.wire.cut();
    await tab.told(/^Offline/);
    await tab.write(', unsent');
    await tab.told(/^Offline · \d+ edits? kept/);
    ada.wire.mend();
    await tab.goto();
    await expect.poll(() => tab.lines(), { timeout: 15_000 }).toEqual(['kept: sent, unsent']);
    await expectEqual(tab);
  });

  test('what was written in a document that is not open any more is sent when there is a connection', async () => {
    const id = await ada.create('Left', 'kept:');
    const tab = await ada.at(id);
    ada.wire.cut();
    await tab.told(/^Offline/);
    await tab.write(' last words');
    await tab.page.getByRole('link', { name: 'All documents' }).click();
    await tab.text.waitFor({ state: 'detached' });
    ada.wire.mend();
    await expect
      .poll(async () => JSON.stringify((await ada.content(id)).ops), { timeout: 45_000 })
      .toContain('kept: last words');
  });

  test('a title given without a connection is not left unasked, and is saved when there is one', async () => {
    const id = await ada.create('As it was', 'text');
    const { page } = await ada.at(id);
    ada.wire.cut();
    await ada.context.setOffline(true);
    const field = page.getByLabel('Document title');
    await field.fill('A slip');
    await field.press('Enter');
    await page.getByText('The title will be saved when you are back online').waitFor();
    // Back to the server's title, and on: the last title given stays.
    for (const title of ['As it was', 'As it shall be']) {
      await field.fill(title);
      await field.press('Enter');
    }
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await page.getByRole('link', { name: 'All documents' }).click();
    await page.getByRole('heading', { name: 'Documents' }).first().waitFor();
    ada.wire.mend();
    await ada.context.setOffline(false);
    await expect
      .poll(async () => (await ada.api<{ title: string }>('GET', `/v1/docs/${id}`)).title, {
        timeout: 15_000,
      })
      .toBe('As it shall be');
  });

  test('a new tab adopts what a killed one left', async () => {
    const id = await ada.create('Killed', 'kept:');
    const tab = await ada.at(id);
    ada.wire.cut();
    await tab.told(/^Offline/);
    await tab.write(' by a tab that died');
    await tab.stored('by a tab that died');
    const devtools = await ada.context.newCDPSession(tab.page);
    const crashed = tab.page.waitForEvent('crash');
    devtools.send('Page.crash').catch(() => undefined);
    await crashed;
    ada.wire.mend();
    const next = await ada.at(id);
    await expect.poll(() => next.lines(), { timeout: 15_000 }).toEqual(['kept: by a tab that died']);
    await expectEqual(next);
  });

  test('a document that cannot be loaded is an error with a retry, never an empty editor', async () => {
    await ada.create('Unreachable', 'still here');
    const page = await ada.load('/');
    await page.getByRole('link', { name: 'Unreachable' }).waitFor();
    ada.wire.cut();
    await page.getByRole('link', { name: 'Unreachable' }).click();
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
    expect(await page.locator('.ql-editor').count()).toBe(0);
    await page.screenshot({ path: `${import.meta.dirname}/../artefacts/load-error.png` });
    ada.wire.mend();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => page.locator('.ql-editor').textContent()).toBe('still here');
  });
});
