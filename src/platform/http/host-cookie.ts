import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { isLoopback } from '../verbs/loopback.ts';
import type { AppEnv } from './env.ts';

/**
 * Gives the browser a cookie that no script reads, that goes to this host alone and over TLS alone (RFC 6265bis,
 * `__Host-`). `maxAge` in seconds; 0 takes it away. `npm start` speaks plain http on this machine, where WebKit keeps no
 * cookie that wants TLS: there, and only there, it goes without the prefix and without `Secure`.
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

/** The cookie that `setHostCookie` gave; undefined when none came back. */
export function hostCookie(c: Context<AppEnv>, name: string): string | undefined {
  return getCookie(c, nameOf(name, !isPlainLocal(c)));
}

// A cookie without the prefix may have been set by another host of the site: where there is TLS it is never read.
function nameOf(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}

// The host is written by the client. A deployed Worker therefore never asks it: only what runs on a developer's machine.
function isPlainLocal(c: Context<AppEnv>): boolean {
  if ((c.env.ENVIRONMENT as string) !== 'local') return false;
  const url = new URL(c.req.url);
  return url.protocol === 'http:' && isLoopback(url);
}
