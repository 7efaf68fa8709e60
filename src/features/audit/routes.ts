import type { Context } from 'hono';
import type { AppEnv } from '../../platform/http/env.ts';
import { createRoute, featureApp, id, json, refusals, time, z } from '../../platform/http/openapi.ts';
import { decodeCursor, pageOf, pageQuery, toPage } from '../../platform/http/pagination.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { tellOf } from '../../platform/http/telling.ts';
import { event } from '../../platform/queues/events.ts';
import { CSV_TYPE, csvStream } from './csv.ts';
import { type AuditFilter, listAudit } from './queries.ts';
import { AUDIT_COLUMNS, auditItem, toAuditItem, toAuditRecord } from './representation.ts';

/** `/v1/docs/{docId}/audit` and `/v1/admin/audit`. */
export const auditRoutes = featureApp();

const tags = ['Audit'];
const ORDER = 'audit';
// D1 takes a thousand queries of one request: a table of half a million entries.
const TABLE_PAGE = 500;

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
      'For its owner. From where others did something is not told. By Accept: JSON, page by page, or a table (RFC 4180).',
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

interface Query {
  type?: string | undefined;
  actor?: string | undefined;
  subject?: string | undefined;
  docId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

async function answer(c: Context<AppEnv>, query: Query, reader: string | null) {
  const { limit, cursor, docId, ...asked } = query;
  const { db } = c.var;
  const filter: AuditFilter = {
    type: asked.type,
    actorId: asked.actor,
    subjectId: asked.subject,
    docId,
    from: asked.from === undefined ? undefined : Date.parse(asked.from),
    to: asked.to === undefined ? undefined : Date.parse(asked.to),
  };
  const after = decodeCursor(ORDER, 'number', cursor);
  const wantsTable = (c.req.header('Accept') ?? '').toLowerCase().startsWith(CSV_TYPE);
  if (reader === null || wantsTable) {
    const named = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
    await tellOf(c, [{ type: 'audit.read', docId: docId ?? null, filter: Object.fromEntries(named) }]);
  }
  if (!wantsTable) {
    const rows = await listAudit(db, filter, { after, limit: limit + 1 });
    const page = toPage(rows, limit, ORDER, {
      position: (row) => [row.at, row.id],
      item: (row) => toAuditItem(row, reader),
    });
    return c.json(page, 200, { Vary: 'Accept' });
  }
  const table = csvStream<readonly [number, string]>(AUDIT_COLUMNS, async (from) => {
    const rows = await listAudit(db, filter, { after: from ?? after, limit: TABLE_PAGE });
    const last = rows.length === TABLE_PAGE ? rows.at(-1) : undefined;
    return {
      records: rows.map((row) => toAuditRecord(toAuditItem(row, reader))),
      after: last === undefined ? null : [last.at, last.id],
    };
  });
  const headers = {
    'Content-Type': `${CSV_TYPE}; charset=utf-8; header=present`,
    'Content-Disposition': 'attachment; filename="audit.csv"',
    Vary: 'Accept',
  };
  return new Response(table, { headers }) as never;
}
