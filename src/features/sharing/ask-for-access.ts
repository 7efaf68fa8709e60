import { randomId } from '../../base/ids.ts';
import { currentAccess } from '../../platform/db/access.ts';
import { throttle } from '../../platform/db/throttle.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { limitRequests } from '../../platform/verbs/attempts.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { roleAtLeast } from '../../protocol/role.ts';
import { type AccessRequestRow, findRequestOf, putRequest } from './access-request-queries.ts';

/** A request for access: the document, the role and a message. */
export type Asked = Pick<AccessRequestRow, 'docId' | 'role' | 'message'>;

/**
 * Asks the owner of a document for a role in it, if the document exists; the response does not reveal that. Throws 429.
 */
export async function askForAccess(deps: Deps, actor: KnownActor, asked: Asked): Promise<void> {
  const { docId } = asked;
  await limitRequests(deps, `access-requests:${actor.userId}`, HTTP_LIMITS.accessRequestsOfUser);
  // After the response: neither it nor its duration may reveal whether the document exists.
  deps.defer(
    ask(deps, actor, asked).catch((error: unknown) =>
      deps.log.error('a request for access was lost', { docId, error: String(error) }),
    ),
  );
}

async function ask(deps: Deps, actor: KnownActor, { docId, role, message }: Asked): Promise<void> {
  const { db } = deps;
  const { userId } = actor;
  const current = await currentAccess(db, docId, userId);
  if (!current || current.document.deletedAt !== null) return;
  const { held, document } = current;
  if (held.role !== null && roleAtLeast(held.role, role)) return;
  const now = Date.now();
  const key = `access-request:${docId}:${userId}`;
  if ((await throttle(db, key, HTTP_LIMITS.accessRequestToDocument, now)) > 0) return;
  const known = await findRequestOf(db, docId, userId);
  const requestId = known?.id ?? randomId();
  const { title } = document;
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'access.requested', docId, title, requestId, userId, role, message },
  ]);
  const row = { id: requestId, docId, userId, role, message, createdAt: now };
  const limit = HTTP_LIMITS.accessRequestsPerDocument;
  if (await putRequest(db, row, { limit, outgoing: outgoing.statementIfChanged })) outgoing.publish();
}
