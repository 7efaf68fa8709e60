import { throttle } from '../../platform/db/throttle.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import { createRoute, featureApp, refusals, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { tellOf } from '../../platform/http/telling.ts';
import { Problem, rateLimited } from '../../platform/problem/problem.ts';
import { exportOf } from './export.ts';
import { findUser } from './queries.ts';

/** `GET /v1/users/me/export`. */
export const exportRoutes = featureApp();

exportRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/users/me/export',
    access: 'person',
    tags: ['Users'],
    summary: 'Everything that is stored about you',
    description:
      'After a proof of who you are, a few times an hour. A ZIP archive of JSON: the profile, how you sign in (without secrets), memberships, notifications, the audit log by and about you, and each document of your own as a delta and as plain text.',
    responses: {
      200: {
        description: 'The archive',
        content: { 'application/zip': { schema: z.string().openapi({ format: 'binary' }) } },
      },
      ...refusals,
    },
  }),
  async (c) => {
    const { userId } = requireRecent(c);
    const wait = await throttle(c.var.db, `export:${userId}`, HTTP_LIMITS.exports, Date.now());
    if (wait > 0) throw rateLimited(wait / 1000);
    const user = await findUser(c.var.db, userId);
    if (!user) throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
    await tellOf(c, [{ type: 'user.exported', userId }]);
    const headers = {
      'Content-Type': 'application/zip',
      'Content-Disposition': 'attachment; filename="export.zip"',
    };
    return new Response(exportOf(c.env, c.var.db, user), { headers }) as never;
  },
);
