import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accountsOf, api, me, newBrowser, verify } from './oidc-accounts.ts';
import type { OidcApp } from './oidc-app.ts';

/** Tests of signing in on the provider's own pages, in browsers; `app` gives the app that runs. */
export function testSignIn(app: () => OidcApp): void {
  const { atProvider, signInThere, register } = accountsOf(app);

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
    // Once the server has signed it out, the page says why, and it notices the next sign-in by the same address.
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

    // An attacker registers another's address, and waits for its owner.
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

  test('an address that the provider has not verified joins no account', async () => {
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

  test('a user who turns back at the provider reads so, and is not signed in', async () => {
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

/** Changes the address of our callback that the provider redirects to; with null, the request never reaches us. */
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
