import { afterEach, expect, test } from 'vitest';
import type { Tampering } from '../support/tampering-provider.ts';
import { type OidcApp, Visitor } from './oidc-app.ts';

let people = 0;

/** Tests of the handling of a provider's responses; `app` returns the running app. */
export function testAnswers(app: () => OidcApp): void {
  afterEach(() => {
    app().liar.tampering = {};
  });

  function somebody(): { sub: string; email: string; email_verified: boolean; name: string } {
    const sub = `person-${++people}`;
    const person = { sub, email: `${sub}@example.org`, email_verified: true, name: 'Ada' };
    app().liar.person = person;
    return person;
  }

  /** To the provider and back: the address of the callback, which is not opened yet. */
  async function toCallback(visitor: Visitor, path = '/v1/auth/oidc/liar'): Promise<string> {
    return visitor.location(await visitor.location(path));
  }

  test('an honest answer signs in; the browser was sent with PKCE, state and nonce, and gets the one cookie', async () => {
    const person = somebody();
    const visitor = new Visitor(app().origin);
    const begun = await visitor.go('/v1/auth/oidc/liar?next=/d/abc');
    expect(begun.headers.get('Set-Cookie')).toMatch(
      /^oidc=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const url = new URL(begun.headers.get('Location') as string);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'tampered-with',
      redirect_uri: `${app().origin}/v1/auth/oidc/liar/callback`,
      response_type: 'code',
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(await visitor.location(await visitor.location(url.href))).toBe('/d/abc');
    expect(await visitor.user()).toMatchObject({ email: person.email, emailVerified: true, name: 'Ada' });
  });

  test('an invalid response signs no one in', async () => {
    const now = Math.floor(Date.now() / 1000);
    const lies: [string, Tampering][] = [
      ['another nonce', { claims: { nonce: 'x'.repeat(43) } }],
      ['no nonce', { claims: { nonce: undefined } }],
      ['another audience', { claims: { aud: 'another-app' } }],
      ['an audience besides ours without azp', { claims: { aud: ['tampered-with', 'another-app'] } }],
      ['another issuer', { claims: { iss: 'https://accounts.google.com' } }],
      ['an expired token', { claims: { iat: now - 7200, exp: now - 3600 } }],
      ['no subject', { claims: { sub: undefined } }],
      ['a strange key', { strangeKey: true }],
      ['no signature', { unsigned: true }],
      ['no ID token', { noIdToken: true }],
      ['another issuer in the answer', { parameters: { iss: app().provider.issuer } }],
      ['no issuer in the answer, though announced', { parameters: { iss: null } }],
      ['an error', { parameters: { code: null, error: 'server_error' } }],
      ['an ID token in the address', { parameters: { id_token: 'x' } }],
      ['no code', { parameters: { code: null } }],
    ];
    for (const [lie, tampering] of lies) {
      somebody();
      app().liar.tampering = tampering;
      const visitor = new Visitor(app().origin);
      const location = await visitor.location(await toCallback(visitor, '/v1/auth/oidc/liar?next=/d/abc'));
      expect([lie, location]).toEqual([lie, '/sign-in?error=provider_failed&next=%2Fd%2Fabc']);
      expect([lie, await visitor.user()]).toEqual([lie, null]);
    }
  });

  test('a state is good in the browser that it was made in, at its provider, once', async () => {
    somebody();
    const mismatch = '/sign-in?error=state_mismatch';
    const attacker = new Visitor(app().origin);
    const callback = await toCallback(attacker);
    const victim = new Visitor(app().origin);
    expect(await victim.location(callback)).toBe(mismatch);
    expect(await victim.user()).toBeNull();
    // That uses it up, for the attacker too.
    expect(await attacker.location(callback)).toBe(mismatch);

    const other = new URL(await toCallback(attacker));
    other.pathname = '/v1/auth/oidc/acme/callback';
    expect(await attacker.location(other.href)).toBe(mismatch);

    const forged = new URL(await toCallback(attacker));
    forged.searchParams.set('state', 'x'.repeat(43));
    expect(await attacker.location(forged.href)).toBe(mismatch);
    forged.searchParams.delete('state');
    expect(await attacker.location(forged.href)).toBe(mismatch);

    const visitor = new Visitor(app().origin);
    const once = await toCallback(visitor);
    const answers = await Promise.all([visitor.location(once), visitor.location(once)]);
    expect(answers.sort()).toEqual(['/', mismatch]);
    expect(await visitor.location(once)).toBe(mismatch);
  });

  test('two tabs can be at a provider at once', async () => {
    somebody();
    const visitor = new Visitor(app().origin);
    const first = await visitor.location('/v1/auth/oidc/liar?next=/one');
    const second = await visitor.location('/v1/auth/oidc/liar?next=/two');
    expect(await visitor.location(await visitor.location(second))).toBe('/two');
    expect(await visitor.location(await visitor.location(first))).toBe('/one');
  });

  test('never redirects to another site afterwards', async () => {
    const elsewhere = [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example/',
      '\\\\evil.example',
      '/\t/evil.example/',
      '/.//evil.example/',
      '/..//evil.example',
      'javascript:alert(1)',
      'evil.example',
      '/v1/auth/oidc/liar',
    ];
    for (const next of elsewhere) {
      somebody();
      const visitor = new Visitor(app().origin);
      const path = `/v1/auth/oidc/liar?next=${encodeURIComponent(next)}`;
      expect([next, await visitor.location(await toCallback(visitor, path))]).toEqual([next, '/']);
    }
  });

  test('an address that the provider does not vouch for makes no account and joins none', async () => {
    for (const claims of [{ email_verified: false }, { email_verified: undefined }, { email: undefined }]) {
      const person = somebody();
      app().liar.tampering = { claims };
      const visitor = new Visitor(app().origin);
      expect(await visitor.location(await toCallback(visitor))).toBe(
        '/sign-in?error=email_unverified&next=%2F',
      );
      app().liar.tampering = {};
      const password = 'a password nobody else has';
      const registered = await visitor.go('/v1/auth/register', {
        body: { email: person.email, name: 'Ada', password },
      });
      expect(registered.status).toBe(201);
    }
  });

  test('the sign-in page reports a provider that is unreachable or unknown', async () => {
    const visitor = new Visitor(app().origin);
    expect(await visitor.location('/v1/auth/oidc/down?next=/d/abc')).toBe(
      '/sign-in?error=provider_unavailable&next=%2Fd%2Fabc',
    );
    expect(await visitor.location('/v1/auth/oidc/nobody')).toBe('/sign-in?error=unknown_provider&next=%2F');
    expect(await visitor.location('/v1/auth/oidc/nobody/callback?state=x')).toBe(
      '/sign-in?error=unknown_provider',
    );
    const { items } = (await (await visitor.go('/v1/auth/providers')).json()) as { items: unknown };
    expect(items).toEqual([
      { id: 'google', name: 'Google' },
      { id: 'acme', name: 'Acme' },
      { id: 'liar', name: 'Liar' },
      { id: 'vouched', name: 'Vouched' },
      { id: 'down', name: 'Down' },
    ]);
  });

  test('people are known by provider and subject, never by their address', async () => {
    const person = somebody();
    const visitor = new Visitor(app().origin);
    await visitor.location(await toCallback(visitor));
    const first = await visitor.user();

    app().liar.person = { ...person, email: 'changed@example.org', email_verified: false };
    const again = new Visitor(app().origin);
    expect(await again.location(await toCallback(again))).toBe('/');
    expect(await again.user()).toMatchObject({ id: first?.id, email: person.email });

    // A later holder of the address at the provider: the account belongs to the former one.
    app().liar.person = { ...person, sub: 'a new owner of the address' };
    const other = new Visitor(app().origin);
    expect(await other.location(await toCallback(other))).toBe('/sign-in?error=provider_linked&next=%2F');
    expect(await other.user()).toBeNull();
  });

  test('two first sign-ins at once make one account', async () => {
    somebody();
    const [one, two] = [new Visitor(app().origin), new Visitor(app().origin)];
    const callbacks = [await toCallback(one), await toCallback(two)] as const;
    const answers = await Promise.all([one.location(callbacks[0]), two.location(callbacks[1])]);
    expect(answers).toEqual(['/', '/']);
    expect((await one.user())?.id).toBe((await two.user())?.id);
  });

  test('an address without a verdict of the provider signs in if the operator vouches for it, an unverified one never does', async () => {
    const outcomes: [said: unknown, provider: string, location: string][] = [
      [undefined, 'vouched', '/'],
      [undefined, 'liar', '/sign-in?error=email_unverified&next=%2F'],
      [false, 'vouched', '/sign-in?error=email_unverified&next=%2F'],
      ['false', 'vouched', '/sign-in?error=email_unverified&next=%2F'],
      [null, 'vouched', '/sign-in?error=email_unverified&next=%2F'],
      [true, 'vouched', '/'],
    ];
    for (const [said, provider, location] of outcomes) {
      somebody();
      app().liar.tampering = { claims: { email_verified: said } };
      const visitor = new Visitor(app().origin);
      const back = await toCallback(visitor, `/v1/auth/oidc/${provider}`);
      expect([said, provider, await visitor.location(back)]).toEqual([said, provider, location]);
      expect((await visitor.user()) !== null).toBe(location === '/');
    }
  });
}
