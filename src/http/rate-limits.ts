import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './env.ts';
import { HTTP_LIMITS } from './limits.ts';
import { rateLimited } from './problem.ts';

/**
 * The caller's network address, as Cloudflare saw it. Headers that a client can write (X-Forwarded-For and the like)
 * are never looked at.
 */
export function callerAddress(headers: Headers): string {
  return headers.get('CF-Connecting-IP') ?? 'unknown';
}

/** Whether a request by this user (verified), or else from this address, is within the rate of ordinary use. */
export async function withinRate(env: Env, userId: string | null, headers: Headers): Promise<boolean> {
  const { success } =
    userId === null
      ? await env.RATE_LIMIT_ADDRESS.limit({ key: callerAddress(headers) })
      : await env.RATE_LIMIT_USER.limit({ key: userId });
  return success;
}

/** Refuses with 429 what is over the rate: per user where there is one, else per address; /v1/auth counts apart. */
export const limitRate: MiddlewareHandler<AppEnv> = async (c, next) => {
  const userId = c.var.caller?.userId ?? null;
  const allowed = c.req.path.startsWith('/v1/auth/')
    ? (await c.env.RATE_LIMIT_AUTH.limit({ key: userId ?? `address:${callerAddress(c.req.raw.headers)}` }))
        .success
    : await withinRate(c.env, userId, c.req.raw.headers);
  if (!allowed) throw rateLimited(HTTP_LIMITS.retryAfterSeconds);
  await next();
};
