import type { MiddlewareHandler } from 'hono';
import { randomId } from '../../base/ids.ts';
import { database } from '../db/database.ts';
import { logger } from '../observability/logger.ts';
import { count } from '../observability/metrics.ts';
import { BOOKMARK_HEADER, newestBookmark, openSessions } from './bookmarks.ts';
import type { AppEnv } from './env.ts';
import { rateHeaders } from './rate-limits.ts';

/** Gives every request an id, a logger and the database; gives every response the id and the security headers. */
export const requestContext: MiddlewareHandler<AppEnv> = async (c, next) => {
  const requestId = randomId();
  const startedAt = Date.now();
  c.set('requestId', requestId);
  c.set('log', logger({ requestId }));
  const sessions = openSessions(c.env.DB, c.req.header(BOOKMARK_HEADER));
  c.set('db', database(sessions.current));
  c.set('nearby', database(sessions.nearby));
  c.set('caller', null);
  c.set('credentialError', null);
  c.set('operator', false);
  c.set('rate', null);
  await next();

  // A response from the cache or from R2 has immutable headers; a copy does not.
  c.res = new Response(c.res.body, c.res);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
  const rate = c.var.rate === null ? {} : rateHeaders(c.var.rate);
  for (const [name, value] of Object.entries(rate)) c.res.headers.set(name, value);
  c.res.headers.set('X-Request-Id', requestId);
  const bookmark = newestBookmark(sessions);
  if (bookmark !== null) c.res.headers.set(BOOKMARK_HEADER, bookmark);

  const route = routePattern(c.req.routePath);
  count('http_requests_total', { method: c.req.method, route, status: String(c.res.status) });
  c.var.log.info('request', {
    method: c.req.method,
    route,
    path: withoutSecrets(c.req.path),
    status: c.res.status,
    userId: c.var.caller?.userId ?? null,
    ms: Date.now() - startedAt,
  });
};

/**
 * The headers of every response that sets no others: API responses are data, never pages, and no shared cache keeps
 * them.
 */
export const SECURITY_HEADERS: Record<string, string> = {
  'Content-Security-Policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()',
  'Cache-Control': 'no-store',
};

// The token of a link opens a document, so it must not be logged.
function withoutSecrets(path: string): string {
  return path.replace(/^(\/v1\/links\/)[^/]+/, '$1…');
}

// Before a handler has matched, the pattern is the middleware's own.
function routePattern(path: string): string {
  return path.endsWith('*') ? 'none' : path;
}
