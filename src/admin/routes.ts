import { findDocument } from '../db/documents.ts';
import { createRoute, featureApp, id, json, refusals, z } from '../http/openapi.ts';
import { notFound } from '../http/problem.ts';
import { adminBearer, requireAdmin } from './require-admin.ts';
import { verifyDocument } from './verify.ts';

/** `/v1/admin`: what an operator may do (docs/recovery.md). */
export const adminRoutes = featureApp();

const tags = ['Administration'];
const params = z.object({ docId: id });

const verification = z.object({
  ok: z.boolean(),
  version: z.number().int(),
  checked: z.object({
    frames: z.number().int(),
    segments: z.number().int(),
    snapshots: z.number().int(),
    versions: z.number().int(),
  }),
  problems: z.array(
    z.object({
      at: z.number().int(),
      kind: z.enum(['gap', 'chain', 'operation', 'unreadable', 'snapshot', 'object']),
      message: z.string(),
    }),
  ),
  divergence: z.string().nullable(),
});

adminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/admin/docs/{docId}/verify',
    tags,
    summary: 'Verify the whole past of a document',
    description:
      'Replays from version 0: the hash chain, every snapshot, what D1 remembers, the log and the text in the object. 200 with `ok: false` when something is wrong.',
    security: adminBearer,
    request: { params },
    responses: { 200: json(verification, 'What was found'), ...refusals },
  }),
  async (c) => {
    requireAdmin(c);
    const document = await findDocument(c.var.db, c.req.valid('param').docId);
    if (!document) throw notFound('document');
    return c.json(await verifyDocument(c.env, document), 200);
  },
);
