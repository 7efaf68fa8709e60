import { replayDeadLetter } from '../background/consumers/dead-letters.ts';
import { type DeadLetter, listDeadLetters } from '../platform/db/dead-letters.ts';
import { createRoute, featureApp, json, refusals, time, z } from '../platform/http/openapi.ts';
import { pageOf, pageQuery } from '../platform/http/pagination.ts';
import { notFound, Problem } from '../platform/problem/problem.ts';
import { decodeCursor, toPage } from '../platform/verbs/pages.ts';

/** `/v1/admin/dead-letters`: messages that failed too often. */
export const queueRoutes = featureApp();

const tags = ['Administration'];
const ORDER = '-failedAt';

const deadLetter = z.object({
  id: z.string(),
  queue: z.string(),
  body: z.unknown(),
  failedAt: time,
  replayedAt: time.nullable(),
});

queueRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/admin/dead-letters',
    access: 'admin',
    tags,
    summary: 'Messages that failed too often, newest first',
    request: { query: z.strictObject(pageQuery) },
    responses: { 200: json(pageOf(deadLetter), 'A page'), ...refusals },
  }),
  async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const rows = await listDeadLetters(c.var.db, decodeCursor(ORDER, 'number', cursor), limit + 1);
    const page = toPage(rows, limit, ORDER, {
      position: (row) => [row.failedAt, row.id],
      item: toItem,
    });
    return c.json(page, 200);
  },
);

queueRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/admin/dead-letters/{id}/replay',
    access: 'admin',
    tags,
    summary: 'Send a dead letter to its queue again',
    description: 'It may be replayed more than once: a message that comes twice changes nothing.',
    request: { params: z.object({ id: z.string().max(100) }) },
    responses: { 200: json(deadLetter, 'It is on its queue'), ...refusals },
  }),
  async (c) => {
    const replayed = await replayDeadLetter({ env: c.env, db: c.var.db }, c.req.valid('param').id);
    if (replayed.ok) return c.json(toItem(replayed.value), 200);
    if (replayed.error.code === 'not_found') throw notFound('dead letter');
    throw new Problem(409, replayed.error.code, 'No consumer accepts this message any more.');
  },
);

function toItem({ id, queue, body, failedAt, replayedAt }: DeadLetter) {
  return {
    id,
    queue,
    body,
    failedAt: new Date(failedAt).toISOString(),
    replayedAt: replayedAt === null ? null : new Date(replayedAt).toISOString(),
  };
}
