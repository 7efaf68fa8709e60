import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Person } from './person.ts';

/** Creates the person's account in their kept tab, through the sign-up page. */
export async function signUp(person: Person): Promise<Page> {
  const page = await person.load('/sign-up');
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Documents' }).waitFor();
  return page;
}

/** Fills in the sign-in form, and submits it. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/**
 * The link of the newest mail to the person with an address like `pattern`, other than `former`, as the person's
 * browser reaches it.
 */
export async function linkOf(person: Person, pattern: RegExp, former = ''): Promise<string> {
  let link = '';
  await expect
    .poll(async () => {
      link = person.here(pattern.exec((await person.mail(pattern)).text)?.[0] ?? '');
      return link !== former;
    })
    .toBe(true);
  return link;
}

/** The addresses of links in mails. */
export const LINKS = {
  verify: /http\S+\/verify-email\?token=[\w-]+/,
  reset: /http\S+\/reset-password\?token=[\w-]+/,
  invited: /http\S+\/sign-up\?\S*invited=[^\s"<>]+/,
};
