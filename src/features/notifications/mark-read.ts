import type { Deps } from '../../platform/events/deps.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { sendLive } from './live.ts';
import { countUnread, markRead } from './queries.ts';

/**
 * Marks notifications of the actor as read, by ids or all. Returns the new number of unread ones, which open live
 * channels also get.
 */
export async function markNotificationsRead(
  deps: Deps,
  { userId }: KnownActor,
  which: string[] | 'all',
): Promise<number> {
  const now = Date.now();
  await markRead(deps.db, userId, which, now);
  deps.defer(sendLive(deps, userId, null));
  return countUnread(deps.db, userId, now);
}
