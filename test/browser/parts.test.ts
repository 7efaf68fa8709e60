import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { DocumentTab } from './document-tab.ts';
import { Person } from './person.ts';

/** The scripts of the parts that one press opens in a document. */
const PARTS = /\/assets\/(share-dialog|history-page|notification-list)-/;
const MISSING = 'This part could not be loaded.';
const BROKEN = 'This part stopped working.';

describe('a part of the app that cannot be had', () => {
  let browser: Browser;
  let ada: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    const forgives = [/net::ERR_|Failed to load resource|dynamically imported module/];
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives });
  });

  test('says so, the editor stays, and it is tried again', async () => {
    const tab = new DocumentTab(ada, await ada.context.newPage(), await ada.create('Parts', 'The text'));
    const { page } = tab;
    await page.route(PARTS, (route) => route.abort());
    await tab.goto();
    await tab.write(' stays');

    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('dialog', { name: MISSING }).waitFor();
    await tab.picture('part-missing');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.type(' here');

    await page.getByRole('button', { name: /^Notifications/ }).click();
    await page.getByRole('alert').getByText(MISSING).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('status').getByText(MISSING).waitFor();
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/d/${tab.id}`);
    await tab.write('.');
    await tab.told(/^Saved/);
    expect(await tab.lines()).toEqual(['The text stays here.']);

    await page.unroute(PARTS);
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('dialog', { name: /Share/ }).getByText('Owner').waitFor();
    await page.close();
  });

  test('at first is fetched again by itself', async () => {
    const id = await ada.create('Fetched again', 'The text');
    const page = await ada.context.newPage();
    const causes: string[] = [];
    page.on('pageerror', ({ message }) => causes.push(message));
    await page.route(PARTS, (route) => route.abort(), { times: 1 });
    await page.goto(`${ada.origin}/d/${id}/history`);
    await page.getByText(/^v1 of 1$/).waitFor();
    expect(causes).toEqual([]);
    await page.close();
  });

  // A style sheet that failed would not be fetched again with its part; a script that failed would not in WebKit.
  test('is fetched without links of its own: the page links one style sheet for all parts', async () => {
    const page = await ada.context.newPage();
    const links = () => page.locator('link:is([rel=stylesheet], [rel*=preload])').count();
    const html = await (await page.request.get(`${ada.origin}/`)).text();
    const linked = html.match(/<link rel="(stylesheet|modulepreload)"/g) ?? [];
    await page.goto(`${ada.origin}/d/${await ada.create('Styled', 'The text')}/history`);
    await page.getByText(/^v1 of 1$/).waitFor();
    expect(linked.filter((link) => link.includes('stylesheet'))).toHaveLength(1);
    expect(await links()).toBe(linked.length);
    await page.close();
  });

  test('offers a reload of the page once trying again has not helped, and says the cause on the console', async () => {
    const id = await ada.create('Reloaded', 'The text');
    const page = await ada.context.newPage();
    await page.route(PARTS, (route) => route.abort());
    const causes: string[] = [];
    page.on('pageerror', ({ message }) => causes.push(message));
    await page.goto(`${ada.origin}/d/${id}/history`);
    const missing = page.getByRole('alert').filter({ hasText: MISSING });
    const reload = page.getByRole('button', { name: 'Reload the page' });
    await missing.waitFor();
    expect(await reload.count()).toBe(0);
    await page.getByRole('button', { name: 'Try again' }).click();
    await reload.waitFor();
    expect(causes).toEqual(
      Array(2).fill(
        expect.stringMatching(/Unable to preload CSS|Cannot fetch the styles|dynamically imported module/),
      ),
    );
    await page.unroute(PARTS);
    await Promise.all([page.waitForEvent('load'), reload.click()]);
    await page.getByText(/^v1 of 1$/).waitFor();
    await page.close();
  });

  test('because of a new version reloads the page, once, and never over what is unsent', async () => {
    const tab = new DocumentTab(ada, await ada.context.newPage(), await ada.create('Renewed', 'The text'));
    const { page } = tab;
    await page.route(PARTS, (route) => route.fulfill({ status: 404, body: '' }));
    await page.route(`${ada.origin}/`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<script type="module" crossorigin src="/assets/index-renewed.js"></script>',
      }),
    );
    await tab.goto();
    let loads = 0;
    page.on('load', () => loads++);
    const share = page.getByRole('button', { name: 'Share' });
    const missing = page.getByRole('dialog', { name: MISSING });

    // A title on its way to the server.
    const held = Promise.withResolvers<void>();
    const renames = `${ada.origin}/v1/docs/${tab.id}`;
    await page.route(renames, async (route) => {
      if (route.request().method() === 'PATCH') await held.promise;
      await route.continue();
    });
    await page.getByLabel('Document title').fill('Unsent');
    await share.click();
    await missing.waitFor();
    expect(loads).toBe(0);
    await page.keyboard.press('Escape');
    const renamed = page.waitForResponse((response) => response.request().method() === 'PATCH');
    held.resolve();
    await renamed;
    await page.unroute(renames);

    await Promise.all([page.waitForEvent('load'), share.click()]);
    await tab.ready();
    await share.click();
    await missing.waitFor();
    expect(loads).toBe(1);
    await page.close();
  });

  test('or that throws while it is shown says that it broke, and is shown again', async () => {
    const tab = new DocumentTab(ada, await ada.context.newPage(), await ada.create('Broken', 'The text'));
    const { page } = tab;
    ada.forgive(/It broke\./);
    const causes: string[] = [];
    page.on('pageerror', ({ message }) => causes.push(message));
    await page.route(PARTS, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `export default () => {
          if (!document.title.includes('Mended')) throw new Error('It broke.');
          return null;
        };`,
      }),
    );
    await tab.goto();
    await page.getByRole('button', { name: 'Share' }).click();
    const broken = page.getByRole('dialog', { name: BROKEN });
    await broken.waitFor();
    expect(causes).toContain('It broke.');
    const reload = broken.getByRole('button', { name: 'Reload the page' });
    expect(await reload.count()).toBe(0);
    await broken.getByRole('button', { name: 'Try again' }).click();
    await reload.waitFor();
    await page.evaluate(() => {
      document.title = 'Mended';
    });
    await broken.getByRole('button', { name: 'Try again' }).click();
    await broken.waitFor({ state: 'detached' });
    await tab.write(' stays.');
    await tab.told(/^Saved/);
    await page.close();
  });
});
