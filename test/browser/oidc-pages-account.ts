import { expect, test } from 'vitest';
import { stepAt, totpCode } from '../../src/features/auth/totp.ts';
import { accountsOf, api, me, newBrowser } from './oidc-accounts.ts';
import type { OidcApp } from './oidc-app.ts';

/** Tests of providers and of a second factor on an account that exists, in browsers; `app` gives the app that runs. */
export function testAccount(app: () => OidcApp): void {
  const { atProvider, signInThere, register } = accountsOf(app);

  test('a signed-in user links a provider, confirms their identity with it, and keeps a last way to sign in', async () => {
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

    // A second account cannot take the same identity.
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
}
