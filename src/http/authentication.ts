import type { Context, MiddlewareHandler } from 'hono';
import { type AccessClaims, verifyAccessToken } from '../tokens/access-token.ts';
import type { AppEnv } from './env.ts';
import { Problem } from './problem.ts';

/** Verifies the bearer token, if there is one. Whether a route needs one is the route's to say (`requireUser`). */
export const authenticate: MiddlewareHandler<AppEnv> = async (c, next) => {
  const header = c.req.header('Authorization');
  if (header !== undefined) {
    const token = bearerToken(header);
    const verified = token === null ? null : await verifyAccessToken(c.env.ACCESS_TOKEN_KEYS, token);
    if (verified?.ok) c.set('claims', verified.value);
    else c.set('credentialError', verified?.error.code ?? 'invalid');
  }
  await next();
};

/** The token of an `Authorization: Bearer` header, or null for any other scheme. */
export function bearerToken(header: string): string | null {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1] ?? null;
}

/** Who is calling; throws 401 `unauthenticated` or `token_expired`. */
export function requireUser(c: Context<AppEnv>): AccessClaims {
  const { claims, credentialError } = c.var;
  if (claims) return claims;
  const headers = { 'WWW-Authenticate': credentialError ? 'Bearer error="invalid_token"' : 'Bearer' };
  if (credentialError === 'expired') {
    throw new Problem(401, 'token_expired', 'The access token has expired.', { headers });
  }
  throw new Problem(401, 'unauthenticated', 'A valid access token is needed.', { headers });
}
