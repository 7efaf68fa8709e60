import { expect, test } from 'vitest';
import { parseProviders } from '../../../src/features/auth/providers.ts';

const ACME = { id: 'acme', name: 'Acme', issuer: 'https://login.acme.example/tenant', clientId: 'editor' };

function parse(providers: unknown, secrets?: unknown, environment = 'production') {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return parseProviders({
    ENVIRONMENT: environment,
    OIDC_PROVIDERS: text(providers),
    ...(secrets !== undefined && { OIDC_CLIENT_SECRETS: text(secrets) }),
  });
}

test('without configuration there is no provider', () => {
  expect(parse('')).toEqual([]);
  expect(parse('  ', '')).toEqual([]);
});

test('Google needs only a client; another provider needs its issuer', () => {
  expect(parse([{ id: 'google', clientId: 'g' }, ACME], { google: 'secret' })).toEqual([
    {
      id: 'google',
      name: 'Google',
      issuer: new URL('https://accounts.google.com'),
      clientId: 'g',
      clientSecret: 'secret',
      scopes: 'openid email profile',
      insecure: false,
    },
    expect.objectContaining({ id: 'acme', name: 'Acme', clientSecret: null }),
  ]);
});

test('errors in the settings are named, without any secret', () => {
  const wrong: [RegExp, unknown, unknown?][] = [
    [/^OIDC_PROVIDERS is not JSON$/, '[{'],
    [/^OIDC_PROVIDERS: /, { id: 'acme' }],
    [/^OIDC_PROVIDERS\[0\]\.clientId: /, [{ ...ACME, clientId: undefined }]],
    [/^OIDC_PROVIDERS\[1\]\.issuer is missing$/, [ACME, { id: 'other', name: 'Other', clientId: 'x' }]],
    [/^OIDC_PROVIDERS\[0\]\.name is missing$/, [{ ...ACME, name: undefined }]],
    [/^OIDC_PROVIDERS\[0\]\.id: is reserved$/, [{ ...ACME, id: 'password' }]],
    [/^OIDC_PROVIDERS\[0\]\.id: must be/, [{ ...ACME, id: '../x' }]],
    [/^OIDC_PROVIDERS\[0\]: Unrecognized key/, [{ ...ACME, clientSecret: 'hush' }]],
    [/^OIDC_PROVIDERS\[0\]\.scopes must hold "openid"$/, [{ ...ACME, scopes: 'email' }]],
    [/^OIDC_PROVIDERS names "acme" twice$/, [ACME, ACME]],
    [/^OIDC_CLIENT_SECRETS is not JSON$/, [ACME], '{"acme": hush'],
    [/^OIDC_CLIENT_SECRETS\.acme: /, [ACME], { acme: 7 }],
    [/^OIDC_CLIENT_SECRETS has a secret for "google", which is no provider$/, [ACME], { google: 'hush' }],
  ];
  for (const [message, providers, secrets] of wrong) {
    expect(() => parse(providers, secrets)).toThrow(message);
    expect(() => parse(providers, secrets)).not.toThrow(/hush/);
  }
});

test('an issuer must use TLS, except on loopback where the app runs locally', () => {
  const at = (issuer: string) => [{ ...ACME, issuer }];
  for (const loopback of ['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000']) {
    expect(parse(at(loopback), undefined, 'local')[0]?.insecure).toBe(true);
    expect(() => parse(at(loopback))).toThrow(/must be https/);
    expect(() => parse(at(loopback), undefined, 'staging')).toThrow(/must be https/);
  }
  for (const elsewhere of ['http://login.acme.example', 'http://127.0.0.1.evil.example', 'ftp://localhost']) {
    expect(() => parse(at(elsewhere), undefined, 'local')).toThrow(/must be https/);
  }
  for (const odd of ['https://acme.example/?x=1', 'https://acme.example/#x', 'https://me:pw@acme.example']) {
    expect(() => parse(at(odd))).toThrow(/no query, fragment or credentials/);
  }
});

test('an operator vouches for the addresses of each provider separately, only by true', () => {
  const vouched = (more: object) => parse([{ ...ACME, ...more }]).map(({ vouchedEmails }) => vouchedEmails);
  expect(vouched({})).toEqual([undefined]);
  expect(vouched({ vouchedEmails: false })).toEqual([undefined]);
  expect(vouched({ vouchedEmails: true })).toEqual([true]);
  for (const vouchedEmails of ['true', 1, null])
    expect(() => vouched({ vouchedEmails })).toThrow(/vouchedEmails/);
});
