import { requirePerson } from '../../platform/http/authentication.ts';
import { depsOf, knownActorOf } from '../../platform/http/deps.ts';
import { createRoute, empty, featureApp, json, refusals, time, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { listIdentitiesOf } from './list-identities.ts';
import { unlinkIdentity } from './unlink-identity.ts';

/** `/v1/auth/identities`: the accounts at providers with which a user signs in. */
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
  async (c) => c.json(await listIdentitiesOf(depsOf(c), requirePerson(c).userId), 200),
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
    await unlinkIdentity(depsOf(c), knownActorOf(c, requireRecent(c)), c.req.valid('param').provider);
    return c.body(null, 204);
  },
);
