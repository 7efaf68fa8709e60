import { replayDeadLetter } from '../background/consumers/dead-letters.ts';
import { depsOf } from '../platform/http/deps.ts';
import { createRoute, featureApp, json, refusals, time, z } from '../platform/http/openapi.ts';
import { pageOf, pageQuery } from '../platform/http/pagination.ts';
import { notFound, Problem } from '../platform/problem/problem.ts';
import { deadLetterPage, toDeadLetterItem } from './list-dead-letters.ts';

/** `/v1/admin/dead-letters`: messages that failed too often. */
export const queueRoutes = featureApp();

const tags = ['Administration'];

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
  async (c) => c.json(await deadLetterPage(depsOf(c), c.req.valid('query')), 200),
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
    if (replayed.ok) return c.json(toDeadLetterItem(replayed.value), 200);
    if (replayed.error.code === 'not_found') throw notFound('dead letter');
    throw new Problem(409, replayed.error.code, 'No consumer accepts this message any more.');
  },
);
