import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './env.ts';
import { HTTP_LIMITS } from './limits.ts';
import { rateLimited } from './problem.ts';
import { type Rate, RateCounter } from './rate-counter.ts';

/**
 * The caller's network address, as Cloudflare saw it. Headers that a client can write (X-Forwarded-For and the like)
 * are never looked at.
 */
export function callerAddress(headers: Headers): string {
  return headers.get('CF-Connecting-IP') ?? 'unknown';
}

/** Whether a request by this user (verified), or else from this address, is within the rate of ordinary use. */
export async function withinRate(env: Env, userId: string | null, headers: Headers): Promise<boolean> {
  return (await spend(env, userId === null ? 'address' : 'user', userId ?? callerAddress(headers))).isWithin;
}

/**
 * Refuses with 429 what is over the rate: per user where there is one, else per address; /v1/auth counts apart. Every
 * answer that was counted says how it stands (RateLimit-*, written by `requestContext`).
 */
export const limitRate: MiddlewareHandler<AppEnv> = async (c, next) => {
  const userId = c.var.caller?.userId ?? null;
  const address = callerAddress(c.req.raw.headers);
  const rate = c.req.path.startsWith('/v1/auth/')
    ? await spend(c.env, 'auth', userId ?? `address:${address}`)
    : await spend(c.env, userId === null ? 'address' : 'user', userId ?? address);
  c.set('rate', rate);
  if (!rate.isWithin) throw rateLimited(HTTP_LIMITS.retryAfterSeconds);
  await next();
};

/** How a rate stands, as headers (draft-ietf-httpapi-ratelimit-headers-05, with one field each). */
export function rateHeaders({ limit, remaining, resetSeconds }: Rate): Record<string, string> {
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(resetSeconds),
  };
}

// The bindings tell yes or no, and nothing of what is left: that is counted beside them.
const counter = new RateCounter(HTTP_LIMITS.rates.window);

async function spend(env: Env, kind: 'auth' | 'user' | 'address', key: string): Promise<Rate> {
  const binding = { auth: env.RATE_LIMIT_AUTH, user: env.RATE_LIMIT_USER, address: env.RATE_LIMIT_ADDRESS };
  const { success } = await binding[kind].limit({ key });
  return counter.count(`${kind}:${key}`, HTTP_LIMITS.rates[kind], success, Date.now());
}
