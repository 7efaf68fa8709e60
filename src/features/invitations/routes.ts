import type { Context } from 'hono';
import { randomId } from '../../base/ids.ts';
import { tellDocument } from '../../content/push-access.ts';
import { findVerified } from '../../platform/db/verified-user.ts';
import { limitFromAddress } from '../../platform/http/address-limits.ts';
import { hashedAddress, limitRequests } from '../../platform/http/attempts.ts';
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
import { type Access, requireAccess } from '../../platform/http/require-access.ts';
import { requireMail } from '../../platform/http/require-mail.ts';
import { telling } from '../../platform/http/telling.ts';
import { email } from '../../platform/http/text-schemas.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { ROLES } from '../../protocol/role.ts';
import { requireVerified } from '../sharing/mail-bounds.ts';
import { givenRole, giveRole, member, memberOf } from '../sharing/members.ts';
import { message } from '../sharing/schemas.ts';
import { accept } from './accept-invitations.ts';
import {
  deleteInvitation,
  findInvitation,
  type InvitationRow,
  listInvitations,
  putInvitation,
} from './invitation-queries.ts';

/** `/v1/docs/{docId}/invitations`. */
export const invitationRoutes = featureApp();

const tags = ['Sharing'];
const docParams = z.object({ docId: id });
const invitationParams = z.object({ docId: id, invitationId: id });

const invitation = z
  .object({
    id,
    email: z.string(),
    role: z.enum(ROLES),
    message: z.string().nullable(),
    createdAt: time,
    expiresAt: time,
  })
  .openapi('Invitation');

invitationRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/invitations',
    access: 'share',
    tags,
    summary: 'Share with an address',
    description:
      'The account that has proved this address to be its own gets the role at once, unless it has a stronger one. Any other address is invited by mail, and becomes a member when an account proves it within 30 days. The caller has proved their own address, else 403 `address_unverified`.',
    request: {
      params: docParams,
      body: jsonBody(z.strictObject({ email, role: givenRole, message: message.optional() })),
    },
    responses: {
      201: json(
        z.object({ invitation: invitation.nullable(), member: member.nullable() }),
        'The member, or the invitation',
      ),
      ...refusals,
    },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { email, role, message = null } = c.req.valid('json');
    const { document, userId } = await requireAccess(c, docId, 'share');
    await requireVerified(c);
    await limitRequests(c, `invite:${userId}`, HTTP_LIMITS.invitationsOfUser);
    const known = await findVerified(c.var.db, email);
    if (known) {
      const given = await giveRole(c, document, { userId: known, role, how: 'atLeast' });
      return c.json({ invitation: null, member: given }, 201);
    }
    requireMail(c);
    const row = await invite(c, document, { email, role, message, invitedBy: userId });
    // Proved while it was written: whoever proved it may have looked for invitations before there was this one.
    const proved = await findVerified(c.var.db, email);
    if (!proved) return c.json({ invitation: toInvitation(row), member: null }, 201);
    await accept(c, { invitation: row, title: document.title }, proved);
    await tellDocument(c.env, c.var.db, docId, proved);
    return c.json({ invitation: null, member: await memberOf(c, docId, proved) }, 201);
  },
);

invitationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/docs/{docId}/invitations',
    access: 'share',
    tags,
    summary: 'The open invitations',
    request: { params: docParams, query: z.strictObject(pageQuery) },
    responses: { 200: json(pageOf(invitation), 'A page of invitations, by address'), ...refusals },
  }),
  async (c) => {
    const { docId } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    await requireAccess(c, docId, 'share', { inTrash: true });
    const after = decodeCursor('invitations', 'string', cursor)?.[0] ?? null;
    const rows = await listInvitations(c.var.nearby, docId, { after, limit: limit + 1, now: Date.now() });
    const page = toPage(rows, limit, 'invitations', {
      position: (row) => [row.email, row.id],
      item: toInvitation,
    });
    return c.json(page, 200);
  },
);

invitationRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/docs/{docId}/invitations/{invitationId}',
    access: 'share',
    tags,
    summary: 'Withdraw an invitation',
    request: { params: invitationParams },
    responses: { 204: empty('Withdrawn'), ...refusals },
  }),
  async (c) => {
    const { docId, invitationId } = c.req.valid('param');
    await requireAccess(c, docId, 'share', { inTrash: true });
    const row = await findInvitation(c.var.db, docId, { id: invitationId });
    if (!row) throw notFound('invitation');
    const told = telling(c, [{ type: 'invitation.withdrawn', docId, invitationId, email: row.email }]);
    if (!(await deleteInvitation(c.var.db, docId, invitationId, told.statementIfChanged)))
      throw notFound('invitation');
    told.publish();
    return c.body(null, 204);
  },
);

invitationRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/docs/{docId}/invitations/{invitationId}/resend',
    access: 'share',
    tags,
    summary: 'Send an invitation again',
    description: 'It is then open for another 30 days.',
    request: { params: invitationParams },
    responses: { 202: empty('Sent again'), ...refusals },
  }),
  async (c) => {
    const { docId, invitationId } = c.req.valid('param');
    const { document } = await requireAccess(c, docId, 'share');
    await requireVerified(c);
    const row = await findInvitation(c.var.db, docId, { id: invitationId });
    if (!row) throw notFound('invitation');
    requireMail(c);
    await invite(c, document, row);
    return c.body(null, 202);
  },
);

async function invite(
  c: Context<AppEnv>,
  { id: docId, title }: Access['document'],
  { email, role, message, invitedBy }: Pick<InvitationRow, 'email' | 'role' | 'message' | 'invitedBy'>,
): Promise<InvitationRow> {
  const { db } = c.var;
  const now = Date.now();
  const known = await findInvitation(db, docId, { email });
  const { lifetime } = HTTP_LIMITS.invitation;
  await limitFromAddress(c, 'invite-from', HTTP_LIMITS.invitationsFromAddress);
  const hash = hashedAddress(email);
  await limitRequests(c, `invitation-mail:${docId}:${hash}`, HTTP_LIMITS.invitationMail);
  await limitRequests(c, `invitation-mail-to:${hash}`, HTTP_LIMITS.invitationMailToAddress);
  const row: InvitationRow = {
    id: known?.id ?? randomId(),
    docId,
    email,
    role,
    message,
    invitedBy,
    expiresAt: now + lifetime,
    createdAt: known?.createdAt ?? now,
  };
  const told = telling(c, [
    { type: 'user.invited', docId, title, invitationId: row.id, email, role, message },
  ]);
  const limit = quotasOf(c.env).invitationsPerDocument;
  const stored = await putInvitation(db, row, { limit, now, told: told.statementIfChanged });
  if (!stored) {
    throw new Problem(
      409,
      'too_many_invitations',
      `At most ${limit} invitations of a document are open at once.`,
    );
  }
  told.publish();
  return stored;
}

function toInvitation(row: InvitationRow) {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    message: row.message,
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
  };
}
