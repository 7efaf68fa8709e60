import { pushAccess } from '../../content/push-access.ts';
import { findAccess, isOwed } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { type Caller, opens } from '../../platform/tokens/caller.ts';
import { may } from '../../protocol/permissions.ts';
import { revoke } from './queries.ts';

/**
 * Removes a user's role in a document, or lets `caller` leave it; when it resolves, the user's sockets are closed.
 * Throws 404 when the caller may not know of the document, 403 when they may not share it, 409 `owner_stays` for its
 * owner, 503 when the Document cannot be told: a repeat, or the sweep, completes it.
 */
export async function removeMember(
  deps: Deps,
  actor: Actor,
  { caller, docId, userId }: { caller: Caller; docId: string; userId: string },
): Promise<void> {
  const { env, db } = deps;
  const access = opens(caller, docId) ? await findAccess(db, docId, caller.userId) : undefined;
  const isLeaving = caller.userId === userId;
  // A caller who has left may have to finish it: the Document could not be told the first time.
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
    const outgoing = outgoingEvents(deps, actor, [{ type, docId, title: access.document.title, userId }]);
    if (await revoke(db, docId, userId, outgoing.statementIfChanged)) outgoing.publish();
  }
  await pushAccess(env, db, docId, userId);
}
