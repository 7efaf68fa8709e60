import type { Context } from 'hono';
import { appOrigin } from '../../platform/http/app-origin.ts';
import { requirePerson } from '../../platform/http/authentication.ts';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { hostCookie, setHostCookie } from '../../platform/http/host-cookie.ts';
import { createRoute, empty, featureApp, json, refusals, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { deliver, setSessionHint } from '../../platform/http/refresh-cookie.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { comeBack } from './come-back.ts';
import { authorizationUrl, fetchClaims, OidcError } from './oidc-client.ts';
import { IdentityError } from './oidc-sign-in.ts';
import { beginErrand, browserSecret, type Errand, resumeErrand } from './oidc-state.ts';
import { TOKEN_LIFETIME } from './one-time-tokens.ts';
import { ownPath } from './own-path.ts';
import { configuredProviders, GOOGLE, type Provider } from './providers.ts';
import { knownClaims } from './schemas.ts';

/** Signing in with OpenID providers. */
export const oidcRoutes = featureApp();

const tags = ['OpenID Connect'];
const BROWSER_COOKIE = 'oidc';
const SIGN_IN_PAGE = '/sign-in';
const SECURITY_PAGE = '/settings/security';

const next = z
  .string()
  .max(2000)
  .optional()
  .openapi({ description: 'The page of the app to come back to; anything else counts as `/`' });
const providerId = z.object({ provider: z.string().max(40) });
const there = z.object({ url: z.string() }).openapi('ProviderAddress');

oidcRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/auth/providers',
    access: 'public',
    tags,
    summary: 'The providers to sign in with',
    responses: {
      200: json(z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }), 'All of them'),
      ...refusals,
    },
  }),
  (c) => c.json({ items: configuredProviders(c.env).map(({ id, name }) => ({ id, name })) }, 200),
);

for (const { path, toProvider } of [
  { path: '/v1/auth/google', toProvider: () => GOOGLE },
  {
    path: '/v1/auth/oidc/{provider}',
    toProvider: (c: Context<AppEnv>) => c.req.param('provider') ?? '',
  },
]) {
  oidcRoutes.openapi(
    createRoute({
      method: 'get',
      path,
      access: 'public',
      tags,
      summary: 'Go to a provider to sign in',
      description:
        'For a browser’s address bar, not for programs. What fails goes to `/sign-in?error=<code>`.',
      request: { query: z.object({ next }) },
      responses: { 302: empty('To the provider'), ...refusals },
    }),
    async (c) => {
      const errand = { kind: 'sign-in', next: ownPath(c.req.valid('query').next, appOrigin(c)) } as const;
      return redirecting(c, errand, async () => {
        const provider = findProvider(c, toProvider(c));
        if (provider === undefined) return failurePage(errand, 'unknown_provider');
        const binding = await begin(c, provider, errand);
        return (await authorizationUrl(provider, binding, { fresh: false })).href;
      });
    },
  );

  oidcRoutes.openapi(
    createRoute({
      method: 'get',
      path: `${path}/callback`,
      access: 'public',
      tags,
      summary: 'Come back from a provider',
      description:
        'Answers with the session’s cookie and the page to go on with; with `/sign-in?ticket=…&methods=…` where a second factor is set up; with `/sign-in?error=<code>` where nobody was signed in.',
      responses: { 302: empty('On to the app'), ...refusals },
    }),
    (c) => finish(c, findProvider(c, toProvider(c))),
  );
}

for (const kind of ['link', 'reauthenticate'] as const) {
  oidcRoutes.openapi(
    createRoute({
      method: 'post',
      path: `/v1/auth/oidc/{provider}/${kind}`,
      access: 'person',
      tags,
      summary:
        kind === 'link'
          ? 'Begin to link the account with one at a provider'
          : 'Begin to prove again who you are, at a linked provider',
      description: `Only the browser that gets this response may go to \`url\`. It comes back to \`next\`, or to \`${SECURITY_PAGE}?error=<code>\`.`,
      request: { params: providerId, query: z.object({ next }) },
      responses: { 200: json(there, 'Where to go'), ...refusals },
    }),
    async (c) => {
      const { userId, credentialId } = kind === 'link' ? requireRecent(c) : requirePerson(c);
      const provider = findProvider(c, c.req.valid('param').provider);
      if (provider === undefined) throw notFound('provider');
      const binding = await begin(c, provider, {
        kind,
        next: ownPath(c.req.valid('query').next, appOrigin(c), SECURITY_PAGE),
        userId,
        sessionId: credentialId,
        begunAt: Date.now(),
      });
      try {
        const url = await authorizationUrl(provider, binding, { fresh: kind === 'reauthenticate' });
        return c.json({ url: url.href }, 200);
      } catch (error) {
        if (!(error instanceof OidcError)) throw error;
        // The user has not been asked yet, so this is never a refusal.
        const code = error.code === 'provider_failed' ? error.code : 'provider_unavailable';
        throw new Problem(503, code, 'The provider cannot be reached right now. Try again.', {
          cause: error.message,
        });
      }
    },
  );
}

function findProvider(c: Context<AppEnv>, id: string): Provider | undefined {
  return configuredProviders(c.env).find((provider) => provider.id === id);
}

// The browser sends the cookie with the provider's redirect, which comes from another site: SameSite=Lax.
async function begin(c: Context<AppEnv>, provider: Provider, errand: Errand) {
  const browser = browserSecret(hostCookie(c, BROWSER_COOKIE));
  setHostCookie(c, BROWSER_COOKIE, browser, { sameSite: 'Lax', maxAge: TOKEN_LIFETIME.oidc / 1000 });
  return beginErrand(depsOf(c), { provider, browser, origin: appOrigin(c) }, errand);
}

async function finish(c: Context<AppEnv>, provider: Provider | undefined): Promise<Response> {
  if (provider === undefined) return c.redirect(failurePage(null, 'unknown_provider'), 302);
  const { searchParams } = new URL(c.req.url);
  const journey = { provider, browser: hostCookie(c, BROWSER_COOKIE), origin: appOrigin(c) };
  const resumed = await resumeErrand(depsOf(c), journey, searchParams.get('state') ?? '');
  if (resumed === null) return c.redirect(failurePage(null, 'state_mismatch'), 302);
  const { errand, binding } = resumed;
  return redirecting(c, errand, async () => {
    const claims = knownClaims(await fetchClaims(provider, searchParams, binding));
    const back = await comeBack(depsOf(c), actorOf(c), { errand, provider, claims });
    if (back.kind === 'second-factor') {
      const { ticket, methods } = back;
      return pageWith(SIGN_IN_PAGE, { ticket, methods: methods.join(','), next: errand.next });
    }
    if (back.kind === 'signed-in') {
      deliver(c, back.finished.signedIn, back.finished.delivery);
      setSessionHint(c);
    }
    return errand.next;
  });
}

/**
 * Redirects to the result of `work`, or to the page that explains the failure: a browser must not show problem+json.
 */
async function redirecting(
  c: Context<AppEnv>,
  errand: Errand,
  work: () => Promise<string>,
): Promise<Response> {
  try {
    return c.redirect(await work(), 302);
  } catch (error) {
    if (error instanceof OidcError) {
      c.var.log.warn('a provider did not tell who somebody is', { code: error.code, why: error.message });
    } else if (!(error instanceof IdentityError) && !(error instanceof Problem)) {
      throw error;
    }
    return c.redirect(failurePage(errand, error.code), 302);
  }
}

function failurePage(errand: Errand | null, error: string): string {
  if (errand !== null && errand.kind !== 'sign-in') return pageWith(SECURITY_PAGE, { error });
  return pageWith(SIGN_IN_PAGE, { error, ...(errand && { next: errand.next }) });
}

function pageWith(path: string, parameters: Record<string, string>): string {
  return `${path}?${new URLSearchParams(parameters)}`;
}
