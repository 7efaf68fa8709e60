import { findDocument } from '../platform/db/documents.ts';
import { publish } from '../platform/events/outgoing-events.ts';
import { actorOf, depsOf } from '../platform/http/deps.ts';
import { createRoute, featureApp, id, json, jsonBody, refusals, time, z } from '../platform/http/openapi.ts';
import { notFound, Problem } from '../platform/problem/problem.ts';
import { type RecoveryError, recoverDocument } from './recover.ts';
import { rewindDocument } from './rewind.ts';
import { verifyDocument } from './verify.ts';

/** `/v1/admin`: what an operator may do (docs/recovery.md). */
export const adminRoutes = featureApp();

const tags = ['Administration'];
const params = z.object({ docId: id });

const verification = z.object({
  ok: z.boolean(),
  from: z.number().int(),
  version: z.number().int(),
  checked: z.object({
    frames: z.number().int(),
    segments: z.number().int(),
    snapshots: z.number().int(),
    versions: z.number().int(),
    entries: z.number().int(),
    uploads: z.number().int(),
  }),
  problems: z.array(
    z.object({
      at: z.number().int(),
      kind: z.enum([
        'gap',
        'chain',
        'operation',
        'unreadable',
        'snapshot',
        'object',
        'review',
        'fork',
        'upload',
      ]),
      message: z.string(),
    }),
  ),
  divergence: z.string().nullable(),
});

adminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/admin/docs/{docId}/verify',
    access: 'admin',
    tags,
    summary: 'Verify the whole history of a document',
    description:
      'Replays from version 0, or where the archived log begins: the hash chain, every snapshot, what D1 remembers, the log and the text in the object, the review, and of a fork what D1 says of where it met its origin. 200 with `ok: false` when something is wrong.',
    request: { params },
    responses: { 200: json(verification, 'What was found'), ...refusals },
  }),
  async (c) => {
    const document = await findDocument(c.var.db, c.req.valid('param').docId);
    if (!document) throw notFound('document');
    return c.json(await verifyDocument(c.env, c.var.db, document), 200);
  },
);

const recovery = z.object({
  version: z.number().int(),
  archived: z.number().int(),
  aside: z.object({
    prefix: z.string(),
    segments: z.number().int(),
    snapshots: z.number().int(),
    versionsOfObject: z.number().int(),
  }),
});

adminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/admin/docs/{docId}/recover',
    access: 'admin',
    tags,
    summary: 'Rebuild a document from its archive, at its newest version or an earlier one',
    description:
      'Every socket closes and comes back. What comes after `version` is laid aside in the archive, not destroyed. Ends a divergence: the archive is believed. Repeat it with the same version when it was cut off.',
    request: {
      params,
      body: {
        content: {
          'application/json': {
            schema: z.strictObject({ version: z.number().int().nonnegative().optional() }),
          },
        },
      },
    },
    responses: { 200: json(recovery, 'What was done'), ...refusals },
  }),
  async (c) => {
    const document = await findDocument(c.var.db, c.req.valid('param').docId);
    if (!document) throw notFound('document');
    const work = { env: c.env, db: c.var.db, log: c.var.log };
    const version = c.req.valid('json')?.version ?? null;
    const recovered = await recoverDocument(work, document, version, Date.now());
    if (!recovered.ok) throw recoveryProblem(recovered.error.code, recovered.error.message);
    await publish(depsOf(c), actorOf(c), [
      { type: 'document.recovered', docId: document.id, version: recovered.value.version },
    ]);
    return c.json(recovered.value, 200);
  },
);

function recoveryProblem(code: RecoveryError, message: string): Problem {
  switch (code) {
    case 'unknown_version':
      return new Problem(422, code, message);
    case 'not_archived':
    case 'archive':
      return new Problem(409, code, message);
    case 'object':
      return new Problem(503, 'document_unavailable', message, { headers: { 'Retry-After': '5' } });
  }
}

adminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/admin/docs/{docId}/rewind',
    access: 'admin',
    tags,
    summary: "Take a document's object back to a moment, by the platform's own means",
    description:
      'At most 30 days back, and not locally (409). Without a look at the archive, which then contradicts it: the document counts as diverged until it is recovered. `undo` takes it forward again.',
    request: {
      params,
      body: jsonBody(
        z.union([z.strictObject({ at: time }), z.strictObject({ bookmark: z.string().max(500) })]),
      ),
    },
    responses: {
      200: json(z.object({ bookmark: z.string(), undo: z.string() }), 'The object starts again'),
      ...refusals,
    },
  }),
  async (c) => {
    const document = await findDocument(c.var.db, c.req.valid('param').docId);
    if (!document) throw notFound('document');
    const rewound = await rewindDocument(c.env, c.var.db, document, c.req.valid('json'), Date.now());
    if (!rewound.ok) throw new Problem(409, rewound.error.code, rewound.error.message);
    c.var.log.warn('a document was rewound', { docId: document.id, ...rewound.value });
    await publish(depsOf(c), actorOf(c), [{ type: 'document.recovered', docId: document.id, version: null }]);
    return c.json(rewound.value, 200);
  },
);
