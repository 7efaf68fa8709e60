import { randomId } from '../../base/ids.ts';
import { pushAccess } from '../../content/push-access.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { GivenRole } from '../../platform/db/grants.ts';
import { findVerified } from '../../platform/db/verified-user.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import type { Actor, KnownActor } from '../../platform/queues/events.ts';
import { limitFromAddress } from '../../platform/verbs/address-limits.ts';
import { hashedAddress, limitRequests } from '../../platform/verbs/attempts.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { requireMail } from '../../platform/verbs/require-mail.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { giveRole } from '../sharing/give-role.ts';
import { requireVerified } from '../sharing/mail-bounds.ts';
import { type Member, memberOf } from '../sharing/members.ts';
import { accept } from './accept-invitations.ts';
import { deleteInvitation, findInvitation, type InvitationRow, putInvitation } from './invitation-queries.ts';

type Shared = Pick<DocumentRow, 'id' | 'title'>;
type Invited = Pick<InvitationRow, 'email' | 'role' | 'message'>;

/** The member with the new role, or the invitation that was sent. */
export type SharedWith = { invitation: null; member: Member } | { invitation: InvitationRow; member: null };

/**
 * Shares a document with an address: an account that has verified it gets the role at once, any other address is
 * invited by mail. Throws 403 `address_unverified` unless the actor's own address is verified, 409
 * `too_many_invitations`, 429, 503 `mail_unavailable`, and as `giveRole`.
 */
export async function shareWithAddress(
  deps: Deps,
  actor: KnownActor,
  { document, email, role, message }: Invited & { document: Shared; role: GivenRole },
): Promise<SharedWith> {
  const { env, db } = deps;
  const { userId } = actor;
  await requireVerified(deps, actor);
  await limitRequests(deps, `invite:${userId}`, HTTP_LIMITS.invitationsOfUser);
  const known = await findVerified(db, email);
  if (known) {
    const member = await giveRole(deps, actor, { document, userId: known, role, how: 'atLeast' });
    return { invitation: null, member };
  }
  requireMail(deps);
  const invitation = await invite(deps, actor, { document, email, role, message, invitedBy: userId });
  // The address may have been verified meanwhile: its user may have looked for invitations before this one existed.
  const proved = await findVerified(db, email);
  if (!proved) return { invitation, member: null };
  await accept(deps, actor, { invitation, title: document.title, userId: proved });
  await pushAccess(env, db, document.id, proved);
  return { invitation: null, member: await memberOf(deps, document.id, proved) };
}

/** Withdraws an invitation. Throws 404. */
export async function withdrawInvitation(
  deps: Deps,
  actor: Actor,
  { docId, invitationId }: { docId: string; invitationId: string },
): Promise<void> {
  const { db } = deps;
  const row = await findInvitation(db, docId, { id: invitationId });
  if (!row) throw notFound('invitation');
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'invitation.withdrawn', docId, invitationId, email: row.email },
  ]);
  if (!(await deleteInvitation(db, docId, invitationId, outgoing.statementIfChanged)))
    throw notFound('invitation');
  outgoing.publish();
}

/** Sends an invitation again; it is then valid for 30 days. Throws 404, and as `shareWithAddress`. */
export async function resendInvitation(
  deps: Deps,
  actor: KnownActor,
  { document, invitationId }: { document: Shared; invitationId: string },
): Promise<void> {
  await requireVerified(deps, actor);
  const row = await findInvitation(deps.db, document.id, { id: invitationId });
  if (!row) throw notFound('invitation');
  requireMail(deps);
  await invite(deps, actor, { ...row, document });
}

async function invite(
  deps: Deps,
  actor: Actor,
  {
    document: { id: docId, title },
    email,
    role,
    message,
    invitedBy,
  }: Invited & Pick<InvitationRow, 'invitedBy'> & { document: Shared },
): Promise<InvitationRow> {
  const { env, db } = deps;
  const now = Date.now();
  const known = await findInvitation(db, docId, { email });
  const { lifetime } = HTTP_LIMITS.invitation;
  await limitFromAddress(deps, actor, 'invite-from', HTTP_LIMITS.invitationsFromAddress);
  const hash = hashedAddress(email);
  await limitRequests(deps, `invitation-mail:${docId}:${hash}`, HTTP_LIMITS.invitationMail);
  await limitRequests(deps, `invitation-mail-to:${hash}`, HTTP_LIMITS.invitationMailToAddress);
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
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'user.invited', docId, title, invitationId: row.id, email, role, message },
  ]);
  const limit = quotasOf(env).invitationsPerDocument;
  const stored = await putInvitation(db, row, { limit, now, outgoing: outgoing.statementIfChanged });
  if (!stored) {
    throw new Problem(
      409,
      'too_many_invitations',
      `At most ${limit} invitations of a document are open at once.`,
    );
  }
  outgoing.publish();
  return stored;
}
