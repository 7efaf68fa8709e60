import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { stepAt, totpCode } from '../../src/features/auth/totp.ts';
import { sharedBrowser } from './browser.ts';
import { Person } from './person.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await sharedBrowser();
});

async function enterPassword(person: Person, page: Page): Promise<void> {
  await person.context.clearCookies();
  await page.goto(`${person.origin}/sign-in`);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Code', { exact: true }).waitFor();
}

async function confirm(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Confirm' }).click();
}

test('an authenticator app is set up from the screen, and asked for from then on; a recovery code stands in once', async () => {
  const ada = await Person.nextSignedUp(browser, 'Ada');
  const page = await ada.load('/settings/security');
  await page.getByRole('button', { name: 'Set up' }).click();
  const key = page.locator('.totp-secret code');
  const secret = ((await key.textContent()) ?? '').replaceAll(' ', '');
  // This step confirms; the next one, which is accepted already, signs in.
  const step = stepAt(Date.now());
  await page.getByRole('dialog').getByLabel('Code', { exact: true }).fill(totpCode(secret, step));
  await page.getByRole('button', { name: 'Turn on' }).click();
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await codes.first().waitFor();
  const [first = '', ...others] = await codes.allTextContents();
  expect(others).toHaveLength(9);
  // They are shown only once: no key that closes other dialogs closes this one.
  await page.keyboard.press('Escape');
  expect(await codes.count()).toBe(10);

  await enterPassword(ada, page);
  await confirm(page, totpCode(secret, step));
  await page.getByRole('alert').waitFor();
  await confirm(page, totpCode(secret, step + 1));
  await page.waitForURL(`${ada.origin}/`);

  for (const isFirstTime of [true, false]) {
    await enterPassword(ada, page);
    await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
    await page.getByLabel('Recovery code').fill(first);
    await page.getByRole('button', { name: 'Confirm' }).click();
    if (isFirstTime) await page.waitForURL(`${ada.origin}/`);
    else await page.getByRole('alert').waitFor();
  }
  ada.forgive(/401/);
});

test('after five wrong codes the sign-in must start again', async () => {
  const ada = await Person.nextSignedUp(browser, 'Ada');
  const { secret } = await ada.api<{ secret: string }>('POST', '/v1/auth/totp');
  const step = stepAt(Date.now());
  await ada.api('POST', '/v1/auth/totp/confirm', { code: totpCode(secret, step) });
  const page = await ada.load('/favicon.svg');
  await enterPassword(ada, page);
  for (let attempt = 1; attempt <= 6; attempt++) {
    const answered = page.waitForResponse((response) => response.url().endsWith('/v1/auth/second-factor'));
    await confirm(page, '12345');
    const { code } = await (await answered).json();
    expect([attempt, code]).toEqual([attempt, attempt <= 5 ? 'invalid_code' : 'ticket_invalid']);
  }
  await page.getByRole('button', { name: 'Back to sign in' }).click();
  await page.getByLabel('Password', { exact: true }).waitFor();
  ada.forgive(/401/);
});
