import { forgetUser } from '../../platform/db/user-erasures.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { closeSockets, endSessionsEverywhere } from '../sessions/end-sessions.ts';
import { finishUserErasure } from './erase.ts';
import { findUser, listTokenIds } from './queries.ts';

/**
 * Erases the actor's account permanently, and deletes or hands over their documents. When it resolves, the account is
 * gone; the sweep finishes what could not be reached. Throws 401 when the account no longer exists.
 */
export async function eraseAccount(
  deps: Deps,
  actor: KnownActor,
  { documents }: { documents: 'delete' | 'hand-over' },
): Promise<void> {
  const { db, log } = deps;
  const { userId } = actor;
  const user = await findUser(db, userId);
  if (!user) throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
  const { email, name, preferences } = user;
  const verified = user.emailVerifiedAt !== null;
  const language = typeof preferences.language === 'string' ? preferences.language : null;
  const now = Date.now();
  const tokenIds = await listTokenIds(db, userId);
  // Everything unreachable from here on stays owed: this batch has already deleted the account.
  try {
    await endSessionsEverywhere(deps, actor, {
      userId,
      sessions: 'all',
      reason: 'erased',
      statements: forgetUser(db, { userId, email }, { documents, dueAt: now }),
      events: [{ type: 'user.erased', userId, email, name, language, verified }],
    });
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'sockets_unconfirmed')) throw error;
  }
  log.info('a user was erased', { userId });
  const erasure = { userId, documents, state: 'owed' as const, dueAt: now, createdAt: now };
  try {
    await closeSockets(deps, userId, tokenIds);
    await finishUserErasure(deps, erasure, now);
  } catch (error) {
    log.warn('an erasure of a user is still owed', { userId, error: String(error) });
  }
}
