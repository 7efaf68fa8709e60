import { depsOf, knownActorOf } from '../../platform/http/deps.ts';
import { createRoute, featureApp, refusals, z } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { exportAccount } from './export-account.ts';

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
    const archive = await exportAccount(depsOf(c), knownActorOf(c, requireRecent(c)));
    const headers = {
      'Content-Type': 'application/zip',
      'Content-Disposition': 'attachment; filename="export.zip"',
    };
    return new Response(archive, { headers }) as never;
  },
);
