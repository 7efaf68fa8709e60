import { createHash, randomBytes } from 'node:crypto';
import type { Deps } from '../../platform/events/deps.ts';
import { seal } from '../../platform/tokens/account-key.ts';
import { sameSecret } from '../../platform/tokens/same-secret.ts';
import type { Binding } from './oidc-client.ts';
import { issue, take } from './one-time-tokens.ts';
import { GOOGLE, type Provider } from './providers.ts';

/** Why a user goes to a provider: to sign in, or, when signed in, for the user's own account. */
export type Errand =
  | { kind: 'sign-in'; next: string }
  | {
      kind: 'link' | 'reauthenticate';
      next: string;
      userId: string;
      sessionId: string;
      /** In ms since 1970. */
      begunAt: number;
    };

/** Where an errand begins and ends: at a provider, in one browser, at one origin of the app. */
export interface Journey {
  provider: Provider;
  /** The secret in the browser's cookie; undefined for a browser without one. */
  browser: string | undefined;
  origin: string;
}

/**
 * The secret of a browser: the one that it has, shared by all tabs so that two of them can be at a provider at once, or
 * a new one.
 */
export function browserSecret(held: string | undefined): string {
  return held !== undefined && /^[\w-]{43}$/.test(held) ? held : randomBytes(32).toString('base64url');
}

/**
 * Begins an errand at a provider: valid for 10 minutes, once, and only in this browser, which keeps its secret in a
 * cookie that it sends with the provider's redirect. An attacker cannot finish in another browser what began in the
 * attacker's own (login CSRF, RFC 6819 4.4.1.8).
 */
export async function beginErrand(
  { env, db }: Pick<Deps, 'env' | 'db'>,
  { provider, browser, origin }: Journey & { browser: string },
  errand: Errand,
): Promise<Binding> {
  const state = await issue(db, {
    purpose: 'oidc',
    userId: errand.kind === 'sign-in' ? null : errand.userId,
    data: { provider: provider.id, browser: hash(browser), errand },
  });
  return bindingOf(env, { provider, origin }, state);
}

/**
 * The errand of `state`, which this uses up; null for one that is unknown, of another provider or browser, expired or
 * used already.
 */
export async function resumeErrand(
  { env, db }: Pick<Deps, 'env' | 'db'>,
  { provider, browser, origin }: Journey,
  state: string,
): Promise<{ errand: Errand; binding: Binding } | null> {
  const row = await take(db, 'oidc', state);
  if (row === null || row.data.provider !== provider.id) return null;
  if (!sameSecret(hash(browser ?? ''), row.data.browser as string)) return null;
  return { errand: row.data.errand as Errand, binding: bindingOf(env, { provider, origin }, state) };
}

// Derived from `state`, so that the database, which holds only its hash, contains nothing that could finish a sign-in.
function bindingOf(
  env: Env,
  { provider, origin }: Pick<Journey, 'provider' | 'origin'>,
  state: string,
): Binding {
  const derive = (what: string) => seal(env.ACCOUNT_KEY, 'oidc-state', `${what}\n${state}`);
  return {
    redirectUri: `${origin}${callbackPath(provider)}`,
    state,
    nonce: derive('nonce'),
    codeVerifier: derive('code-verifier'),
  };
}

function callbackPath({ id }: Provider): string {
  return id === GOOGLE ? '/v1/auth/google/callback' : `/v1/auth/oidc/${id}/callback`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
