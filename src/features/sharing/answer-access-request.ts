import { pushAccess } from '../../content/push-access.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { GivenRole } from '../../platform/db/grants.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { notFound } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { answerRequest, findRequest } from './access-request-queries.ts';
import { type Member, memberOf } from './members.ts';

/**
 * Gives the requesting user a role, unless they have a stronger one by then; null refuses, and returns null. Throws 404
 * when the request does not exist, or was answered.
 */
export async function answerAccessRequest(
  deps: Deps,
  actor: Actor,
  {
    document: { id: docId, title },
    requestId,
    role,
  }: { document: Pick<DocumentRow, 'id' | 'title'>; requestId: string; role: GivenRole | null },
): Promise<Member | null> {
  const { env, db } = deps;
  const request = await findRequest(db, docId, requestId);
  if (!request) throw notFound('request');
  const { userId } = request;
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'access.answered', docId, title, requestId, userId, role },
  ]);
  if (!(await answerRequest(db, request, role, outgoing.statementIfChanged))) throw notFound('request');
  outgoing.publish();
  if (role === null) return null;
  await pushAccess(env, db, docId, userId);
  return memberOf(deps, docId, userId);
}
