import { requirePerson } from '../../platform/http/authentication.ts';
import { actorOf, depsOf, knownActorOf } from '../../platform/http/deps.ts';
import {
  createRoute,
  empty,
  featureApp,
  id,
  json,
  jsonBody,
  orNull,
  refusals,
  time,
  z,
} from '../../platform/http/openapi.ts';
import { pageOf, pageQuery } from '../../platform/http/pagination.ts';
import { publicProfile } from '../../platform/http/profile.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { ROLES } from '../../protocol/role.ts';
import { answerAccessRequest } from './answer-access-request.ts';
import { askForAccess } from './ask-for-access.ts';
import { listAccessRequestsOf } from './list-access-requests.ts';
import { givenRole, member, message } from './schemas.ts';

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
    description: 'Answers the same whether the document exists or not; if it does, its owner is notified.',
    request: {
      params: docParams,
      body: jsonBody(z.strictObject({ role: givenRole.default('viewer'), message: message.optional() })),
    },
    responses: { 202: empty('If there is such a document, its owner is asked'), ...refusals },
  }),
  async (c) => {
    const { role, message = null } = c.req.valid('json');
    const actor = knownActorOf(c, requirePerson(c));
    await askForAccess(depsOf(c), actor, { docId: c.req.valid('param').docId, role, message });
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
    await requireAccess(c, docId, 'share', { inTrash: true });
    return c.json(await listAccessRequestsOf({ db: c.var.nearby }, docId, c.req.valid('query')), 200);
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
      200: json(z.object({ member: orNull(member) }), 'The member; null when the request is declined'),
      ...refusals,
    },
  }),
  async (c) => {
    const { docId, requestId } = c.req.valid('param');
    const { role } = c.req.valid('json');
    const { document } = await requireAccess(c, docId, 'share');
    const member = await answerAccessRequest(depsOf(c), actorOf(c), { document, requestId, role });
    return c.json({ member }, 200);
  },
);
