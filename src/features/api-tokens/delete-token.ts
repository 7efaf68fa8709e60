import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { notFound } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { closeSockets } from '../sessions/end-sessions.ts';
import { deleteTokenRow, findToken } from './queries.ts';

/**
 * Deletes one of the actor's API tokens. When it resolves, none of its sockets is open. Throws 404, and 503 as
 * `closeSockets`.
 */
export async function deleteToken(deps: Deps, actor: KnownActor, tokenId: string): Promise<void> {
  const { db } = deps;
  const { userId } = actor;
  const row = await findToken(db, userId, tokenId);
  if (!row) throw notFound('token');
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'user.token_deleted', userId, tokenId, name: row.name },
  ]);
  await deleteTokenRow(db, { userId, id: tokenId }, outgoing.statement);
  outgoing.publish();
  await closeSockets(deps, userId, [tokenId]);
}
