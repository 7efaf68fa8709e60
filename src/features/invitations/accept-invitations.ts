import { pushAccess } from '../../content/push-access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { acceptInvitation, type InvitationRow, listInvitationsTo } from './invitation-queries.ts';

const AT_MOST = 500;

/**
 * Turns a user's invitations into permissions. Call it only after the address is verified: before that it may belong to
 * someone else. A stronger role stays. Documents are told after the response, since no user loses access; what cannot
 * be told stays owed. Idempotent.
 */
export async function acceptInvitations(
  deps: Deps,
  actor: Actor,
  user: { id: string; email: string },
): Promise<void> {
  const { env, db, log } = deps;
  for (const found of await listInvitationsTo(db, user.email, Date.now(), AT_MOST)) {
    if (!(await accept(deps, actor, { ...found, userId: user.id }))) continue;
    const { docId } = found.invitation;
    deps.defer(
      pushAccess(env, db, docId, user.id).catch((error: unknown) =>
        log.warn('a change of access is still owed', { docId, error: String(error) }),
      ),
    );
  }
}

/** Turns one invitation into a permission of the user with its address; returns false when it is gone. */
export async function accept(
  deps: Deps,
  actor: Actor,
  { invitation, title, userId }: { invitation: InvitationRow; title: string; userId: string },
): Promise<boolean> {
  const { id, docId, role } = invitation;
  const outgoing = outgoingEvents(deps, { ...actor, kind: 'person', userId }, [
    { type: 'invitation.accepted', docId, title, invitationId: id, userId, role },
  ]);
  if (!(await acceptInvitation(deps.db, invitation, userId, outgoing.statementIfChanged))) return false;
  outgoing.publish();
  return true;
}
