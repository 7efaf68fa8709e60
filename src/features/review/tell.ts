import type { WrittenComment } from '../../../durable-objects/document/rpc.ts';
import { excerptOf } from '../../content/comment-events.ts';
import { writeCommentEvents } from '../../content/tell-comment.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { quoteNow } from '../../platform/db/comment-notices.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publishEvents } from '../../platform/events/publish.ts';
import type { Actor } from '../../platform/queues/events.ts';

/**
 * Tells of a comment; of an edited one whom it mentions, and what was told before quotes it as it is. It never throws: the comment is durable, and an error would
 * make its author write it again. The consumer that archives the review tells of what was not told here.
 */
export async function tellOfComment(
  deps: Deps,
  actor: Actor,
  told: WrittenComment & { document: DocumentRow },
): Promise<void> {
  const { env, db, log, defer } = deps;
  const { document, comment } = told;
  try {
    if (comment.editedAt !== null)
      await quoteNow(db, { docId: document.id, commentId: comment.id, excerpt: excerptOf(comment) });
    const events = await writeCommentEvents(deps, actor, told);
    defer(publishEvents(env, db, log, events));
  } catch (error) {
    log.warn('a comment is told of later', { docId: document.id, error: String(error) });
  }
}
