import { createHash } from 'node:crypto';
import { type Backoff, backOff } from '../db/backoff.ts';
import { forgive, isRemembered, remember, throttle } from '../db/throttle.ts';
import type { Work } from '../events/work.ts';
import { rateLimited } from '../problem/problem.ts';
import type { Actor } from '../queues/events.ts';
import { addressKeys } from './address-keys.ts';
import { giveBackFromAddress, limitFromAddress } from './address-limits.ts';
import { HTTP_LIMITS } from './limits.ts';

type Db = Pick<Work, 'db'>;
type From = Pick<Actor, 'address'>;

/**
 * Counts an attempt at a password before checking it: by account and network address, by account, and by network
 * address. Throws 429 with the time to wait, which grows with each attempt up to a bound: no user is locked out
 * permanently, and a right password after the wait works. From a network address where the user has signed in before,
 * attempts from other addresses at the account do not count.
 */
export async function countPasswordAttempt(deps: Db, actor: From, email: string): Promise<void> {
  const keys = attemptKeys(actor, email);
  await limit(deps, keys.fromHere, HTTP_LIMITS.loginFromAddress);
  await limitFromAddress(deps, actor, LOGIN_FROM, HTTP_LIMITS.loginsFromAddress);
  if (await isRemembered(deps.db, keys.known, Date.now())) return;
  await limit(deps, keys.account, HTTP_LIMITS.login);
}

/** Resets the attempts at an account after a right one, and remembers that it came from this address. */
export async function forgivePasswordAttempts(deps: Db, actor: From, email: string): Promise<void> {
  const { fromHere, account, known } = attemptKeys(actor, email);
  await forgive(deps.db, [fromHere, account]);
  // A user's right passwords take back their own attempts, and no wrong ones: those of a spray stay counted.
  await giveBackFromAddress(deps, actor, LOGIN_FROM);
  await remember(deps.db, known, Date.now() + HTTP_LIMITS.knownAddress);
}

/** Counts an attempt of a signed-in user to prove their identity by their password; throws 429. */
export async function countOwnAttempt(deps: Db, userId: string): Promise<void> {
  await limit(deps, `own-password:${userId}`, HTTP_LIMITS.loginFromAddress);
}

/** Forgets these attempts. */
export async function forgiveOwnAttempts({ db }: Db, userId: string): Promise<void> {
  await forgive(db, [`own-password:${userId}`]);
}

/** Counts one event that is bounded in a window; throws 429 when the bound is exceeded. */
export async function limitRequests(
  { db }: Db,
  key: string,
  bound: { count: number; window: number },
): Promise<void> {
  const wait = await throttle(db, key, bound, Date.now());
  if (wait > 0) throw rateLimited(wait / 1000);
}

/**
 * An address as it appears in keys. An address that was only tried may belong to anyone, so it is not stored in clear.
 */
export function hashedAddress(address: string): string {
  return createHash('sha256').update(address).digest('base64url');
}

async function limit({ db }: Db, key: string, backoff: Backoff): Promise<void> {
  const wait = await backOff(db, key, backoff, Date.now());
  if (wait > 0) throw rateLimited(wait / 1000);
}

const LOGIN_FROM = 'login-from';

function attemptKeys({ address }: From, email: string) {
  const account = `login:${hashedAddress(email)}`;
  const { network } = addressKeys(address ?? 'unknown');
  return {
    account,
    fromHere: `${account}:${network}`,
    known: `login-known:${hashedAddress(`${email}\n${network}`)}`,
  };
}
