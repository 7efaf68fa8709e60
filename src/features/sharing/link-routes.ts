import type { Context } from 'hono';
import { appOrigin } from '../../platform/http/app-origin.ts';
import { requireUser } from '../../platform/http/authentication.ts';
import { depsOf, knownActorOf } from '../../platform/http/deps.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import {
  createRoute,
  featureApp,
  id,
  json,
  jsonBody,
  refusals,
  time,
  z,
} from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { ROLES } from '../../protocol/role.ts';
import { findLink, type LinkRow } from './link-queries.ts';
import { linkToken } from './link-token.ts';
import { givenRole } from './schemas.ts';
import { setLink } from './set-link.ts';

/** `/v1/docs/{docId}/link`, as its owner sees it. */
export const linkRoutes = featureApp();

const tags = ['Sharing'];
const docParams = z.object({ docId: id });

const link = z
  .object({
    role: z.enum(ROLES).nullable(),
    token: z.string().nullable(),
    url: z.string().nullable(),
    expiresAt: time.nullable(),
  })
  .openapi('Link');

linkRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/link',
    access: 'share',
    tags,
    summary: 'The link of a document',
    description: 'Anyone who has it gets its role. `role` is null if there is none, or it has expired.',
    request: { params: docParams },
    responses: { 200: json(link, 'The link'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    await requireAccess(c, docId, 'share', { inTrash: true });
    return c.json(toLink(c, await findLink(c.var.db, docId, Date.now())), 200);
  },
);

linkRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/v1/docs/{docId}/link',
    access: 'share',
    tags,
    summary: 'Create, change or remove the link',
    description:
      'Acts on everybody who came by it, open sockets included, before it answers. `role: null` takes it away; `renew` makes another one, and the old one is none any more. `expiresAt` that is left out stays as it is.',
    request: {
      params: docParams,
      body: jsonBody(
        z.strictObject({
          role: givenRole.nullable(),
          expiresAt: time.nullable().optional(),
          renew: z.boolean().optional(),
        }),
      ),
    },
    responses: { 200: json(link, 'The link'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { role, expiresAt, renew = false } = c.req.valid('json');
    await requireAccess(c, docId, 'share');
    const wanted = { docId, role, expiresAt, renew };
    return c.json(toLink(c, await setLink(depsOf(c), knownActorOf(c, requireUser(c)), wanted)), 200);
  },
);

function toLink(c: Context<AppEnv>, row: LinkRow | undefined) {
  if (!row) return { role: null, token: null, url: null, expiresAt: null };
  const token = linkToken(c.env.ACCOUNT_KEY, row.id);
  return {
    role: row.role,
    token,
    url: `${appOrigin(c)}/l/${token}`,
    expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
  };
}
