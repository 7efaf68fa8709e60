import type { Context } from 'hono';
import { randomId } from '../../base/ids.ts';
import { tellDocumentOfMany } from '../../content/push-access.ts';
import { appOrigin } from '../../platform/http/app-origin.ts';
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
import { telling } from '../../platform/http/telling.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { ROLES } from '../../protocol/role.ts';
import { changeLink, findLink, type LinkRow, removeLink, replaceLink } from './link-queries.ts';
import { linkToken } from './link-token.ts';
import { givenRole } from './members.ts';

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
    const { role, expiresAt: until, renew = false } = c.req.valid('json');
    const { userId } = await requireAccess(c, docId, 'share');
    const { db } = c.var;
    const now = Date.now();
    const existing = await findLink(db, docId, now);
    const given = until === null || until === undefined ? null : Date.parse(until);
    const expiresAt = until === undefined ? (existing?.expiresAt ?? null) : given;
    if (expiresAt !== null && expiresAt <= now) throw inThePast();
    const event = { type: 'document.link_changed', docId, role, expiresAt: role && expiresAt } as const;
    const told = telling(c, [event]);
    if (role === null) await removeLink(db, docId, told.statement);
    else if (existing && !renew)
      await changeLink(db, { id: existing.id, docId, role, expiresAt }, told.statement);
    else {
      const row = { id: randomId(), docId, role, expiresAt, createdBy: userId, createdAt: now };
      await replaceLink(db, row, told.statement);
    }
    told.publish();
    await tellDocumentOfMany(c.env, db, docId);
    return c.json(toLink(c, await findLink(db, docId, now)), 200);
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

function inThePast(): Problem {
  return new Problem(422, 'invalid_request', 'The link would already have expired.', {
    errors: [{ path: 'expiresAt', message: 'must be in the future' }],
  });
}
