import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { sharedBrowser } from './browser.ts';
import type { OidcApp } from './oidc-app.ts';

/** A new context of the browser, with nothing in it. */
export async function newBrowser(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await (await sharedBrowser()).newContext({ reducedMotion: 'reduce' });
  context.setDefaultTimeout(15_000);
  return { context, page: await context.newPage() };
}

/** Calls the API from the page, as its scripts do; with `asUser`, signed in by the refresh cookie alone. */
export async function api<T>(
  page: Page,
  method: string,
  path: string,
  { body, asUser = true }: { body?: unknown; asUser?: boolean } = {},
): Promise<{ status: number; body: T }> {
  return page.evaluate(
    async ({ method, path, body, asUser }) => {
      const send = (to: string, how: RequestInit) => fetch(to, { ...how, credentials: 'same-origin' });
      const headers: Record<string, string> = { 'Content-Type': 'application/json' };
      if (asUser) {
        const refreshed = await send('/v1/auth/refresh', { method: 'POST' });
        if (!refreshed.ok) return { status: refreshed.status, body: await refreshed.json() };
        headers.Authorization = `Bearer ${(await refreshed.json()).accessToken}`;
      }
      const how = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      const response = await send(path, how);
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    },
    { method, path, body, asUser },
  );
}

/** The signed-in user, in the API's form. */
interface Me {
  id: string;
  email: string;
  emailVerified: boolean;
  name: string;
}

/** The user of this browser. */
export async function me(page: Page): Promise<Me> {
  return (await api<Me>(page, 'GET', '/v1/users/me')).body;
}

/** Verifies the address of this browser's user by the link that was mailed to it. */
export async function verify(page: Page, email: string): Promise<void> {
  let token: string | undefined;
  const find = async () => {
    const path = `/v1/dev/mail?to=${encodeURIComponent(email)}`;
    const { body } = await api<{ items: { text: string }[] }>(page, 'GET', path, { asUser: false });
    token = body.items.map(({ text }) => /verify-email\?token=([\w-]+)/.exec(text)?.[1]).find(Boolean);
    return token;
  };
  await expect.poll(find, { timeout: 15_000 }).toBeDefined();
  const proved = await api(page, 'POST', '/v1/auth/verify-email', { body: { token } });
  expect(proved.status).toBe(200);
}

let people = 0;

/** Accounts at the provider and at the app; `app` gives the app that runs. */
export function accountsOf(app: () => OidcApp) {
  /** A new account at the provider. */
  function atProvider(profile: { email?: string; email_verified?: boolean } = {}) {
    const login = `login-${++people}`;
    const account = { email: `${login}@example.org`, email_verified: true, name: 'Ada Lovelace', ...profile };
    app().provider.accounts.set(login, account);
    return { login, email: account.email };
  }

  /** Signs in on the provider's own pages. In a new browser, the provider `asks` whether it may tell the app who this is. */
  async function signInThere(page: Page, login: string, { asks = true } = {}): Promise<void> {
    await page.waitForURL((url) => url.origin === app().provider.issuer);
    await page.locator('input[name=login]').fill(login);
    await page.locator('input[name=password]').fill('anything');
    await page.locator('button[type=submit]').click();
    if (asks) await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL((url) => url.origin === app().origin);
  }

  /** Registers at the app with a password; this browser is then signed in. */
  async function register(page: Page, email: string, password: string): Promise<Me> {
    // A file of the app's origin that runs no script: only the test refreshes.
    await page.goto(`${app().origin}/favicon.svg`);
    const body = { email, password, name: 'Ada' };
    const { status, body: answer } = await api<{ user: Me }>(page, 'POST', '/v1/auth/register', {
      body,
      asUser: false,
    });
    expect(status).toBe(201);
    return answer.user;
  }

  return { atProvider, signInThere, register };
}
