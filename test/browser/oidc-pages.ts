import type { Browser, BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { stepAt, totpCode } from '../../src/features/auth/totp.ts';
import { sharedBrowser } from './browser.ts';
import type { OidcApp } from './oidc-app.ts';

let people = 0;

/** Tests of the provider's own pages, in browsers; `app` gives the app that runs. */
export function testPages(app: () => OidcApp): void {
  let browser: Browser;

  beforeAll(async () => {
    browser = await sharedBrowser();
  });

  /** A browser with nothing in it. */
  async function newBrowser(): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(15_000);
    return { context, page: await context.newPage() };
  }

  /** A new account at the provider. */
  function atProvider(profile: { email?: string; email_verified?: boolean } = {}) {
    const login = `login-${++people}`;
    const account = { email: `${login}@example.org`, email_verified: true, name: 'Ada Lovelace', ...profile };
    app().provider.accounts.set(login, account);
    return { login, email: account.email };
  }

  /** Signs in on the provider's own pages; the first time, and in a new browser, it asks whether it may tell who one is. */
  async function signInThere(page: Page, login: string, { asks = true } = {}): Promise<void> {
    await page.waitForURL((url) => url.origin === app().provider.issuer);
    await page.locator('input[name=login]').fill(login);
    await page.locator('input[name=password]').fill('anything');
    await page.locator('button[type=submit]').click();
    if (asks) await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL((url) => url.origin === app().origin);
  }

  /** Calls the API from the page, as its scripts do; signed in by the refresh cookie alone, when `asUser`. */
  async function api<T>(
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

  interface Me {
    id: string;
    email: string;
    emailVerified: boolean;
    name: string;
  }

  async function me(page: Page): Promise<Me> {
    return (await api<Me>(page, 'GET', '/v1/users/me')).body;
  }

  async function register(page: Page, email: string, password: string): Promise<Me> {
    // A file of the app's origin without its scripts, so that nothing but the test refreshes.
    await page.goto(`${app().origin}/favicon.svg`);
    const body = { email, password, name: 'Ada' };
    const { status, body: answer } = await api<{ user: Me }>(page, 'POST', '/v1/auth/register', {
      body,
      asUser: false,
    });
    expect(status).toBe(201);
    return answer.user;
  }

  async function verify(page: Page, email: string): Promise<void> {
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

  test('signing up and in again with Google’s button, on the provider’s own pages', async () => {
    const { login, email } = atProvider();
    const first = await newBrowser();
    await first.page.goto(`${app().origin}/sign-in`);
    await first.page.getByRole('button', { name: 'Continue with Google' }).click();
    await signInThere(first.page, login);
    await first.page.waitForURL(`${app().origin}/`);
    const ada = await me(first.page);
    expect(ada).toMatchObject({ email, emailVerified: true, name: 'Ada Lovelace' });
    expect((await api(first.page, 'GET', '/v1/auth/account')).body).toMatchObject({
      hasPassword: false,
      identities: [{ provider: 'google' }],
    });
    await first.context.close();

    const second = await newBrowser();
    await second.page.goto(`${app().origin}/v1/auth/google?next=/favicon.svg`);
    await signInThere(second.page, login);
    expect(second.page.url()).toBe(`${app().origin}/favicon.svg`);
    expect((await me(second.page)).id).toBe(ada.id);
    await second.context.close();
  });

  test('an address of single sign-on, opened as the first thing in a browser, ends at the documents, and so do later visits', async () => {
    const { login } = atProvider();
    const { page, context } = await newBrowser();
    const documents = page.getByRole('heading', { name: 'Documents', exact: true });
    await page.goto(`${app().origin}/v1/auth/oidc/acme?next=/`);
    await signInThere(page, login);
    await documents.waitFor();
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await documents.waitFor();
    // Signed out by the server, it says why, and the next sign-in by the same address is seen again.
    await context.clearCookies();
    await page.reload();
    await page.getByRole('alert').getByText('no longer has the cookie').waitFor();
    await page.goto(`${app().origin}/v1/auth/oidc/acme?next=/`);
    await signInThere(page, login);
    await documents.waitFor();
    await context.close();
  });

  test('a verified account is joined by its address; one that was never verified is handed over without what opened it', async () => {
    const { page, context } = await newBrowser();
    const verified = atProvider();
    const ada = await register(page, verified.email, 'ada keeps this to herself');
    await verify(page, verified.email);
    await page.goto(`${app().origin}/v1/auth/google?next=/favicon.svg`);
    await signInThere(page, verified.login);
    expect((await me(page)).id).toBe(ada.id);
    const login = { email: verified.email, password: 'ada keeps this to herself' };
    expect((await api(page, 'POST', '/v1/auth/login', { body: login, asUser: false })).status).toBe(200);
    await context.close();

    // Somebody takes an address that is not theirs, and waits for its owner.
    const squatter = await newBrowser();
    const owner = atProvider();
    const squatted = await register(squatter.page, owner.email, 'i was here before you');
    const ownersBrowser = await newBrowser();
    await ownersBrowser.page.goto(`${app().origin}/v1/auth/google?next=/favicon.svg`);
    await signInThere(ownersBrowser.page, owner.login);
    expect(await me(ownersBrowser.page)).toMatchObject({ id: squatted.id, emailVerified: true });
    expect((await api(squatter.page, 'GET', '/v1/users/me')).status).toBe(401);
    const old = { email: owner.email, password: 'i was here before you' };
    expect((await api(squatter.page, 'POST', '/v1/auth/login', { body: old, asUser: false })).status).toBe(
      401,
    );
    await Promise.all([squatter.context.close(), ownersBrowser.context.close()]);
  });

  test('an address that the provider has not verified joins nobody', async () => {
    const { page, context } = await newBrowser();
    const { login, email } = atProvider({ email_verified: false });
    await register(page, email, 'ada keeps this to herself');
    await verify(page, email);
    const other = await newBrowser();
    await other.page.goto(`${app().origin}/v1/auth/google?next=/favicon.svg`);
    await signInThere(other.page, login);
    expect(other.page.url()).toBe(`${app().origin}/sign-in?error=email_unverified&next=%2Ffavicon.svg`);
    await other.page.getByRole('alert').waitFor();
    expect((await api(page, 'GET', '/v1/auth/identities')).body).toMatchObject({ items: [] });
    await Promise.all([context.close(), other.context.close()]);
  });

  test('somebody who is signed in links a provider, proves by it who they are, and keeps a last way to sign in', async () => {
    const { page, context } = await newBrowser();
    const ada = await register(page, `ada-${Date.now()}@example.org`, 'ada keeps this to herself');
    const { login } = atProvider({ email_verified: false });
    const begun = await api<{ url: string }>(page, 'POST', '/v1/auth/oidc/acme/link?next=/favicon.svg');
    expect(begun.status).toBe(200);
    await page.goto(begun.body.url);
    await signInThere(page, login);
    expect(page.url()).toBe(`${app().origin}/favicon.svg`);
    expect((await api(page, 'GET', '/v1/auth/identities')).body).toMatchObject({
      items: [{ provider: 'acme' }],
    });

    const again = await api<{ url: string }>(
      page,
      'POST',
      '/v1/auth/oidc/acme/reauthenticate?next=/favicon.svg',
    );
    expect(new URL(again.body.url).searchParams.get('max_age')).toBe('0');
    const before = (await api<{ authenticatedAt: string }>(page, 'GET', '/v1/auth/account')).body;
    await page.goto(again.body.url);
    await signInThere(page, login, { asks: false });
    const after = (await api<{ authenticatedAt: string }>(page, 'GET', '/v1/auth/account')).body;
    expect(Date.parse(after.authenticatedAt)).toBeGreaterThan(Date.parse(before.authenticatedAt));

    const signIn = await newBrowser();
    await signIn.page.goto(`${app().origin}/v1/auth/oidc/acme?next=/favicon.svg`);
    await signInThere(signIn.page, login);
    expect((await me(signIn.page)).id).toBe(ada.id);

    // Another account may not have the same identity.
    const other = await newBrowser();
    await register(other.page, `grace-${Date.now()}@example.org`, 'grace keeps this to herself');
    const wanted = await api<{ url: string }>(other.page, 'POST', '/v1/auth/oidc/acme/link');
    await other.page.goto(wanted.body.url);
    await signInThere(other.page, login);
    expect(other.page.url()).toBe(`${app().origin}/settings/security?error=identity_taken`);

    expect((await api(page, 'DELETE', '/v1/auth/identities/acme')).status).toBe(204);
    expect((await api(page, 'DELETE', '/v1/auth/identities/acme')).status).toBe(404);
    await Promise.all([context.close(), signIn.context.close(), other.context.close()]);

    const only = await newBrowser();
    await only.page.goto(`${app().origin}/v1/auth/google?next=/favicon.svg`);
    await signInThere(only.page, atProvider().login);
    expect(await api(only.page, 'DELETE', '/v1/auth/identities/google')).toMatchObject({
      status: 409,
      body: { code: 'last_credential' },
    });
    await only.context.close();
  });

  test('a second factor is asked for after the provider, too', async () => {
    const { page, context } = await newBrowser();
    const { login } = atProvider();
    await page.goto(`${app().origin}/v1/auth/google?next=/favicon.svg`);
    await signInThere(page, login);
    const ada = await me(page);
    const { secret } = (await api<{ secret: string }>(page, 'POST', '/v1/auth/totp')).body;
    const code = () => totpCode(secret, stepAt(Date.now()));
    const confirmed = await api<{ recoveryCodes: string[] }>(page, 'POST', '/v1/auth/totp/confirm', {
      body: { code: code() },
    });
    expect(confirmed.status).toBe(200);
    await context.close();

    const again = await newBrowser();
    await again.page.goto(`${app().origin}/v1/auth/google?next=/favicon.svg`);
    const arrived = again.page.waitForRequest((request) => request.url().includes('/sign-in?ticket='));
    await signInThere(again.page, login);
    const query = new URL((await arrived).url()).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({ methods: 'totp,recovery_code', next: '/favicon.svg' });
    expect((await api(again.page, 'GET', '/v1/users/me')).status).toBe(401);
    const body = { ticket: query.get('ticket'), code: confirmed.body.recoveryCodes[0] };
    expect((await api(again.page, 'POST', '/v1/auth/second-factor', { body, asUser: false })).status).toBe(
      200,
    );
    expect((await me(again.page)).id).toBe(ada.id);
    await again.context.close();
  });

  test('who turns back at the provider is told so, and signed in as nobody', async () => {
    const { page, context } = await newBrowser();
    await page.goto(`${app().origin}/v1/auth/google`);
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.waitForURL((url) => url.origin === app().origin);
    expect(page.url()).toBe(`${app().origin}/sign-in?error=access_denied&next=%2F`);
    await page.getByRole('alert').waitFor();
    await context.close();
  });

  test('a code that was made for one browser is worth nothing in another: PKCE binds it', async () => {
    const attacker = await newBrowser();
    const stolen = new Promise<string>((done) => {
      void atCallback(attacker.page, (url) => {
        done(url.searchParams.get('code') as string);
        return null;
      });
    });
    await attacker.page.goto(`${app().origin}/v1/auth/google`);
    await signInThere(attacker.page, atProvider().login);
    const code = await stolen;

    const victim = await newBrowser();
    await atCallback(victim.page, (url) => {
      url.searchParams.set('code', code);
      return url;
    });
    await victim.page.goto(`${app().origin}/v1/auth/google?next=/favicon.svg`);
    await signInThere(victim.page, atProvider().login);
    expect(victim.page.url()).toBe(`${app().origin}/sign-in?error=provider_failed&next=%2Ffavicon.svg`);
    expect((await api(victim.page, 'GET', '/v1/users/me')).status).toBe(401);
    await Promise.all([attacker.context.close(), victim.context.close()]);
  });
}

/** Changes what the provider's redirect asks of our callback; null keeps it from being asked. */
async function atCallback(page: Page, change: (url: URL) => URL | null): Promise<void> {
  // Playwright's own routes do not see redirects.
  const protocol = await page.context().newCDPSession(page);
  protocol.on('Fetch.requestPaused', ({ requestId, request }) => {
    const url = change(new URL(request.url));
    void (url === null
      ? protocol.send('Fetch.fulfillRequest', { requestId, responseCode: 200 })
      : protocol.send('Fetch.continueRequest', { requestId, url: url.href }));
  });
  await protocol.send('Fetch.enable', { patterns: [{ urlPattern: '*/v1/auth/google/callback?*' }] });
}
