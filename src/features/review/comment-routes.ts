import { requireUser } from '../../platform/http/authentication.ts';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals } from '../../platform/http/openapi.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { comment, commentBody, commentParams, threadParams } from './schemas.ts';
import { deleteComment, editComment, reply } from './write-comment.ts';

/** `/v1/docs/{docId}/threads/{threadId}/replies` and `…/comments/{commentId}`. */
export const commentRoutes = featureApp();

const tags = ['Review'];

commentRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/threads/{threadId}/replies',
    access: 'comment',
    tags,
    summary: 'Reply in a thread',
    description: 'A resolved thread opens again.',
    request: { params: threadParams, body: jsonBody(commentBody) },
    responses: { 201: json(comment, 'The comment'), ...refusals },
  }),
  async (c) => {
    const { docId, threadId } = c.req.valid('param');
    const { document, userId } = await requireAccess(c, docId, 'comment');
    const said = { document, userId, threadId, ...c.req.valid('json') };
    return c.json(await reply(depsOf(c), actorOf(c), said), 201);
  },
);

commentRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/v1/docs/{docId}/threads/{threadId}/comments/{commentId}',
    access: 'comment',
    tags,
    summary: 'Edit your own comment',
    request: { params: commentParams, body: jsonBody(commentBody) },
    responses: { 200: json(comment, 'The comment'), ...refusals },
  }),
  async (c) => {
    const { docId, threadId, commentId } = c.req.valid('param');
    const { document, userId } = await requireAccess(c, docId, 'comment');
    const edit = { document, userId, threadId, commentId, ...c.req.valid('json') };
    return c.json(await editComment(depsOf(c), actorOf(c), edit), 200);
  },
);

commentRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/docs/{docId}/threads/{threadId}/comments/{commentId}',
    access: 'comment',
    tags,
    summary: 'Delete your own comment, or as the owner any',
    description:
      'The first comment of a thread with replies keeps its place, with `body` null; without replies the thread goes too.',
    request: { params: commentParams },
    responses: { 204: empty('It is deleted'), ...refusals },
  }),
  async (c) => {
    const { docId, threadId, commentId } = c.req.valid('param');
    const access = await requireAccess(c, docId, 'comment');
    const which = { access, caller: requireUser(c), threadId, commentId };
    await deleteComment(depsOf(c), actorOf(c), which);
    return c.body(null, 204);
  },
);
