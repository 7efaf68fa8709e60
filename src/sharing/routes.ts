import type { Context } from 'hono';
import { email } from '../auth/schemas.ts';
import { must } from '../base/assert.ts';
import { findAccess, isOwed } from '../db/access.ts';
import { requireUser } from '../http/authentication.ts';
import type { AppEnv } from '../http/env.ts';
import { createRoute, empty, featureApp, id, json, jsonBody, refusals, time, z } from '../http/openapi.ts';
import { decodeCursor, pageOf, pageQuery, toPage } from '../http/pagination.ts';
import { notFound, Problem } from '../http/problem.ts';
import { may } from '../protocol/permissions.ts';
import { ROLES, type Role } from '../protocol/role.ts';
import { publicProfile, toPublicProfile } from '../users/profile.ts';
import { findMember, findUserId, grant, listMembers, revoke } from './queries.ts';
import { requireAccess } from './require-access.ts';
import { tellDocument } from './tell-document.ts';

/** `/v1/docs/{docId}/permissions` and `/invitations`. */
export const sharingRoutes = featureApp();

const tags = ['Sharing'];
const docParams = z.object({ docId: id });
const memberParams = z.object({ docId: id, userId: id });
const givenRole = z.enum(['editor', 'commenter', 'viewer']);

const member = z.object({ user: publicProfile, role: z.enum(ROLES), since: time }).openapi('Member');

sharingRoutes.openapi(
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
    await requireAccess(c, docId, 'readMembers', { inTrash: true });
    const after = decodeCursor('members', 'string', cursor)?.[0] ?? null;
    const rows = await listMembers(c.var.db, docId, { after, limit: limit + 1 });
    const page = toPage(rows, limit, 'members', {
      position: ({ user }) => [user.id, user.id],
      item: toMember,
    });
    return c.json(page, 200);
  },
);

sharingRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/v1/docs/{docId}/permissions/{userId}',
    access: 'share',
    tags,
    summary: "Set a user's role",
    description:
      'Answers when the change holds: sockets that are open have been told. On 503 the change is stored, and a repeat, or the hourly sweep, completes it.',
    request: { params: memberParams, body: jsonBody(z.strictObject({ role: givenRole })) },
    responses: { 200: json(member, 'The member'), ...refusals },
  }),
  async (c) => {
    const { docId, userId } = c.req.valid('param');
    await requireAccess(c, docId, 'share');
    if (!(await findUserId(c.var.db, { id: userId }))) throw unknownUser();
    return c.json(await share(c, docId, userId, c.req.valid('json').role), 200);
  },
);

sharingRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/docs/{docId}/permissions/{userId}',
    access: 'leave',
    tags,
    summary: "Take a user's role away, or leave",
    request: { params: memberParams },
    responses: { 204: empty('They have no role'), ...refusals },
  }),
  async (c) => {
    const { docId, userId } = c.req.valid('param');
    const caller = requireUser(c).userId;
    const access = await findAccess(c.var.db, docId, caller);
    // Who has left already may still have to finish it: the Document could not be told the first time.
    const isUnfinishedLeave = !access && caller === userId && (await isOwed(c.var.db, docId, caller));
    if (!access && !isUnfinishedLeave) throw notFound('document');
    if (access && caller !== userId && !may(access.role, 'share')) {
      throw new Problem(403, 'forbidden', 'Only an owner may take a role away.');
    }
    if (userId === access?.document.ownerId) {
      throw new Problem(409, 'owner_stays', 'The owner cannot leave: hand the document over first.');
    }
    if (access) await revoke(c.var.db, docId, userId);
    await tellDocument(c.env, c.var.db, docId, userId);
    return c.body(null, 204);
  },
);

sharingRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/invitations',
    access: 'share',
    tags,
    summary: 'Share with an address',
    description:
      'An address that has an account gets the role at once; any other is answered 404 `unknown_user`.',
    request: { params: docParams, body: jsonBody(z.strictObject({ email, role: givenRole })) },
    responses: { 201: json(member, 'The member'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { email, role } = c.req.valid('json');
    await requireAccess(c, docId, 'share');
    const userId = await findUserId(c.var.db, { email });
    if (!userId) throw unknownUser();
    return c.json(await share(c, docId, userId, role), 201);
  },
);

async function share(c: Context<AppEnv>, docId: string, userId: string, role: Exclude<Role, 'owner'>) {
  const before = await findMember(c.var.db, docId, userId);
  if (before?.role === 'owner') {
    throw new Problem(409, 'owner_stays', "The owner's role changes only by handing the document over.");
  }
  await grant(c.var.db, docId, userId, role);
  await tellDocument(c.env, c.var.db, docId, userId);
  const after = must(await findMember(c.var.db, docId, userId), 'a member who was just added is missing');
  return toMember(after);
}

function toMember(row: NonNullable<Awaited<ReturnType<typeof findMember>>>) {
  return { user: toPublicProfile(row.user), role: row.role, since: new Date(row.createdAt).toISOString() };
}

function unknownUser(): Problem {
  return new Problem(404, 'unknown_user', 'There is no account with this address or id.');
}
