import type { Context } from 'hono';
import type { AppEnv } from './env.ts';
import { isLoopback } from './loopback.ts';

/**
 * The origin that people reach the app at, as its operator says (APP_ORIGIN); null when it is not set, or is no address of
 * the web. What leaves the app (mails) takes this one alone: the host of a request is written by who sends it.
 */
export function configuredOrigin(env: Pick<Env, 'APP_ORIGIN'>): string | null {
  const text = env.APP_ORIGIN as string;
  if (!URL.canParse(text)) return null;
  const { protocol, origin } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? origin : null;
}

/**
 * The origin of the app for the browser that asks: APP_ORIGIN, or else that of the request. While it runs locally it has
 * several names (localhost, 127.0.0.1, a.localhost), and each browser stays at the one that it came to.
 */
export function appOrigin(c: Context<AppEnv>): string {
  const reached = new URL(c.req.url);
  if ((c.env.ENVIRONMENT as string) === 'local' && isLoopback(reached)) return reached.origin;
  return configuredOrigin(c.env) ?? reached.origin;
}
