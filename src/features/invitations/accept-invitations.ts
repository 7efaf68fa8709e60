import type { Context } from 'hono';
import { tellDocument } from '../../content/push-access.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { telling } from '../../platform/http/telling.ts';
import { acceptInvitation, type InvitationRow, listInvitationsOf } from './invitation-queries.ts';

const AT_MOST = 500;

/**
 * Turns what a user was invited to into permissions; to be called once their address is verified, never before: until
 * then it is only what somebody typed. A stronger role stays. Documents are told behind the answer, since nobody loses
 * anything by it; what cannot be told stays owed. Calling it again is harmless.
 */
export async function acceptInvitations(
  c: Context<AppEnv>,
  user: { id: string; email: string },
): Promise<void> {
  const { db, log } = c.var;
  for (const found of await listInvitationsOf(db, user.email, Date.now(), AT_MOST)) {
    if (!(await accept(c, found, user.id))) continue;
    const { docId } = found.invitation;
    c.executionCtx.waitUntil(
      tellDocument(c.env, db, docId, user.id).catch((error: unknown) =>
        log.warn('a change of access is still owed', { docId, error: String(error) }),
      ),
    );
  }
}

/** Turns one invitation into a permission of the user with its address; false when it is gone. */
export async function accept(
  c: Context<AppEnv>,
  { invitation, title }: { invitation: InvitationRow; title: string },
  userId: string,
): Promise<boolean> {
  const { id, docId, role } = invitation;
  const told = telling(c, [{ type: 'invitation.accepted', docId, title, invitationId: id, userId, role }], {
    kind: 'person',
    userId,
  });
  if (!(await acceptInvitation(c.var.db, invitation, userId, told.statementIfChanged))) return false;
  told.publish();
  return true;
}
