import { requirePerson } from '../../platform/http/authentication.ts';
import { createRoute, empty, featureApp, json, refusals, time, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { tellOf } from '../../platform/http/telling.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { listProviderIdentities, unlinkIdentity } from './identity-queries.ts';
import { configuredProviders } from './providers.ts';

/** `/v1/auth/identities`: the accounts at providers that a user signs in with. */
export const identityRoutes = featureApp();

const tags = ['OpenID Connect'];
const identityItem = z.object({ provider: z.string(), createdAt: time }).openapi('Identity');

identityRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/auth/identities',
    access: 'person',
    tags,
    summary: 'The linked providers',
    responses: {
      200: json(
        z.object({ items: z.array(identityItem), nextCursor: z.null() }),
        'All of them, oldest first',
      ),
      ...refusals,
    },
  }),
  async (c) => {
    const rows = await listProviderIdentities(c.var.db, requirePerson(c).userId);
    const items = rows.map(({ provider, createdAt }) => ({
      provider,
      createdAt: new Date(createdAt).toISOString(),
    }));
    return c.json({ items, nextCursor: null }, 200);
  },
);

identityRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/auth/identities/{provider}',
    access: 'person',
    tags,
    summary: 'Unlink a provider',
    description: 'The last way to sign in cannot be removed: 409 `last_credential`.',
    request: { params: z.object({ provider: z.string().max(40) }) },
    responses: { 204: empty('Unlinked'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireRecent(c);
    const { provider } = c.req.valid('param');
    const linked = await listProviderIdentities(c.var.db, userId);
    if (!linked.some((identity) => identity.provider === provider)) throw notFound('identity');
    const providers = ['password', ...configuredProviders(c.env).map(({ id }) => id)];
    if (!(await unlinkIdentity(c.var.db, { userId, provider, providers }))) {
      throw new Problem(
        409,
        'last_credential',
        'This is the only way to sign in to the account. Add another first.',
      );
    }
    await tellOf(c, [{ type: 'user.identity_unlinked', userId, provider }]);
    return c.body(null, 204);
  },
);
