import { deleteNoticesOf } from '../../platform/db/comment-notices.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { sendLive } from './live.ts';

/**
 * Deletes the notices of a comment that was deleted, and those that still wait for a mail; everyone who had one is told.
 * It never throws: the comment is gone, and the consumer that archives the review deletes what was not deleted here.
 */
export async function forgetComment(deps: Deps, which: { docId: string; commentId: string }): Promise<void> {
  try {
    const had = await deleteNoticesOf(deps.db, which);
    for (const userId of had) deps.defer(sendLive(deps, userId, null));
  } catch (error) {
    deps.log.warn('the notices of a comment are deleted later', { ...which, error: String(error) });
  }
}
