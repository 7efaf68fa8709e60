import type { Context } from 'hono';
import type { AppEnv } from './env.ts';

/** The origin of the app as browsers see it: APP_ORIGIN, or else that of the request. */
export function appOrigin(c: Context<AppEnv>): string {
  return new URL(c.env.APP_ORIGIN || c.req.url).origin;
}
