import type { Deps } from '../../platform/events/deps.ts';
import { sendLive } from './live.ts';
import { deleteOfComment } from './queries.ts';

/**
 * Deletes the notices of a comment that was deleted, and those that still wait for a mail; everyone who had one is told.
 */
export async function forgetComment(deps: Deps, which: { docId: string; commentId: string }): Promise<void> {
  const had = await deleteOfComment(deps.db, which);
  for (const userId of had) deps.defer(sendLive(deps, userId, null));
}
