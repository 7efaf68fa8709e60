import type { Browser, CDPSession, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { type DocumentTab, expectEqual } from './document-tab.ts';
import { CUT, Person } from './person.ts';

describe('a browser that does not keep edits', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await sharedBrowser();
  });

  test('says so, asks before the page goes, and keeps them once it can', async () => {
    const ada = await Person.signedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    const tab = await ada.open(await ada.create('Full', 'ground'));
    const devtools = await fill(tab);
    ada.wire.cut();
    await tab.told(/^Offline/);
    await tab.write(' and nowhere else');
    await tab.told(/^Offline · \d+ edits? not kept$/);
    await tab.page
      .getByRole('alert')
      .getByText(/not kept on this device/)
      .waitFor();
    await tab.picture('unkept');
    expect(await asksBeforeLeaving(tab.page)).toBe(true);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: ada.origin });
    await tab.write('!');
    await tab.told(/^Offline · \d+ edits? kept on this device$/);
    await tab.stored('and nowhere else!');
    ada.wire.mend();
    await tab.told(/^Saved/);
    await expectEqual(tab);
    await tab.page.close();
  });

  test('a document that is left inside the app is sent all the same', async () => {
    const ada = await Person.signedUp(browser, 'Ada Byron', { forgives: [CUT] });
    const id = await ada.create('Left', 'ground');
    const tab = await ada.open(id);
    await fill(tab);
    ada.wire.cut();
    await tab.told(/^Offline/);
    await tab.write(' in passing');
    await tab.told(/not kept$/);
    await tab.page.locator('.desk-home').click();
    expect(await asksBeforeLeaving(tab.page)).toBe(true);
    ada.wire.mend();
    await expect
      .poll(async () => JSON.stringify((await ada.content(id)).ops), { timeout: 40_000 })
      .toContain('ground in passing');
    await tab.page.close();
  });

  test('what the browser throws away of it is written again', async () => {
    const ada = await Person.signedUp(browser, 'Ada Lord', { forgives: [CUT] });
    const tab = await ada.open(await ada.create('Evicted', 'ground'));
    ada.wire.cut();
    await tab.told(/^Offline/);
    await tab.write(' kept twice');
    await tab.stored('kept twice');
    const devtools = await ada.context.newCDPSession(tab.page);
    await devtools.send('Storage.clearDataForOrigin', { origin: ada.origin, storageTypes: 'indexeddb' });
    // The first to open the database creates it: that must be the app. A question that meets the clearing may stay
    // unanswered for good.
    await expect
      .poll(() =>
        tab.page.evaluate(() =>
          Promise.race([
            indexedDB.databases().then((all) => all.map(({ name }) => name)),
            new Promise<string[]>((done) => setTimeout(done, 1_000, [])),
          ]),
        ),
      )
      .toContain('outbox');
    await tab.stored('kept twice');
    await tab.told(/^Offline · \d+ edits? kept on this device$/);
    ada.wire.mend();
    await tab.told(/^Saved/);
    await expectEqual(tab);
    await tab.page.close();
  });

  test('a newer app’s database, beside which an older one opens and writes', async () => {
    const ada = await Person.signedUp(browser, 'Ada King', { forgives: [CUT] });
    const id = await ada.create('Newer', 'ground');
    const tab = await ada.open(id);
    const newer = await ada.context.newPage();
    await newer.goto(`${ada.origin}/healthz`);
    await newer.evaluate(
      () =>
        new Promise<void>((done, failed) => {
          const opening = indexedDB.open('outbox', 2);
          opening.onupgradeneeded = () => opening.result.createObjectStore('later');
          opening.onerror = () => failed(opening.error);
          opening.onsuccess = () => done();
        }),
    );
    ada.wire.cut();
    await tab.told(/^Offline/);
    await tab.write(' beside a newer one');
    await tab.told(/^Offline · \d+ edits? kept on this device$/);
    await tab.stored('beside a newer one');
    expect(await asksBeforeLeaving(tab.page)).toBe(false);
    ada.wire.mend();
    const next = await ada.open(id);
    await expect.poll(() => next.lines(), { timeout: 15_000 }).toEqual(['ground beside a newer one']);
    await expectEqual(next);
  });
});

/** Fills a tab's storage; before its first write, since Chromium then does not check the remaining room for a while. */
async function fill(tab: DocumentTab): Promise<CDPSession> {
  const devtools = await tab.person.context.newCDPSession(tab.page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: tab.person.origin, quotaSize: 1 });
  return devtools;
}

/** Whether the page asks when it is closed; it stays if so. */
async function asksBeforeLeaving(page: Page): Promise<boolean> {
  const left = Promise.race([
    page.waitForEvent('dialog').then(async (dialog) => {
      expect(dialog.type()).toBe('beforeunload');
      await dialog.dismiss();
      return true;
    }),
    page.waitForEvent('close').then(() => false),
  ]);
  await page.close({ runBeforeUnload: true });
  return left;
}
