import type { Context } from 'hono';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { createRoute, featureApp, id, json, refusals, time, z } from '../../platform/http/openapi.ts';
import { pageOf, pageQuery } from '../../platform/http/pagination.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { event } from '../../platform/queues/events.ts';
import { CSV_TYPE } from './csv.ts';
import { type AuditQuery, auditPage, auditTable } from './read-audit.ts';
import { auditItem } from './schemas.ts';

/** `/v1/docs/{docId}/audit` and `/v1/admin/audit`. */
export const auditRoutes = featureApp();

const tags = ['Audit'];

const types = event.options.map(({ shape }) => shape.type.value);

const filters = {
  type: z.enum(types).optional(),
  actor: id.optional(),
  subject: id.optional(),
  from: time.optional(),
  to: time.optional(),
};

const responses = {
  200: {
    description: 'A page of entries, newest first; as text/csv all of them, from `cursor` on',
    content: {
      ...json(pageOf(auditItem), '').content,
      [CSV_TYPE]: { schema: z.string() },
    },
  },
  ...refusals,
};

auditRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/audit',
    access: 'readAudit',
    tags,
    summary: 'What has happened to a document',
    description:
      'For its owner. The network addresses of others are left out. By Accept: JSON, page by page, or a table (RFC 4180).',
    request: {
      params: z.object({ docId: id }),
      query: z.strictObject({ ...pageQuery, ...filters }),
    },
    responses,
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const query = c.req.valid('query');
    const { userId } = await requireAccess(c, docId, 'readAudit', { inTrash: true });
    return answer(c, { ...query, docId }, userId);
  },
);

auditRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/admin/audit',
    access: 'auditor',
    tags,
    summary: 'What has happened',
    description:
      'For the operator, and for people whose verified address stands in ADMIN_EMAILS. By Accept: JSON, page by page, or a table (RFC 4180). Reading it is written down too.',
    request: { query: z.strictObject({ ...pageQuery, ...filters, docId: id.optional() }) },
    responses,
  }),
  async (c) => answer(c, c.req.valid('query'), null),
);

async function answer(c: Context<AppEnv>, query: AuditQuery, reader: string | null) {
  const wantsTable = (c.req.header('Accept') ?? '').toLowerCase().startsWith(CSV_TYPE);
  if (!wantsTable) {
    const page = await auditPage(depsOf(c), actorOf(c), query, reader);
    return c.json(page, 200, { Vary: 'Accept' });
  }
  const headers = {
    'Content-Type': `${CSV_TYPE}; charset=utf-8; header=present`,
    'Content-Disposition': 'attachment; filename="audit.csv"',
    Vary: 'Accept',
  };
  return new Response(await auditTable(depsOf(c), actorOf(c), query, reader), { headers }) as never;
}
