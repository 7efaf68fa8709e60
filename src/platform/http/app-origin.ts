import type { Context } from 'hono';
import { configuredOrigin } from '../mail/configured-origin.ts';
import { isLoopback } from '../verbs/loopback.ts';
import type { AppEnv } from './env.ts';

/**
 * The origin of the app for this request: APP_ORIGIN, or else that of the request. A local app has several names
 * (localhost, 127.0.0.1, a.localhost), and each browser stays at the one that it uses.
 */
export function appOrigin(c: Context<AppEnv>): string {
  const reached = new URL(c.req.url);
  if ((c.env.ENVIRONMENT as string) === 'local' && isLoopback(reached)) return reached.origin;
  return configuredOrigin(c.env) ?? reached.origin;
}
