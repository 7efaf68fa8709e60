// The public origin of a deployment: mails, providers and passkeys are bound to it, and no request may choose it.

/**
 * The origin of the app in a configuration (as wrangler reads it): APP_ORIGIN, else its first custom domain, else its
 * address on workers.dev. `askSubdomain` resolves to the account's name there, and is called only if it is needed.
 * Throws, with instructions, when there is none.
 */
export async function appOriginOf({ name, vars, routes, route, workers_dev }, askSubdomain) {
  if (vars.APP_ORIGIN) return checked(vars.APP_ORIGIN);
  const domains = [routes ?? [], route ?? []].flat().filter((each) => each.custom_domain === true);
  if (domains[0]) return checked(`https://${domains[0].pattern}`);
  if (workers_dev === false)
    throw new Error(
      'APP_ORIGIN is not set, and there is neither a custom domain nor workers.dev to take it from.',
    );
  return checked(`https://${name}.${await askSubdomain()}.workers.dev`);
}

function checked(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url?.protocol !== 'https:' ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  )
    throw new Error(`APP_ORIGIN must be an address such as https://docs.example.com, not ${text}`);
  return url.origin;
}

/**
 * The name of an account on workers.dev, asked from Cloudflare as wrangler itself does. `credential` is the output of
 * `wrangler auth token --json`, `accountId` the account. Throws, with instructions, when there is none.
 */
export async function workersDevName(credential, accountId, fetchJson = fetch) {
  const url = `https://api.cloudflare.com/client/v4/accounts/${encodeURIComponent(accountId)}/workers/subdomain`;
  const response = await fetchJson(url, { headers: authorization(credential) });
  const answer = await response.json().catch(() => null);
  const name = answer?.result?.subdomain;
  if (response.ok && typeof name === 'string' && /^[a-z0-9-]+$/.test(name)) return name;
  const why = answer?.errors?.[0]?.message ?? `status ${response.status}`;
  throw new Error(
    `The account's name on workers.dev could not be determined (${why}). Register one in the dashboard (Workers & Pages), or set APP_ORIGIN in wrangler.toml.`,
  );
}

function authorization({ type, token, key, email }) {
  return type === 'api_key'
    ? { 'X-Auth-Key': key, 'X-Auth-Email': email }
    : { Authorization: `Bearer ${token}` };
}

/**
 * The account that wrangler uses: as configured, or the only one that `wrangler whoami --json` lists. Throws when there
 * is none.
 */
export function accountOf(configured, whoami) {
  if (configured) return configured;
  const ids = (whoami.accounts ?? []).map(({ id }) => id);
  if (ids.length === 1) return ids[0];
  throw new Error('There is more than one Cloudflare account to choose from: set CLOUDFLARE_ACCOUNT_ID.');
}

/** The JSON in wrangler's output, after any warnings. Throws when there is none. */
export function jsonIn(output) {
  const start = output.search(/^[[{]/m);
  return JSON.parse(output.slice(Math.max(start, 0)));
}
