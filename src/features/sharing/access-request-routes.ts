import type { Context } from 'hono';
import { randomId } from '../../base/ids.ts';
import { tellDocument } from '../../content/push-access.ts';
import { currentAccess } from '../../platform/db/access.ts';
import { throttle } from '../../platform/db/throttle.ts';
import { limitRequests } from '../../platform/http/attempts.ts';
import { requirePerson } from '../../platform/http/authentication.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import {
  createRoute,
  empty,
  featureApp,
  id,
  json,
  jsonBody,
  refusals,
  time,
  z,
} from '../../platform/http/openapi.ts';
import { decodeCursor, pageOf, pageQuery, toPage } from '../../platform/http/pagination.ts';
import { publicProfile, toPublicProfile } from '../../platform/http/profile.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { telling } from '../../platform/http/telling.ts';
import { notFound } from '../../platform/problem/problem.ts';
import { ROLES, roleAtLeast } from '../../protocol/role.ts';
import {
  type AccessRequestRow,
  answerRequest,
  findRequest,
  findRequestOf,
  listRequests,
  putRequest,
} from './access-request-queries.ts';
import { givenRole, member, memberOf } from './members.ts';
import { message } from './schemas.ts';

/** `/v1/docs/{docId}/access-requests`. */
export const accessRequestRoutes = featureApp();

const tags = ['Sharing'];
const docParams = z.object({ docId: id });

const accessRequest = z
  .object({
    id,
    user: publicProfile,
    role: z.enum(ROLES),
    message: z.string().nullable(),
    createdAt: time,
  })
  .openapi('AccessRequest');

accessRequestRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/access-requests',
    access: 'person',
    tags,
    summary: 'Ask for access',
    description: 'Answers the same whether the document exists or not; if it does, its owner is told.',
    request: {
      params: docParams,
      body: jsonBody(z.strictObject({ role: givenRole.default('viewer'), message: message.optional() })),
    },
    responses: { 202: empty('If there is such a document, its owner is asked'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { role, message = null } = c.req.valid('json');
    const { userId } = requirePerson(c);
    await limitRequests(c, `access-requests:${userId}`, HTTP_LIMITS.accessRequestsOfUser);
    // Behind the answer: neither it nor how long it takes may tell whether the document exists.
    c.executionCtx.waitUntil(
      ask(c, { docId, userId, role, message }).catch((error: unknown) =>
        c.var.log.error('a request for access was lost', { docId, error: String(error) }),
      ),
    );
    return c.body(null, 202);
  },
);

accessRequestRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/access-requests',
    access: 'share',
    tags,
    summary: 'Who asks for access',
    request: { params: docParams, query: z.strictObject(pageQuery) },
    responses: { 200: json(pageOf(accessRequest), 'A page of requests'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    await requireAccess(c, docId, 'share', { inTrash: true });
    const after = decodeCursor('access-requests', 'string', cursor)?.[0] ?? null;
    const rows = await listRequests(c.var.nearby, docId, { after, limit: limit + 1 });
    const page = toPage(rows, limit, 'access-requests', {
      position: ({ request }) => [request.userId, request.id],
      item: ({ request, user }) => ({
        id: request.id,
        user: toPublicProfile(user),
        role: request.role,
        message: request.message,
        createdAt: new Date(request.createdAt).toISOString(),
      }),
    });
    return c.json(page, 200);
  },
);

accessRequestRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/access-requests/{requestId}',
    access: 'share',
    tags,
    summary: 'Answer a request for access',
    description: '`role: null` refuses. A stronger role that the user has by then stays.',
    request: {
      params: z.object({ docId: id, requestId: id }),
      body: jsonBody(z.strictObject({ role: givenRole.nullable() })),
    },
    responses: {
      200: json(z.object({ member: member.nullable() }), 'The member, or nobody'),
      ...refusals,
    },
  }),
  async (c) => {
    const { docId, requestId } = c.req.valid('param');
    const { role } = c.req.valid('json');
    const { document } = await requireAccess(c, docId, 'share');
    const { db } = c.var;
    const request = await findRequest(db, docId, requestId);
    if (!request) throw notFound('request');
    const { userId } = request;
    const told = telling(c, [
      { type: 'access.answered', docId, title: document.title, requestId, userId, role },
    ]);
    if (!(await answerRequest(db, request, role, told.statementIfChanged))) throw notFound('request');
    told.publish();
    if (role === null) return c.json({ member: null }, 200);
    await tellDocument(c.env, db, docId, userId);
    return c.json({ member: await memberOf(c, docId, userId) }, 200);
  },
);

async function ask(
  c: Context<AppEnv>,
  { docId, userId, role, message }: Pick<AccessRequestRow, 'docId' | 'userId' | 'role' | 'message'>,
): Promise<void> {
  const { db } = c.var;
  const current = await currentAccess(db, docId, userId);
  if (!current || current.document.deletedAt !== null) return;
  const { held, document } = current;
  if (held.role !== null && roleAtLeast(held.role, role)) return;
  const now = Date.now();
  const key = `access-request:${docId}:${userId}`;
  if ((await throttle(db, key, HTTP_LIMITS.accessRequestToDocument, now)) > 0) return;
  const known = await findRequestOf(db, docId, userId);
  const requestId = known?.id ?? randomId();
  const { title } = document;
  const told = telling(c, [{ type: 'access.requested', docId, title, requestId, userId, role, message }]);
  const row = { id: requestId, docId, userId, role, message, createdAt: now };
  const limit = HTTP_LIMITS.accessRequestsPerDocument;
  if (await putRequest(db, row, { limit, told: told.statementIfChanged })) told.publish();
}
