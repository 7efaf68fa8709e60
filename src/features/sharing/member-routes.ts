import { tellDocument } from '../../content/push-access.ts';
import { findAccess, isOwed } from '../../platform/db/access.ts';
import { requireUser } from '../../platform/http/authentication.ts';
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
import { decodeCursor, pageOf, pageQuery, toPage } from '../../platform/http/pagination.ts';
import { requireAccess } from '../../platform/http/require-access.ts';
import { telling } from '../../platform/http/telling.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { opens } from '../../platform/tokens/caller.ts';
import { may } from '../../protocol/permissions.ts';
import { givenRole, giveRole, member, toMember } from './members.ts';
import { findMember, listMembers, revoke, userExists } from './queries.ts';

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
    const { limit, cursor } = c.req.valid('query');
    const reader = await requireAccess(c, docId, 'readMembers', { inTrash: true });
    const after = decodeCursor('members', 'string', cursor)?.[0] ?? null;
    const rows = await listMembers(c.var.nearby, docId, { after, limit: limit + 1 });
    const page = toPage(rows, limit, 'members', {
      position: ({ permission }) => [permission.userId, permission.userId],
      item: (row) => toMember(row, reader),
    });
    return c.json(page, 200);
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
      'Answers when the change holds: sockets that are open have been told. On 503 the change is stored, and a repeat, or the sweep, completes it. Who came by the link has this role of their own from now on; a stronger link, opened again, gives its role again.',
    request: { params: memberParams, body: jsonBody(z.strictObject({ role: givenRole })) },
    responses: { 200: json(member, 'The member'), ...refusals },
  }),
  async (c) => {
    const { docId, userId } = c.req.valid('param');
    const { document } = await requireAccess(c, docId, 'share');
    // A guest is known where they are a member; nobody else without an account is.
    if (!(await userExists(c.var.db, userId)) && !(await findMember(c.var.db, docId, userId)))
      throw new Problem(404, 'unknown_user', 'There is no account with this id.');
    const { role } = c.req.valid('json');
    return c.json(await giveRole(c, document, { userId, role, how: 'exactly' }), 200);
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
    const { docId, userId } = c.req.valid('param');
    const { db } = c.var;
    const caller = requireUser(c);
    const access = opens(caller, docId) ? await findAccess(db, docId, caller.userId) : undefined;
    const isLeaving = caller.userId === userId;
    // Who has left already may still have to finish it: the Document could not be told the first time.
    const isUnfinishedLeave = !access && isLeaving && (await isOwed(db, docId, userId));
    if (!access && !isUnfinishedLeave) throw notFound('document');
    if (access && !isLeaving && !may(access.role, 'share')) {
      throw new Problem(403, 'forbidden', 'Only the owner can remove a role.');
    }
    if (userId === access?.document.ownerId) {
      throw new Problem(409, 'owner_stays', 'The owner cannot leave: hand the document over first.');
    }
    if (access) {
      const type = isLeaving ? 'document.left' : 'document.unshared';
      const told = telling(c, [{ type, docId, title: access.document.title, userId }]);
      if (await revoke(db, docId, userId, told.statementIfChanged)) told.publish();
    }
    await tellDocument(c.env, db, docId, userId);
    return c.body(null, 204);
  },
);
