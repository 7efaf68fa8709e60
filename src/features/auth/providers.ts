import { z } from 'zod';
import { isLoopback } from '../../platform/verbs/loopback.ts';

/** An OpenID provider that users may sign in with. */
export interface Provider {
  /** Its name in paths and in `identities.provider`. */
  id: string;
  /** The label of its button. */
  name: string;
  issuer: URL;
  clientId: string;
  /** Null for a public client, which proves itself by PKCE alone. */
  clientSecret: string | null;
  scopes: string;
  /**
   * Whether an address counts as verified when the provider does not say: the operator vouches for all its addresses.
   */
  vouchedEmails?: true;
  /** Whether the issuer is on this machine and reached without TLS; never outside `local`. */
  insecure: boolean;
}

/** The provider that has a path of its own, `/v1/auth/google`, and needs no issuer in the configuration. */
export const GOOGLE = 'google';

const PRESETS: Record<string, { name: string; issuer: string }> = {
  [GOOGLE]: { name: 'Google', issuer: 'https://accounts.google.com' },
};
// `password` is the provider of an identity with a password.
const RESERVED = new Set(['password', 'passkey', 'totp']);
const DEFAULT_SCOPES = 'openid email profile';

const declared = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a-z, 0-9 and hyphens, at most 32, a letter first')
    .refine((id) => !RESERVED.has(id), 'is reserved'),
  name: z.string().min(1).max(40).optional(),
  issuer: z.url().optional(),
  clientId: z.string().min(1),
  scopes: z.string().optional(),
  vouchedEmails: z.boolean().optional(),
});

/** The settings in the environment that define the providers. */
export interface ProviderSettings {
  ENVIRONMENT: string;
  /** JSON: a list of `{id, name, issuer, clientId, scopes?, vouchedEmails?}`; `google` needs only its clientId. */
  OIDC_PROVIDERS: string;
  /** JSON: `{"<provider id>": "<client secret>"}`. */
  OIDC_CLIENT_SECRETS?: string;
}

/**
 * The configured providers. Throws on any mistake, and names the setting and the mistake but never a secret: half a
 * configuration could open an unintended way in.
 */
export function parseProviders(settings: ProviderSettings): Provider[] {
  const list = parseJson('OIDC_PROVIDERS', settings.OIDC_PROVIDERS, z.array(z.unknown()), []);
  const secrets = parseJson(
    'OIDC_CLIENT_SECRETS',
    settings.OIDC_CLIENT_SECRETS ?? '',
    z.record(z.string(), z.string().min(1)),
    {},
  );
  const providers = list.map((entry, index) =>
    toProvider(entry, `OIDC_PROVIDERS[${index}]`, { secrets, isLocal: settings.ENVIRONMENT === 'local' }),
  );
  const ids = providers.map(({ id }) => id);
  for (const id of ids) {
    if (ids.indexOf(id) !== ids.lastIndexOf(id)) throw new Error(`OIDC_PROVIDERS names "${id}" twice`);
  }
  for (const id of Object.keys(secrets)) {
    if (!ids.includes(id))
      throw new Error(`OIDC_CLIENT_SECRETS has a secret for "${id}", which is no provider`);
  }
  return providers;
}

// One entry: the settings are the same for the life of an isolate.
let parsed: { of: string; providers: Provider[] } | null = null;

/** The providers of this installation; throws like `parseProviders`. */
export function configuredProviders(env: ProviderSettings): Provider[] {
  const of = JSON.stringify([env.ENVIRONMENT, env.OIDC_PROVIDERS, env.OIDC_CLIENT_SECRETS]);
  if (parsed?.of !== of) parsed = { of, providers: parseProviders(env) };
  return parsed.providers;
}

/** The ways to sign in here, except passkeys: a password, and each configured provider. */
export function waysToSignIn(env: ProviderSettings): string[] {
  return ['password', ...configuredProviders(env).map(({ id }) => id)];
}

function toProvider(
  entry: unknown,
  at: string,
  { secrets, isLocal }: { secrets: Record<string, string>; isLocal: boolean },
): Provider {
  const read = declared.safeParse(entry);
  if (!read.success) throw new Error(`${at}${explain(read.error)}`);
  const { id, clientId, scopes = DEFAULT_SCOPES } = read.data;
  const preset = PRESETS[id];
  const name = read.data.name ?? preset?.name;
  const issuerText = read.data.issuer ?? preset?.issuer;
  if (name === undefined) throw new Error(`${at}.name is missing`);
  if (issuerText === undefined) throw new Error(`${at}.issuer is missing`);
  if (!scopes.split(' ').includes('openid')) throw new Error(`${at}.scopes must hold "openid"`);

  const issuer = new URL(issuerText);
  const insecure = issuer.protocol === 'http:';
  if (issuer.search !== '' || issuer.hash !== '' || issuer.username !== '' || issuer.password !== '') {
    throw new Error(`${at}.issuer must have no query, fragment or credentials`);
  }
  if (insecure ? !(isLocal && isLoopback(issuer)) : issuer.protocol !== 'https:') {
    throw new Error(`${at}.issuer must be https (http only on loopback, where ENVIRONMENT is local)`);
  }
  const clientSecret = secrets[id] ?? null;
  const vouched = read.data.vouchedEmails === true && { vouchedEmails: true as const };
  return { id, name, issuer, clientId, clientSecret, scopes, insecure, ...vouched };
}

function parseJson<T>(setting: string, text: string, schema: z.ZodType<T>, absent: T): T {
  if (text.trim() === '') return absent;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes its input, which may be a secret.
    throw new Error(`${setting} is not JSON`);
  }
  const read = schema.safeParse(value);
  if (!read.success) throw new Error(`${setting}${explain(read.error)}`);
  return read.data;
}

function explain(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.map((key) => `.${String(key)}`).join('') ?? '';
  return `${path}: ${issue?.message ?? 'is not valid'}`;
}
