import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { appOrigin } from '../../platform/http/app-origin.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { seal } from '../../platform/tokens/account-key.ts';
import { sameSecret } from '../../platform/tokens/same-secret.ts';
import { hostCookie, setHostCookie } from '../sessions/host-cookie.ts';
import type { Binding } from './oidc-client.ts';
import { issue, TOKEN_LIFETIME, take } from './one-time-tokens.ts';
import { GOOGLE, type Provider } from './providers.ts';

const COOKIE = 'oidc';

/** What somebody goes to a provider for: to sign in, or for their own account while they are signed in. */
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

/**
 * Begins an errand at a provider: good for 10 minutes, once, and only in this browser, which keeps a cookie that comes back
 * with the provider's redirect (SameSite=Lax). Nobody can finish in another's browser what they began in their own (login
 * CSRF, RFC 6819 4.4.1.8).
 */
export async function beginErrand(c: Context<AppEnv>, provider: Provider, errand: Errand): Promise<Binding> {
  // One for all tabs, so that two of them can be at a provider at once.
  const held = hostCookie(c, COOKIE);
  const browser =
    held !== undefined && /^[\w-]{43}$/.test(held) ? held : randomBytes(32).toString('base64url');
  setHostCookie(c, COOKIE, browser, { sameSite: 'Lax', maxAge: TOKEN_LIFETIME.oidc / 1000 });
  const state = await issue(c.var.db, {
    purpose: 'oidc',
    userId: errand.kind === 'sign-in' ? null : errand.userId,
    data: { provider: provider.id, browser: hash(browser), errand },
  });
  return bindingOf(c, provider, state);
}

/**
 * The errand that somebody comes back from, used up by this; null for one that was not begun, not at this provider, not in
 * this browser, too long ago, or that has come back already.
 */
export async function resumeErrand(
  c: Context<AppEnv>,
  provider: Provider,
): Promise<{ errand: Errand; binding: Binding } | null> {
  const state = new URL(c.req.url).searchParams.get('state') ?? '';
  const row = await take(c.var.db, 'oidc', state);
  if (row === null || row.data.provider !== provider.id) return null;
  if (!sameSecret(hash(hostCookie(c, COOKIE) ?? ''), row.data.browser as string)) return null;
  return { errand: row.data.errand as Errand, binding: bindingOf(c, provider, state) };
}

// Derived, so that the database, which holds only the hash of `state`, holds nothing to finish a sign-in with.
function bindingOf(c: Context<AppEnv>, provider: Provider, state: string): Binding {
  const derive = (what: string) => seal(c.env.ACCOUNT_KEY, 'oidc-state', `${what}\n${state}`);
  return {
    redirectUri: `${appOrigin(c)}${callbackPath(provider)}`,
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
