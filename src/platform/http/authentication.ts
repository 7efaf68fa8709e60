import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '../problem/problem.ts';
import type { Caller, PersonCaller } from '../tokens/caller.ts';
import { identify, noteUse } from '../verbs/identify.ts';
import type { AppEnv } from './env.ts';

/**
 * Identifies the owner of the bearer token, if there is one. A route declares what it needs (`createRoute`, access).
 */
export const authenticate: MiddlewareHandler<AppEnv> = async (c, next) => {
  const header = c.req.header('Authorization');
  if (header !== undefined) {
    const token = bearerToken(header);
    const identified = token === null ? 'invalid' : await identify(c.env, c.var.db, token);
    if (typeof identified === 'string') c.set('credentialError', identified);
    else {
      c.set('caller', identified);
      c.executionCtx.waitUntil(noteUse(c.var.db, identified, c.var.log));
    }
  }
  await next();
};

/** The token of an `Authorization: Bearer` header, or null for any other scheme. */
export function bearerToken(header: string): string | null {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1] ?? null;
}

/** The caller; throws 401 `unauthenticated` or `token_expired`. */
export function requireUser(c: Context<AppEnv>): Caller {
  const { caller, credentialError } = c.var;
  if (caller) return caller;
  const headers = { 'WWW-Authenticate': credentialError ? 'Bearer error="invalid_token"' : 'Bearer' };
  if (credentialError === 'expired') {
    throw new Problem(401, 'token_expired', 'The access token has expired.', { headers });
  }
  throw new Problem(401, 'unauthenticated', 'A valid access token is required.', { headers });
}

/** The caller, a person with a session; throws 401, or 403 `person_needed` for guests and programs. */
export function requirePerson(c: Context<AppEnv>): PersonCaller {
  const caller = requireUser(c);
  if (caller.kind === 'person') return caller;
  throw new Problem(403, 'person_needed', 'Only a signed-in user can do this.');
}
