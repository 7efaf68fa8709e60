import { requireUser } from '../../platform/http/authentication.ts';
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
import { requireAccess } from '../../platform/http/require-access.ts';
import { email } from '../../platform/http/text-schemas.ts';
import { ROLES } from '../../protocol/role.ts';
import { givenRole, member, message } from '../sharing/schemas.ts';
import { resendInvitation, shareWithAddress, withdrawInvitation } from './invite.ts';
import { listInvitationsOf } from './list-invitations.ts';
import { toInvitationItem } from './representation.ts';

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
        z.object({ invitation: orNull(invitation), member: orNull(member) }),
        'The member, or the invitation',
      ),
      ...refusals,
    },
  }),
  async (c) => {
    const { email, role, message = null } = c.req.valid('json');
    const { document } = await requireAccess(c, c.req.valid('param').docId, 'share');
    const invited = { document, email, role, message };
    const { invitation, member } = await shareWithAddress(
      depsOf(c),
      knownActorOf(c, requireUser(c)),
      invited,
    );
    return c.json({ invitation: invitation && toInvitationItem(invitation), member }, 201);
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
    await requireAccess(c, docId, 'share', { inTrash: true });
    return c.json(await listInvitationsOf({ db: c.var.nearby }, docId, c.req.valid('query')), 200);
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
    await withdrawInvitation(depsOf(c), actorOf(c), { docId, invitationId });
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
    const actor = knownActorOf(c, requireUser(c));
    await resendInvitation(depsOf(c), actor, { document, invitationId });
    return c.body(null, 202);
  },
);
