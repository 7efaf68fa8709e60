import { depsOf, knownActorOf } from '../../platform/http/deps.ts';
import { createRoute, empty, featureApp, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { clearRefreshCookie } from '../../platform/http/refresh-cookie.ts';
import { eraseAccount } from './erase-account.ts';

/** `DELETE /v1/users/me`. */
export const eraseRoutes = featureApp();

eraseRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/users/me',
    access: 'person',
    tags: ['Users'],
    summary: 'Erase your account',
    description:
      'For good, after a proof of who you are. Documents of your own are deleted, or handed over: each to its longest-standing editor, else commenter, else viewer; what nobody else is in, or lies in the trash, is deleted. When it answers you are nobody any more; what could not be reached is finished by the sweep.',
    request: { body: jsonBody(z.strictObject({ documents: z.enum(['delete', 'hand-over']) })) },
    responses: { 204: empty('The account is gone'), ...refusals },
  }),
  async (c) => {
    await eraseAccount(depsOf(c), knownActorOf(c, requireRecent(c)), c.req.valid('json'));
    clearRefreshCookie(c);
    return c.body(null, 204);
  },
);
