import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { LINKS, linkOf, signIn, signUp } from './account-pages.ts';
import { sharedBrowser } from './browser.ts';
import { Person } from './person.ts';

const NEW_PASSWORD = 'seven slow herons cross the lake';

describe('an account by mail', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await sharedBrowser();
  });

  test('sign up, be reminded, press the button behind the link, and the reminder goes everywhere', async () => {
    const ada = await Person.nextVisitor(browser, 'Ada Lovelace');
    const page = await signUp(ada);
    const reminder = page.getByRole('region', { name: 'Your address' });
    await reminder.getByText(`we sent a link to ${ada.email}`).waitFor();

    const link = await ada.context.newPage();
    await link.goto(await linkOf(ada, LINKS.verify));
    await link.getByRole('heading', { name: 'Confirm your address' }).waitFor();
    // Opening the link verifies nothing: programs that scan mails do that too.
    await page.reload();
    await reminder.waitFor();
    await link.getByRole('button', { name: 'Confirm this address' }).click();
    await link.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();
    await reminder.waitFor({ state: 'detached' });
    await link.getByRole('link', { name: 'Go to your documents' }).click();
    await link.getByRole('heading', { name: 'Documents' }).waitFor();
  });

  test('a verification link works once, and a new one can be had', async () => {
    const ada = await Person.nextVisitor(browser, 'Ada Lovelace');
    const page = await signUp(ada);
    const first = await linkOf(ada, LINKS.verify);
    await page.getByRole('button', { name: 'Send it again' }).click();
    await page.getByRole('status').getByText('A new link is on its way').waitFor();
    const second = await linkOf(ada, LINKS.verify, first);
    ada.forgive(/status of 410/);
    await page.goto(first);
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    await page.goto(second);
    await page.getByRole('button', { name: 'Confirm this address' }).click();
    await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();
  });

  test('a password is measured as the server measures it', async () => {
    const ada = await Person.nextVisitor(browser, 'Ada Lovelace');
    const page = await ada.load('/sign-up');
    await page.getByLabel('Name').fill(ada.name);
    await page.getByLabel('Email').fill(ada.email);
    const password = page.getByLabel('Password', { exact: true });
    const strength = page.getByRole('meter', { name: 'Password strength' });
    for (const candidate of ['P4ssw0rd2024!', 'lovelaceada', 'qwertyuiop', 'aaaaaaaaaaaa', NEW_PASSWORD]) {
      await password.fill(candidate);
      const shown = candidate === NEW_PASSWORD ? /^(Good|Strong)$/ : /^Too easy to guess$/;
      await expect.poll(() => strength.getAttribute('aria-valuetext')).toMatch(shown);
      if (candidate === NEW_PASSWORD) continue;
      const answer = await fetch(`${ada.origin}/v1/auth/register`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: ada.name, email: ada.email, password: candidate }),
      });
      expect(answer.status, candidate).toBe(422);
      const problem = (await answer.json()) as { code: string; errors: { message: string }[] };
      expect(problem.code).toBe('weak_password');
      await expect
        .poll(() => page.locator('.strength-text').textContent())
        .toBe(`Too easy to guess. ${problem.errors[0]?.message}`);
    }
    // A weak password is not even sent.
    await password.fill('P4ssw0rd2024!');
    await expect.poll(() => strength.getAttribute('aria-valuetext')).toBe('Too easy to guess');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.locator('.field-error').getByText('variation of a password').waitFor();
    await password.fill(NEW_PASSWORD);
    await expect.poll(() => strength.getAttribute('aria-valuetext')).toMatch(/Good|Strong/);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Documents' }).waitFor();
  });

  test('an invited person finds the address filled in, and the document after the verification', async () => {
    const ada = await Person.signedUp(browser, 'Ada Lovelace');
    await ada.verify();
    const id = await ada.create('For Ben', 'Hello Ben');
    const ben = await Person.nextVisitor(browser, 'Ben Okri');
    await ada.api('POST', `/v1/docs/${id}/invitations`, { email: ben.email, role: 'editor' });
    const page = await ben.load(await linkOf(ben, LINKS.invited));
    expect(await page.getByLabel('Email').inputValue()).toBe(ben.email);
    await page.getByText('confirm it to open the document').waitFor();
    await page.getByLabel('Name').fill(ben.name);
    await page.getByLabel('Password', { exact: true }).fill(ben.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Documents' }).waitFor();
    await page.goto(await linkOf(ben, LINKS.verify));
    await page.getByRole('button', { name: 'Confirm this address' }).click();
    await page.getByRole('link', { name: 'Open the document' }).click();
    await page.locator('.ql-editor[data-ready]').getByText('Hello Ben').waitFor();
  });

  test('resets a forgotten password, and signs all other sessions out', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    const elsewhere = await ada.load('/');
    await elsewhere.getByRole('heading', { name: 'Documents' }).waitFor();

    const here = await Person.nextVisitor(browser, 'Ada elsewhere');
    const page = await here.load('/sign-in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('Email').fill(ada.email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    const link = here.here(await linkOf(ada, LINKS.reset));
    await page.goto(link);
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Save the password' }).click();
    await page.getByRole('heading', { name: 'Your password was changed' }).waitFor();

    // The other page sends no request: it is told.
    await elsewhere.getByRole('heading', { name: 'Welcome back' }).waitFor();
    ada.forgive(/status of 401/);

    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, ada.email, ada.password);
    await page.getByText('The email address or the password is wrong.').waitFor();
    here.forgive(/status of 401/);
    await page.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Documents' }).waitFor();

    await page.goto(link);
    await page.getByLabel('New password').fill(`${NEW_PASSWORD} again`);
    await page.getByRole('button', { name: 'Save the password' }).click();
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    here.forgive(/status of 410/);
  });

  test('the page says the same for an address without an account, and for what a provider refused', async () => {
    const visitor = await Person.nextVisitor(browser, 'Visitor');
    const page = await visitor.load('/forgot-password');
    await page.getByLabel('Email').fill('nobody.at.all@example.org');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('If nobody.at.all@example.org has an account').waitFor();
    await page.goto(`${visitor.origin}/sign-in?error=access_denied`);
    await page.getByRole('alert').getByText('You did not allow the provider to sign you in.').waitFor();
    await page.goto(`${visitor.origin}/sign-in?error=%3Cb%3Eno%3C%2Fb%3E`);
    await page.getByRole('alert').getByText('We could not sign you in.').waitFor();
  });
});
