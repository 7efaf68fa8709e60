import { throttle } from '../../platform/db/throttle.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import { Problem, rateLimited } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { exportOf } from './export.ts';
import { findUser } from './queries.ts';

/**
 * All stored data about the actor, as `exportOf`. Throws 401 when the account no longer exists, 429 for too many
 * exports.
 */
export async function exportAccount(deps: Deps, actor: KnownActor): Promise<ReadableStream<Uint8Array>> {
  const { env, db } = deps;
  const { userId } = actor;
  const wait = await throttle(db, `export:${userId}`, HTTP_LIMITS.exports, Date.now());
  if (wait > 0) throw rateLimited(wait / 1000);
  const user = await findUser(db, userId);
  if (!user) throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
  await publish(deps, actor, [{ type: 'user.exported', userId }]);
  return exportOf(env, db, user);
}
