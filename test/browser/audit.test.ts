import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { ADMINISTRATOR, sharedBrowser } from './browser.ts';
import { inspect } from './inspect.ts';
import { Person } from './person.ts';

const SECRETS = join(resolve(import.meta.dirname, '..', '..'), '.dev.vars');

describe('the audit log', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    ben = await Person.nextSignedUp(browser, 'Ben Okri');
  });

  test('only the owner sees, filters and downloads the log of the document', async () => {
    const id = await ada.create('Watched over', 'Text');
    await ada.share(id, ben, 'viewer');
    await ada.share(id, ben, 'editor');
    await ada.api('PUT', `/v1/docs/${id}/link`, { role: 'viewer' });
    const { page } = await ada.at(id);
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('link', { name: 'Audit log' }).click();
    const table = page.getByRole('table');
    // Reloaded before the browser knows the new address, the page would be the document's again.
    await table.waitFor();
    // The log is written after the responses.
    await expect
      .poll(async () => {
        await page.reload();
        await table.waitFor();
        return table.locator('tbody strong').allTextContents();
      })
      .toEqual(['Link changed', 'Role changed', 'Shared', 'Document created']);
    await table.getByText('before: Can view · after: Can edit').waitFor();
    await inspect(page, 'audit');

    await page.getByRole('button', { name: 'Show only what was done to Ben Okri' }).first().click();
    await expect
      .poll(() => table.locator('tbody strong').allTextContents())
      .toEqual(['Role changed', 'Shared']);
    await page.getByRole('button', { name: 'Kind of event' }).click();
    await page.getByRole('option', { name: 'Shared', exact: true }).click();
    await expect.poll(() => table.locator('tbody strong').allTextContents()).toEqual(['Shared']);
    await page.getByLabel('Until').fill('2020-01-01');
    await page.getByText('No event matches these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => table.locator('tbody tr').count()).toBeGreaterThanOrEqual(4);

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('audit.csv');
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv.split('\r\n')[0]).toContain('"at","type"');
    expect(csv).toContain('"document.role_changed"');

    const theirs = await ben.load(`/d/${id}/audit`);
    await theirs.getByText('Only the owner of a document can see its audit log.').waitFor();
  });

  test('the log of everything opens with the operator’s token alone, which is kept nowhere', async () => {
    const token = /^ADMIN_TOKEN='(.+)'$/m.exec(await readFile(SECRETS, 'utf8'))?.[1] ?? '';
    const page = await ada.load('/admin/audit');
    await page.getByLabel('Operator’s token').fill('not the token');
    await page.getByRole('button', { name: 'Show the log' }).click();
    await page.getByText('This token is not valid.').waitFor();
    ada.forgive(/status of 401/);
    await page.getByLabel('Operator’s token').fill(token);
    await page.getByRole('button', { name: 'Show the log' }).click();
    await page.getByRole('table').waitFor();
    await page.getByRole('table').getByText('Account created').first().waitFor();
    await inspect(page, 'audit-of-everything');
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
    expect(kept).not.toContain(token);
    await page.reload();
    await page.getByLabel('Operator’s token').waitFor();
  });

  test('an administrator sees the log of everything, and that they looked', async () => {
    const admin = await Person.nextSignedUp(browser, 'Administrator', { email: ADMINISTRATOR });
    await admin.verify();
    const page = await admin.load('/admin/audit');
    const table = page.getByRole('table');
    await table.getByText('Account created').first().waitFor();
    await expect
      .poll(async () => {
        await page.reload();
        await table.waitFor();
        return table.locator('tbody strong').allTextContents();
      })
      .toContain('Audit log read');
  });
});
