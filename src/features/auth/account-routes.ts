import { requirePerson } from '../../platform/http/authentication.ts';
import { createRoute, featureApp, json, refusals } from '../../platform/http/openapi.ts';
import { accountSecurityOf } from './account-security.ts';
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
    const security = await accountSecurityOf(c.var.db, userId);
    return c.json({ ...security, authenticatedAt: new Date(authenticatedAt).toISOString() }, 200);
  },
);
