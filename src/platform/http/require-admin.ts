import type { Context } from 'hono';
import { findAddress } from '../db/callers.ts';
import { publish } from '../events/outgoing-events.ts';
import { Problem } from '../problem/problem.ts';
import { sameSecret } from '../tokens/same-secret.ts';
import { forgiveAddress, limitFromAddress } from '../verbs/address-limits.ts';
import { HTTP_LIMITS } from '../verbs/limits.ts';
import { bearerToken, requirePerson } from './authentication.ts';
import { actorOf, depsOf } from './deps.ts';
import type { AppEnv } from './env.ts';

const ATTEMPTS = 'admin';

/**
 * Lets the operator through, who sends ADMIN_TOKEN as bearer token; throws 401 for any other caller, users included.
 * Without that secret there is no operator. Attempts are counted before they are checked: after a few wrong ones an
 * address is refused with 429, whatever it sends. Wrong attempts, and everything that the operator changes, are
 * published as events.
 */
export async function requireAdmin(c: Context<AppEnv>): Promise<void> {
  // A request without a token is not an attempt: it writes no row.
  if (c.req.header('Authorization') === undefined) throw adminNeeded();
  await limitFromAddress(depsOf(c), actorOf(c), ATTEMPTS, HTTP_LIMITS.adminFromAddress);
  if (await isOperator(c)) return;
  await publish(depsOf(c), actorOf(c), [{ type: 'admin.refused', method: c.req.method, path: c.req.path }]);
  throw adminNeeded();
}

/** Lets through the operator and users whose verified address is in ADMIN_EMAILS; throws 401, 403 or 429. */
export async function requireAuditor(c: Context<AppEnv>): Promise<void> {
  if (c.var.caller !== null) {
    const { userId } = requirePerson(c);
    if (await isAdministrator(c, userId)) return;
    await publish(depsOf(c), actorOf(c), [{ type: 'admin.refused', method: c.req.method, path: c.req.path }]);
    throw new Problem(403, 'forbidden', 'Only administrators can do this.');
  }
  await requireAdmin(c);
}

/** Whether this user's address is verified and in ADMIN_EMAILS. */
export async function isAdministrator(c: Context<AppEnv>, userId: string): Promise<boolean> {
  const administrators = c.env.ADMIN_EMAILS.toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (administrators.length === 0) return false;
  const address = await findAddress(c.var.db, userId);
  return address?.emailVerifiedAt != null && administrators.includes(address.email);
}

async function isOperator(c: Context<AppEnv>): Promise<boolean> {
  const token = bearerToken(c.req.header('Authorization') ?? '') ?? '';
  if (!sameSecret(token, c.env.ADMIN_TOKEN)) return false;
  await forgiveAddress(depsOf(c), actorOf(c), ATTEMPTS);
  c.set('operator', true);
  if (c.req.method !== 'GET')
    await publish(depsOf(c), actorOf(c), [{ type: 'admin.acted', method: c.req.method, path: c.req.path }]);
  return true;
}

function adminNeeded(): Problem {
  return new Problem(401, 'unauthenticated', 'The admin token is required.', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}
