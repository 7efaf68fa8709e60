import type { Context, MiddlewareHandler } from 'hono';
import type { AppEnv } from './env.ts';
import { listedOrigins } from './origins.ts';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const REQUEST_HEADERS =
  'Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Bookmark';
const EXPOSED =
  'Content-Disposition, ETag, Idempotent-Replayed, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Bookmark, X-Export-Warnings, X-Import-Warnings, X-Request-Id';
const PREFLIGHT_SECONDS = 7_200;

/**
 * Lets pages of the origins in ALLOWED_ORIGINS, compared exactly, call the API with a bearer token. Never with
 * credentials: no cookie crosses sites. The routes that set or take cookies, and the operator's routes, are closed to
 * other sites. An origin that is not listed gets no header, so its pages cannot read the response.
 */
export const cors: MiddlewareHandler<AppEnv> = async (c, next) => {
  const origin = c.req.header('Origin');
  const isShared = isForOthers(c.req.path);
  const isListed = isShared && origin !== undefined && listedOrigins(c.env).includes(origin);
  if (isListed && c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method') !== undefined) {
    return new Response(null, {
      status: 204,
      headers: {
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Methods': METHODS,
        'Access-Control-Allow-Headers': REQUEST_HEADERS,
        'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
        Vary: 'Origin',
      },
    });
  }
  await next();
  if (isListed) allow(c, origin);
  if (isShared) c.res.headers.append('Vary', 'Origin');
};

function allow(c: Context<AppEnv>, origin: string): void {
  c.res = new Response(c.res.body, c.res);
  c.res.headers.set('Access-Control-Allow-Origin', origin);
  c.res.headers.set('Access-Control-Expose-Headers', EXPOSED);
}

function isForOthers(path: string): boolean {
  if (path === '/v1/auth/validate' || path === '/.well-known/jwks.json') return true;
  if (!path.startsWith('/v1/')) return false;
  return !/^\/v1\/(auth|admin|dev|tokens|notifications\/unsubscribe)(\/|$)|^\/v1\/links\/[^/]+\/guest$/.test(
    path,
  );
}
