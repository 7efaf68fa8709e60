import { requireUser } from '../../platform/http/authentication.ts';
import { actorOf, depsOf, knownActorOf } from '../../platform/http/deps.ts';
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
import { changeRole } from './give-role.ts';
import { listMembersOf } from './list-members.ts';
import { removeMember } from './remove-member.ts';
import { givenRole, member } from './schemas.ts';

/** `/v1/docs/{docId}/permissions`. */
export const memberRoutes = featureApp();

const tags = ['Sharing'];
const docParams = z.object({ docId: id });
const memberParams = z.object({ docId: id, userId: id });

memberRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/permissions',
    access: 'readMembers',
    tags,
    summary: 'Who may do what',
    request: { params: docParams, query: z.strictObject(pageQuery) },
    responses: { 200: json(pageOf(member), 'A page of members'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const reader = await requireAccess(c, docId, 'readMembers', { inTrash: true });
    return c.json(await listMembersOf({ db: c.var.nearby }, reader, c.req.valid('query')), 200);
  },
);

memberRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/v1/docs/{docId}/permissions/{userId}',
    access: 'share',
    tags,
    summary: "Set a user's role",
    description:
      'Answers when the change is in force: open sockets know of it. On 503 the change is stored, and a repeat, or the sweep, completes it. Who came by the link has this role of their own from now on; a stronger link, opened again, gives its role again.',
    request: { params: memberParams, body: jsonBody(z.strictObject({ role: givenRole })) },
    responses: { 200: json(member, 'The member'), ...refusals },
  }),
  async (c) => {
    const { docId, userId } = c.req.valid('param');
    const { role } = c.req.valid('json');
    const { document } = await requireAccess(c, docId, 'share');
    const actor = knownActorOf(c, requireUser(c));
    return c.json(await changeRole(depsOf(c), actor, { document, userId, role }), 200);
  },
);

memberRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/docs/{docId}/permissions/{userId}',
    access: 'leave',
    tags,
    summary: "Remove a user's role, or leave",
    description: 'Their sockets are closed when it answers. Somebody who has the link can come back by it.',
    request: { params: memberParams },
    responses: { 204: empty('They have no role'), ...refusals },
  }),
  async (c) => {
    const caller = requireUser(c);
    await removeMember(depsOf(c), actorOf(c), { caller, ...c.req.valid('param') });
    return c.body(null, 204);
  },
);
