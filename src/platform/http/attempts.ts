import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { type Backoff, backOff } from '../db/backoff.ts';
import { forgive, isRemembered, remember, throttle } from '../db/throttle.ts';
import { rateLimited } from '../problem/problem.ts';
import { addressKeys } from './address-keys.ts';
import { giveBackFromAddress, limitFromAddress } from './address-limits.ts';
import type { AppEnv } from './env.ts';
import { HTTP_LIMITS } from './limits.ts';
import { callerAddress } from './rate-limits.ts';

/**
 * Counts an attempt at a password before it is looked at: by account and network address, by account, and by network
 * address. Throws 429 with the time to wait, which grows with each attempt, up to a bound: nobody is locked out for good,
 * and a right password after the wait works. From where somebody has signed in before, the attempts that others make at
 * the account do not count.
 */
export async function countPasswordAttempt(c: Context<AppEnv>, email: string): Promise<void> {
  const { db } = c.var;
  const keys = attemptKeys(c, email);
  await limit(c, keys.fromHere, HTTP_LIMITS.loginFromAddress);
  await limitFromAddress(c, LOGIN_FROM, HTTP_LIMITS.loginsFromAddress);
  if (await isRemembered(db, keys.known, Date.now())) return;
  await limit(c, keys.account, HTTP_LIMITS.login);
}

/** Forgets the attempts at an account after a right one, and remembers that it was made from here. */
export async function forgivePasswordAttempts(c: Context<AppEnv>, email: string): Promise<void> {
  const { fromHere, account, known } = attemptKeys(c, email);
  await forgive(c.var.db, [fromHere, account]);
  // One's own right passwords pay for themselves, and for no wrong ones: those of a spray stay counted.
  await giveBackFromAddress(c, LOGIN_FROM);
  await remember(c.var.db, known, Date.now() + HTTP_LIMITS.knownAddress);
}

/** Counts an attempt of somebody who is signed in to prove who they are by their password; throws 429. */
export async function countOwnAttempt(c: Context<AppEnv>, userId: string): Promise<void> {
  await limit(c, `own-password:${userId}`, HTTP_LIMITS.loginFromAddress);
}

/** Forgets these attempts. */
export async function forgiveOwnAttempts(c: Context<AppEnv>, userId: string): Promise<void> {
  await forgive(c.var.db, [`own-password:${userId}`]);
}

/** Counts one of something that is bounded in a window; throws 429 when it is one too many. */
export async function limitRequests(
  c: Context<AppEnv>,
  key: string,
  bound: { count: number; window: number },
): Promise<void> {
  const wait = await throttle(c.var.db, key, bound, Date.now());
  if (wait > 0) throw rateLimited(wait / 1000);
}

/** An address as it stands in keys. Those that were only tried are nobody's we know: they are not kept in clear. */
export function hashedAddress(address: string): string {
  return createHash('sha256').update(address).digest('base64url');
}

async function limit(c: Context<AppEnv>, key: string, backoff: Backoff): Promise<void> {
  const wait = await backOff(c.var.db, key, backoff, Date.now());
  if (wait > 0) throw rateLimited(wait / 1000);
}

const LOGIN_FROM = 'login-from';

function attemptKeys(c: Context<AppEnv>, email: string) {
  const account = `login:${hashedAddress(email)}`;
  const { network } = addressKeys(callerAddress(c.req.raw.headers));
  return {
    account,
    fromHere: `${account}:${network}`,
    known: `login-known:${hashedAddress(`${email}\n${network}`)}`,
  };
}
