import { depsOf } from '../../platform/http/deps.ts';
import { createRoute, featureApp, id, json, refusals, z } from '../../platform/http/openapi.ts';
import { pageQuery } from '../../platform/http/pagination.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { readReview } from './read-review.ts';
import { reviewPage } from './schemas.ts';

/** `/v1/docs/{docId}/review`. */
export const changeRoutes = featureApp();

changeRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/review',
    access: 'readThreads',
    tags: ['Review'],
    summary: 'What changed in the review',
    description:
      'The present state of every thread and suggestion that changed after number `since`, as sockets are told it. Continue with `since=<nextSince>` until it is null.',
    request: {
      params: z.object({ docId: id }),
      query: z.strictObject({
        limit: pageQuery.limit,
        since: z.coerce.number().int().nonnegative().default(0),
      }),
    },
    responses: { 200: json(reviewPage, 'What changed'), ...refusals },
  }),
  async (c) => {
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'readThreads');
    return c.json((await readReview(depsOf(c), document, c.req.valid('query'))) as never, 200);
  },
);
