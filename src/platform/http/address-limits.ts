import type { Context } from 'hono';
import { forgive, giveBack, throttle } from '../db/throttle.ts';
import { rateLimited } from '../problem/problem.ts';
import { addressKeys } from './address-keys.ts';
import type { AppEnv } from './env.ts';
import { HTTP_LIMITS } from './limits.ts';
import { callerAddress } from './rate-limits.ts';

/**
 * Counts one request for `purpose` (`register-from`, `admin` …) by the caller's network, and by the site around it
 * with a bound `HTTP_LIMITS.siteFactor` times as high. Throws 429 when either is exceeded.
 */
export async function limitFromAddress(
  c: Context<AppEnv>,
  purpose: string,
  bound: { count: number; window: number },
): Promise<void> {
  const { network, site } = keysOf(c, purpose);
  const now = Date.now();
  const wide = { ...bound, count: bound.count * HTTP_LIMITS.siteFactor };
  const wait =
    (await throttle(c.var.db, network, bound, now)) ||
    (site === null ? 0 : await throttle(c.var.db, site, wide, now));
  if (wait > 0) throw rateLimited(wait / 1000);
}

/** Takes back one request that `limitFromAddress` counted for `purpose`. */
export async function giveBackFromAddress(c: Context<AppEnv>, purpose: string): Promise<void> {
  for (const key of storedKeys(c, purpose)) await giveBack(c.var.db, key);
}

/** Resets the count of the caller's network. Its site, which others share, gets back only this one request. */
export async function forgiveAddress(c: Context<AppEnv>, purpose: string): Promise<void> {
  const { network, site } = keysOf(c, purpose);
  await forgive(c.var.db, [network]);
  if (site !== null) await giveBack(c.var.db, site);
}

function storedKeys(c: Context<AppEnv>, purpose: string): string[] {
  const { network, site } = keysOf(c, purpose);
  return site === null ? [network] : [network, site];
}

function keysOf(c: Context<AppEnv>, purpose: string) {
  const { network, site } = addressKeys(callerAddress(c.req.raw.headers));
  return { network: `${purpose}:${network}`, site: site === null ? null : `${purpose}:${site}` };
}
