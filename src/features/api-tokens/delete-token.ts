import type { Deps } from '../../platform/events/deps.ts';
import { telling } from '../../platform/events/telling.ts';
import { notFound } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { closeSockets } from '../sessions/end-sessions.ts';
import { deleteToken as deleteRow, findToken } from './queries.ts';

/** Deletes an API token of the actor's; when it resolves, no socket that it opened is open. Throws 404, 503 as `closeSockets`. */
export async function deleteToken(deps: Deps, actor: KnownActor, tokenId: string): Promise<void> {
  const { db } = deps;
  const { userId } = actor;
  const row = await findToken(db, userId, tokenId);
  if (!row) throw notFound('token');
  const told = telling(deps, actor, [{ type: 'user.token_deleted', userId, tokenId, name: row.name }]);
  await deleteRow(db, { userId, id: tokenId }, told.statement);
  told.publish();
  await closeSockets(deps, userId, [tokenId]);
}
