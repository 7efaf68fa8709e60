import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { isLoopback } from '../verbs/loopback.ts';
import type { AppEnv } from './env.ts';

/**
 * Sets a cookie that scripts cannot read and that is sent to this host only, and over TLS only (RFC 6265bis,
 * `__Host-`). `maxAge` in seconds; 0 deletes it. `npm start` serves plain http on this machine, where WebKit keeps no
 * cookie that requires TLS: there, and only there, it has neither the prefix nor `Secure`.
 */
export function setHostCookie(
  c: Context<AppEnv>,
  name: string,
  value: string,
  { sameSite, maxAge }: { sameSite: 'Strict' | 'Lax'; maxAge: number },
): void {
  const secure = !isPlainLocal(c);
  setCookie(c, nameOf(name, secure), value, { path: '/', httpOnly: true, secure, sameSite, maxAge });
}

/** The cookie that `setHostCookie` set; undefined when the request has none. */
export function hostCookie(c: Context<AppEnv>, name: string): string | undefined {
  return getCookie(c, nameOf(name, !isPlainLocal(c)));
}

// A cookie without the prefix may have been set by another host of the site: with TLS it is never read.
function nameOf(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}

// The client writes the host. So a deployed Worker never trusts it; only a Worker on a developer's machine does.
function isPlainLocal(c: Context<AppEnv>): boolean {
  if ((c.env.ENVIRONMENT as string) !== 'local') return false;
  const url = new URL(c.req.url);
  return url.protocol === 'http:' && isLoopback(url);
}
