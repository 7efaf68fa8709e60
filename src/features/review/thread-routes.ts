import { actorOf, depsOf } from '../../platform/http/deps.ts';
import { alreadyHas, contentTag } from '../../platform/http/etag.ts';
import {
  createRoute,
  empty,
  featureApp,
  id,
  json,
  jsonBody,
  refusals,
  z,
} from '../../platform/http/openapi.ts';
import { pageOf, pageQuery } from '../../platform/http/pagination.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { listThreads } from './list-threads.ts';
import { openThread } from './open-thread.ts';
import { readThread } from './read-thread.ts';
import { thread, threadBody, threadParams } from './schemas.ts';
import { resolveThread } from './write-comment.ts';

/** `/v1/docs/{docId}/threads` and `/v1/docs/{docId}/threads/{threadId}`. */
export const threadRoutes = featureApp();

const tags = ['Review'];
const params = z.object({ docId: id });

threadRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/threads',
    access: 'readThreads',
    tags,
    summary: 'The threads of a document',
    description:
      'In the order of the text at the version that the cursor carries, threads about the whole document first.',
    request: {
      params,
      query: z.strictObject({ ...pageQuery, status: z.enum(['open', 'resolved', 'all']).default('open') }),
    },
    responses: { 200: json(pageOf(thread), 'A page of threads'), ...refusals },
  }),
  async (c) => {
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'readThreads');
    return c.json(await listThreads(depsOf(c), document, c.req.valid('query')), 200);
  },
);

threadRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/threads',
    access: 'comment',
    tags,
    summary: 'Begin a thread',
    description:
      '`range` is on `version`, however old; null: about the whole document. A thread whose text is gone by now begins detached. `<@userId>` in `body` mentions a member.',
    request: { params, body: jsonBody(threadBody) },
    responses: { 201: json(thread, 'The thread'), ...refusals },
  }),
  async (c) => {
    const { document, userId } = await requireAccess(c, c.req.valid('param').docId, 'comment');
    const begun = { document, userId, ...c.req.valid('json') };
    const opened = await openThread(depsOf(c), actorOf(c), begun);
    return c.json(opened, 201, { Location: `/v1/docs/${document.id}/threads/${opened.id}` });
  },
);

threadRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/threads/{threadId}',
    access: 'readThreads',
    tags,
    summary: 'A thread',
    request: { params: threadParams },
    responses: { 200: json(thread, 'The thread'), 304: empty('Unchanged'), ...refusals },
  }),
  async (c) => {
    const { docId, threadId } = c.req.valid('param');
    const { document } = await requireAccess(c, docId, 'readThreads');
    const found = await readThread(depsOf(c), document, threadId);
    const tag = contentTag(found);
    if (alreadyHas(c, tag)) return c.body(null, 304, { ETag: tag });
    return c.json(found, 200, { ETag: tag });
  },
);

threadRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/v1/docs/{docId}/threads/{threadId}',
    access: 'comment',
    tags,
    summary: 'Resolve a thread, or open it again',
    request: { params: threadParams, body: jsonBody(z.strictObject({ resolved: z.boolean() })) },
    responses: { 200: json(thread, 'The thread'), ...refusals },
  }),
  async (c) => {
    const { docId, threadId } = c.req.valid('param');
    const { document, userId } = await requireAccess(c, docId, 'comment');
    const { resolved } = c.req.valid('json');
    const change = { document, userId, threadId, resolved };
    return c.json(await resolveThread(depsOf(c), actorOf(c), change), 200);
  },
);
