import type { MiddlewareHandler } from 'hono';
import { rateLimited } from '../problem/problem.ts';
import { addressKeys } from '../verbs/address-keys.ts';
import { HTTP_LIMITS } from '../verbs/limits.ts';
import type { AppEnv } from './env.ts';
import { type Rate, RateCounter } from './rate-counter.ts';

/**
 * The caller's network address, as Cloudflare saw it. Headers that a client can write (X-Forwarded-For and the like)
 * are ignored.
 */
export function callerAddress(headers: Headers): string {
  return headers.get('CF-Connecting-IP') ?? 'unknown';
}

/** Whether a request by this user (verified), or else from this address, is within the ordinary rate. */
export async function withinRate(env: Env, userId: string | null, headers: Headers): Promise<boolean> {
  return (await rateOf(env, 'api', userId, headers)).isWithin;
}

/**
 * Refuses requests over the rate with 429: per user if there is one, else per network address, and per site around it.
 * /v1/auth counts separately, and so does everything outside /v1, where no caller is authenticated. Every counted
 * response reports its rate (RateLimit-*, written by `requestContext`).
 */
export const limitRate: MiddlewareHandler<AppEnv> = async (c, next) => {
  const rate = await rateOf(c.env, areaOf(c.req.path), c.var.caller?.userId ?? null, c.req.raw.headers);
  c.set('rate', rate);
  if (!rate.isWithin) throw rateLimited();
  await next();
};

type Area = 'auth' | 'api' | 'outside';

function areaOf(path: string): Area {
  if (!path.startsWith('/v1/')) return 'outside';
  return path.startsWith('/v1/auth/') ? 'auth' : 'api';
}

/** A rate as headers (draft-ietf-httpapi-ratelimit-headers-05, with one field each). */
export function rateHeaders({ limit, remaining, resetSeconds }: Rate): Record<string, string> {
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(resetSeconds),
  };
}

// The bindings answer only yes or no, not what is left: this counts that in addition.
const counter = new RateCounter(HTTP_LIMITS.rates.window);

async function rateOf(env: Env, area: Area, userId: string | null, headers: Headers): Promise<Rate> {
  if (userId !== null) return spend(env, area === 'auth' ? 'auth' : 'user', userId);
  const { network, site } = addressKeys(callerAddress(headers));
  const of = { auth: 'address:', api: '', outside: 'outside:' }[area];
  const rate = await spend(env, area === 'auth' ? 'auth' : 'address', `${of}${network}`);
  if (site === null || !rate.isWithin) return rate;
  const around = await spend(env, 'site', `${of}${site}`);
  return around.isWithin ? rate : around;
}

async function spend(env: Env, kind: 'auth' | 'user' | 'address' | 'site', key: string): Promise<Rate> {
  const binding = {
    auth: env.RATE_LIMIT_AUTH,
    user: env.RATE_LIMIT_USER,
    address: env.RATE_LIMIT_ADDRESS,
    site: env.RATE_LIMIT_SITE,
  };
  const { success } = await binding[kind].limit({ key });
  return counter.count(`${kind}:${key}`, HTTP_LIMITS.rates[kind], success, Date.now());
}
