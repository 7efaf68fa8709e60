import { forgive, giveBack, throttle } from '../db/throttle.ts';
import type { Work } from '../events/work.ts';
import { rateLimited } from '../problem/problem.ts';
import type { Actor } from '../queues/events.ts';
import { addressKeys } from './address-keys.ts';
import { HTTP_LIMITS } from './limits.ts';

type Db = Pick<Work, 'db'>;
type From = Pick<Actor, 'address'>;

/**
 * Counts one request for `purpose` (`register-from`, `admin` …) by the actor's network, and by the site around it with
 * a bound `HTTP_LIMITS.siteFactor` times as high. Throws 429 when either is exceeded. An actor without an address (the
 * system) is not counted.
 */
export async function limitFromAddress(
  { db }: Db,
  actor: From,
  purpose: string,
  bound: { count: number; window: number },
): Promise<void> {
  const keys = keysOf(actor, purpose);
  if (keys === null) return;
  const { network, site } = keys;
  const now = Date.now();
  const wide = { ...bound, count: bound.count * HTTP_LIMITS.siteFactor };
  const wait =
    (await throttle(db, network, bound, now)) || (site === null ? 0 : await throttle(db, site, wide, now));
  if (wait > 0) throw rateLimited(wait / 1000);
}

/** Takes back one request that `limitFromAddress` counted for `purpose`. */
export async function giveBackFromAddress({ db }: Db, actor: From, purpose: string): Promise<void> {
  const keys = keysOf(actor, purpose);
  for (const key of [keys?.network, keys?.site]) if (key) await giveBack(db, key);
}

/**
 * Resets the count of the actor's network. The count of its site, which is shared, goes down by this one request only.
 */
export async function forgiveAddress({ db }: Db, actor: From, purpose: string): Promise<void> {
  const keys = keysOf(actor, purpose);
  if (keys === null) return;
  await forgive(db, [keys.network]);
  if (keys.site !== null) await giveBack(db, keys.site);
}

function keysOf({ address }: From, purpose: string) {
  if (address === null) return null;
  const { network, site } = addressKeys(address);
  return { network: `${purpose}:${network}`, site: site === null ? null : `${purpose}:${site}` };
}
