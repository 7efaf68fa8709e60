import type { Context } from 'hono';
import { bearerToken } from '../http/authentication.ts';
import type { AppEnv } from '../http/env.ts';
import { Problem } from '../http/problem.ts';
import { sameSecret } from '../tokens/same-secret.ts';

/** What a route of the operator's declares. */
export const adminBearer = [{ admin: [] as string[] }];

/**
 * Lets the operator through, who carries ADMIN_TOKEN as bearer token; throws 401 for everybody else, users included.
 * Without that secret there is no operator.
 */
export function requireAdmin(c: Context<AppEnv>): void {
  const token = bearerToken(c.req.header('Authorization') ?? '') ?? '';
  if (sameSecret(token, c.env.ADMIN_TOKEN)) return;
  throw new Problem(401, 'unauthenticated', 'The admin token is needed.', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}
