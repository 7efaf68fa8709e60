import type { MiddlewareHandler } from 'hono';
import { SECURITY_HEADERS } from './context.ts';
import type { AppEnv } from './env.ts';

/** The paths of the API, as in `run_worker_first` in wrangler.toml. All others belong to the web app. */
const API = /^\/(v1|reference|dev|\.well-known)(\/|$)|^\/(metrics|healthz|readyz)$/;

/**
 * Answers for the web app requests that match none of its files: with its page, which knows its own routes, or with
 * 404 if a file was requested. If a deployment has removed a script and the page were answered instead, browsers
 * would keep the page under the script's address. Not logged: the path of a shared document is a secret.
 */
export const webApp: MiddlewareHandler<AppEnv> = async ({ req, env }, next) => {
  if (API.test(req.path)) return next();
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { ...SECURITY_HEADERS, Allow: 'GET, HEAD' } });
  }
  if (isFile(req.path)) {
    const headers = { ...SECURITY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' };
    return new Response('There is no such file.\n', { status: 404, headers });
  }
  return env.ASSETS.fetch(
    new Request(new URL('/', req.url), { method: req.method, headers: req.raw.headers }),
  );
};

/** No page of the app has a dot in its address, except that of a link, whose token has one. */
function isFile(path: string): boolean {
  if (/^\/l\/[^/]+$/.test(path)) return false;
  return path.startsWith('/assets/') || path.slice(path.lastIndexOf('/')).includes('.');
}
