import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { Person } from './person.ts';
import { VirtualAuthenticator } from './virtual-authenticator.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await sharedBrowser();
});

/** Adds a passkey on the settings page; returns the recovery codes that are shown with the first. */
async function addPasskey(page: Page, origin: string, name: string): Promise<string[]> {
  await page.goto(`${origin}/settings/security`);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Add a passkey' }).click();
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await codes.first().waitFor();
  const shown = await codes.allTextContents();
  await page.keyboard.press('Escape');
  await page.getByRole('list', { name: 'Passkeys' }).getByText(name, { exact: true }).waitFor();
  return shown;
}

async function signOut(person: Person, page: Page): Promise<void> {
  await person.context.clearCookies();
  // A virtual authenticator answers the offer in the address field by itself, sometimes before the press.
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
  await page.goto(`${person.origin}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
}

test('a passkey made in the settings signs in with one press', async () => {
  const ada = await Person.signedUp(browser, 'Ada');
  const page = await ada.context.newPage();
  const device = await VirtualAuthenticator.plugInto(page);
  expect(await addPasskey(page, ada.origin, 'Laptop')).toHaveLength(10);
  const [credential] = await device.credentials();
  expect(credential).toMatchObject({ isResidentCredential: true, rpId: 'localhost' });
  expect(Buffer.from(credential?.userHandle ?? '', 'base64').toString()).toBe(ada.id);

  await signOut(ada, page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL(`${ada.origin}/`);
  await page.goto(`${ada.origin}/settings/security`);
  await page.getByText(/Last used/).waitFor();
  ada.forgive(/401/);
  await ada.leave();
});

test('a copied key is refused once the first one has gone on', async () => {
  const ada = await Person.signedUp(browser, 'Ada');
  const page = await ada.context.newPage();
  const device = await VirtualAuthenticator.plugInto(page);
  await addPasskey(page, ada.origin, 'Laptop');
  const [copied] = await device.credentials();
  await signOut(ada, page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL(`${ada.origin}/`);

  const thief = await Person.visitor(browser, 'Thief');
  const theirs = await thief.context.newPage();
  const copy = await VirtualAuthenticator.plugInto(theirs);
  if (copied === undefined) throw new Error('no credential was made');
  await copy.copyIn({ ...copied, signCount: 0 });
  await theirs.goto(`${thief.origin}/sign-in`);
  const refused = theirs.waitForResponse((response) => response.url().endsWith('/v1/auth/passkey'));
  await theirs.getByRole('button', { name: 'Sign in with a passkey' }).click();
  const answer = await refused;
  expect([answer.status(), (await answer.json()).code]).toEqual([401, 'invalid_passkey']);
  await theirs.getByRole('alert').waitFor();
  thief.forgive(/401/);
  ada.forgive(/401/);
  await Promise.all([ada.leave(), thief.leave()]);
});

test('a security key without a lock of its own is a second factor; a recovery code stands in when it is lost', async () => {
  const ada = await Person.signedUp(browser, 'Ada');
  const page = await ada.context.newPage();
  await VirtualAuthenticator.plugInto(page, { verifies: false });
  const [recoveryCode = ''] = await addPasskey(page, ada.origin, 'Key');

  await signOut(ada, page);
  await page.getByLabel('Email').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL(`${ada.origin}/`);

  await signOut(ada, page);
  await page.getByLabel('Email').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await page.getByLabel('Recovery code').fill(recoveryCode);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.waitForURL(`${ada.origin}/`);
  ada.forgive(/401/);
  await ada.leave();
});
