import { requirePerson } from '../../platform/http/authentication.ts';
import { createRoute, featureApp, json, refusals } from '../../platform/http/openapi.ts';
import { Problem } from '../../platform/problem/problem.ts';
import * as queries from './queries.ts';
import { accountSecurity } from './schemas.ts';

/** `/v1/auth/account`. */
export const accountRoutes = featureApp();

const tags = ['Auth'];

accountRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/auth/account',
    access: 'person',
    tags,
    summary: 'How your account is secured',
    responses: { 200: json(accountSecurity, 'The account'), ...refusals },
  }),
  async (c) => {
    const { userId, authenticatedAt } = requirePerson(c);
    const { db } = c.var;
    const user = await queries.findAccount(db, userId);
    if (!user) throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
    const [identities, factors] = await Promise.all([
      queries.listIdentities(db, userId),
      queries.findFactors(db, userId),
    ]);
    const others = identities.filter(({ provider }) => provider !== 'password');
    return c.json(
      {
        email: user.email,
        emailVerified: user.emailVerifiedAt !== null,
        hasPassword: others.length < identities.length,
        identities: others.map(({ provider, createdAt }) => ({
          provider,
          createdAt: new Date(createdAt).toISOString(),
        })),
        ...factors,
        authenticatedAt: new Date(authenticatedAt).toISOString(),
      },
      200,
    );
  },
);
