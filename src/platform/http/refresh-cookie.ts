import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { SESSION_HINT } from '../../protocol/session-hint.ts';
import { Problem } from '../problem/problem.ts';
import { HTTP_LIMITS } from '../verbs/limits.ts';
import type { AppEnv } from './env.ts';
import { hostCookie, setHostCookie } from './host-cookie.ts';

const NAME = 'refresh';

/** Gives the browser its refresh token, out of reach of scripts and of other sites. */
export function setRefreshCookie(c: Context<AppEnv>, token: string): void {
  setHostCookie(c, NAME, token, { sameSite: 'Strict', maxAge: HTTP_LIMITS.session.idle / 1000 });
}

/** Tells the app that this browser has a session when no page of ours saw the sign-in: see SESSION_HINT. */
export function setSessionHint(c: Context<AppEnv>): void {
  const secure = new URL(c.req.url).protocol === 'https:';
  const maxAge = HTTP_LIMITS.session.idle / 1000;
  setCookie(c, SESSION_HINT, '1', { path: '/', secure, sameSite: 'Strict', maxAge });
}

/** Deletes the refresh token in the browser. */
export function clearRefreshCookie(c: Context<AppEnv>): void {
  setHostCookie(c, NAME, '', { sameSite: 'Strict', maxAge: 0 });
}

/**
 * The refresh token in the cookie, if there is one. A browser sends a cookie with any request, so the request must
 * prove that our own page made it: throws 403 `cross_site` unless Sec-Fetch-Site, or else Origin, confirms it.
 */
export function refreshCookie(c: Context<AppEnv>): string | undefined {
  const token = hostCookie(c, NAME);
  if (token !== undefined && !isSameOrigin(c.req.raw)) {
    throw new Problem(403, 'cross_site', 'Cookies are accepted only from requests of this site.');
  }
  return token;
}

// Sec-Fetch-Site cannot be set by a page. Browsers without it send Origin with a POST.
function isSameOrigin(request: Request): boolean {
  const site = request.headers.get('Sec-Fetch-Site');
  const origin = request.headers.get('Origin');
  if (site !== null && site !== 'same-origin') return false;
  if (origin !== null) return origin === new URL(request.url).origin;
  return site === 'same-origin';
}

/** Tokens without the refresh token, which may have been moved to the cookie. */
type Delivered<T> = T extends unknown ? Omit<T, 'refreshToken'> & { refreshToken?: string } : never;

/** Delivers the refresh token as requested: in the cookie, or, for programs, in the returned body. */
export function deliver<T extends { refreshToken: string }>(
  c: Context<AppEnv>,
  tokens: T,
  delivery: 'cookie' | 'body',
): Delivered<T> {
  if (delivery === 'body') return tokens as unknown as Delivered<T>;
  const { refreshToken, ...body } = tokens;
  setRefreshCookie(c, refreshToken);
  return body as unknown as Delivered<T>;
}
