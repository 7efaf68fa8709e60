import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { signIn } from './account-pages.ts';
import { ageSignIns } from './age-sign-in.ts';
import { sharedBrowser } from './browser.ts';
import { Person } from './person.ts';
import { testedApp } from './tested-app.ts';

const NEW_PASSWORD = 'seven slow herons cross the lake';

describe('the settings', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await sharedBrowser();
  });

  test('a name, a theme and a way to write dates are kept, and shown in every tab at once', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    const [page, other] = [await ada.load('/'), await ada.context.newPage()];
    await other.goto(`${ada.origin}/`);
    await page.getByRole('button', { name: 'Account of Ada Lovelace' }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.getByLabel('Name').fill('Ada, Countess');
    await page.getByRole('radio', { name: 'Moss' }).press('Space');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your profile was saved.').waitFor();
    await other.getByRole('button', { name: 'Account of Ada, Countess' }).waitFor();

    await page.getByRole('radio', { name: 'Dark' }).press('Space');
    await expect.poll(() => schemeOf(other)).toBe('dark');
    await page.getByRole('radio', { name: 'English (UK)' }).press('Space');
    await page.getByText(/^Dates look like \d+ \w+ \d{4}\.$/).waitFor();
    await page.getByRole('radio', { name: 'English (US)' }).press('Space');
    await page.getByText(/^Dates look like \w+ \d+, \d{4}\.$/).waitFor();
    // Before any script of the app has run: no flash of the other theme.
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.reload();
    expect(await schemeOf(page)).toBe('dark');
    ada.forgive(/net::ERR_FAILED/);
    expect(await ada.api('GET', '/v1/users/me')).toMatchObject({
      name: 'Ada, Countess',
      color: '#3f6900',
      preferences: { theme: 'dark', language: 'en-US' },
    });
  });

  test('a sensitive change asks for a recent proof, and continues by itself; declined, it changes nothing', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    const page = await ada.load('/settings/tokens');
    await page.getByText('You have no API token.').waitFor();
    // The test's own write may lock the database against a request of the page, which asks again.
    await ageSignIns(ada.id);
    ada.forgive(/status of 503/);
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Name').fill('Nightly backup');
    await page.getByRole('button', { name: 'Create token' }).click();
    const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await proof.getByLabel('Password', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alert').getByText('you did not confirm that it is you').waitFor();
    expect(await ada.api('GET', '/v1/tokens')).toMatchObject({ items: [] });

    await page.getByRole('button', { name: 'Create token' }).click();
    await proof.getByLabel('Password', { exact: true }).fill('not the password');
    await page.keyboard.press('Enter');
    await proof.getByRole('alert').getByText('The password is wrong.').waitFor();
    await proof.getByLabel('Password', { exact: true }).fill(ada.password);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Copy your token now' }).waitFor();
    ada.forgive(/status of 403/);
    expect(await ada.api('GET', '/v1/tokens')).toMatchObject({ items: [{ name: 'Nightly backup' }] });
  });

  test('a token for some documents needs one, also while no document is shown to choose', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    const page = await ada.load('/settings/tokens');
    const documents = Promise.withResolvers<void>();
    await page.route('**/v1/docs?*', async (route) => {
      await documents.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: 'New token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Nightly backup');
    await dialog.getByRole('radio', { name: 'Only these' }).press('Space');
    await dialog.getByRole('button', { name: 'Create token' }).click();
    await dialog.getByText('Choose at least one document.').waitFor();
    expect(await dialog.getByRole('searchbox').evaluate((box) => box === document.activeElement)).toBe(true);
    documents.resolve();
    await dialog.getByText('No documents found.').waitFor();
    await dialog.getByRole('button', { name: 'Create token' }).click();
    expect(await ada.api('GET', '/v1/tokens')).toMatchObject({ items: [] });
  });

  test('a token is made for some documents, copied, used, seen to be used, and deleted', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    const [open, closed] = [await ada.create('Open to it', 'Hello'), await ada.create('Closed to it')];
    const page = await ada.load('/settings/tokens');
    await page.getByText('You have no API token.').waitFor();
    await page.getByRole('button', { name: 'New token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Nightly backup');
    await dialog.getByRole('radio', { name: 'Only these' }).press('Space');
    await dialog.getByRole('button', { name: 'Create token' }).click();
    await dialog.getByText('Choose at least one document.').waitFor();
    await dialog.getByRole('searchbox', { name: 'Find a document' }).fill('open');
    await dialog.getByRole('checkbox', { name: 'Closed to it' }).waitFor({ state: 'detached' });
    await dialog.getByRole('checkbox', { name: 'Open to it' }).press('Space');
    await dialog.getByRole('button', { name: 'Create token' }).click();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('The token was copied.').waitFor();
    const token = await page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Done' }).click();
    const list = page.getByRole('list', { name: 'API tokens' });
    await list.getByText('Never used').waitFor();
    expect(await page.content()).not.toContain(token);

    const read = (id: string) =>
      fetch(`http://localhost:${testedApp().port}/v1/docs/${id}/content`, {
        headers: { Authorization: `Bearer ${token}` },
      }).then(({ status }) => status);
    expect([await read(open), await read(closed)]).toEqual([200, 404]);
    await expect
      .poll(async () => {
        await page.reload();
        await list.getByText('Nightly backup').waitFor();
        return list.getByText(/Last used/).count();
      })
      .toBe(1);

    await page.getByRole('button', { name: 'Delete Nightly backup' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('You have no API token.').waitFor();
    expect(await read(open)).toBe(401);
  });

  test('a device is named and signed out from another one, which shows it at once', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    const { person: phone, page: away } = await elsewhere(browser, ada);
    const id = await ada.create('Shared with myself', 'Hello');
    const page = await ada.load('/settings/sessions');
    const lines = page.getByRole('list', { name: 'Devices that are signed in' }).getByRole('listitem');
    await expect.poll(() => lines.count()).toBe(2);
    expect(await lines.first().textContent()).toContain('This device');
    await lines
      .nth(1)
      .getByRole('button', { name: /^Rename/ })
      .click();
    await page.getByRole('dialog').getByLabel('Name').fill('Old phone');
    await page.getByRole('button', { name: 'Save' }).click();
    await lines.nth(1).getByText('Old phone').waitFor();

    await page.getByRole('button', { name: 'Sign out Old phone' }).click();
    await away.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await expect.poll(() => lines.count()).toBe(1);

    await signIn(away, ada.email, ada.password);
    await away.getByRole('heading', { name: 'Documents' }).waitFor();
    await away.goto(`${phone.origin}/d/${id}`);
    await away.locator('.ql-editor[data-ready]').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign out all others' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out all others' }).click();
    await page.getByText('All other devices were signed out.').waitFor();
    // An open document stays visible, and shows why it is not connected.
    await away.getByRole('alert').getByRole('button', { name: 'Sign in' }).waitFor();
    phone.forgive(/status of 401|WebSocket/);
  });

  test('a changed password signs out everywhere else, and not here', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    const { person: phone, page: away } = await elsewhere(browser, ada);
    const page = await ada.load('/settings/security');
    await page.getByRole('button', { name: 'Change password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change password' });
    await dialog.getByLabel('Current password').fill('not the password');
    await dialog.getByLabel('New password').fill(NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await dialog.getByText('The password is wrong.').waitFor();
    ada.forgive(/status of 403/);
    await dialog.getByLabel('Current password').fill(ada.password);
    await dialog.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password was changed. All your other devices are signed out.').waitFor();
    await away.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Security' }).waitFor();
    await signIn(away, ada.email, NEW_PASSWORD);
    await away.getByRole('heading', { name: 'Documents' }).waitFor();
    phone.forgive(/status of 401|WebSocket/);
  });

  test('one takes one’s data along, then goes; a document that is handed over stays', async () => {
    const [ada, ben] = [
      await Person.nextSignedUp(browser, 'Ada Lovelace'),
      await Person.signedUp(browser, 'Ben Okri'),
    ];
    const id = await ada.create('Kept by Ben', 'Written by Ada');
    await ada.share(id, ben);
    const page = await ada.load('/settings/privacy');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download your data' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^octavo-export-\d{4}-\d\d-\d\d\.zip$/);
    const files = unzipSync(new Uint8Array(await readFile(await download.path())));
    const everything = Object.values(files)
      .map((file) => new TextDecoder().decode(file))
      .join('\n');
    expect(everything).toContain(ada.email);
    expect(everything).toContain('Written by Ada');

    await page.getByRole('button', { name: 'Delete account…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
    await dialog.getByLabel(/^Type .* to confirm$/).fill(ben.email);
    await dialog.getByRole('button', { name: 'Delete account' }).click();
    await dialog.getByText('This is not the address of your account.').waitFor();
    await dialog.getByLabel(/^Type .* to confirm$/).fill(ada.email);
    await dialog.getByRole('button', { name: 'Delete account' }).click();
    await page.getByText('Your account was deleted.').waitFor();
    await signIn(page, ada.email, ada.password);
    await page.getByText('The email address or the password is wrong.').waitFor();
    ada.forgive(/status of 401/);
    expect(await ben.api('GET', `/v1/docs/${id}`)).toMatchObject({ role: 'owner', title: 'Kept by Ben' });
  });
});

/** The same person, signed in with another browser, and its page. */
async function elsewhere(browser: Browser, of: Person): Promise<{ person: Person; page: Page }> {
  const person = await Person.nextVisitor(browser, `${of.name} elsewhere`);
  const page = await person.load('/sign-in');
  await signIn(page, of.email, of.password);
  await page.getByRole('heading', { name: 'Documents' }).waitFor();
  return { person, page };
}

function schemeOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
}
