import { reachDocument } from '../../content/stub.ts';
import { suggesterOf, writeCommentEvents } from '../../content/tell-comment.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publishEvents } from '../../platform/events/publish.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Comment, Thread } from '../../protocol/review.ts';

/**
 * Tells of a comment, or of whom an edited one mentions. It never throws: the comment is durable, and an error would
 * make its author write it again. The consumer that archives the review tells of what was not told here.
 */
export async function tellOfComment(
  deps: Deps,
  actor: Actor,
  told: { document: DocumentRow; comment: Comment } & ({ thread: Thread } | { threadId: string }),
): Promise<void> {
  const { env, db, log, defer } = deps;
  const { document, comment } = told;
  if (comment.editedAt !== null && comment.mentions.length === 0) return;
  try {
    const thread = 'thread' in told ? told.thread : await find(deps, document, told.threadId);
    // Deleted meanwhile: nothing is left to tell.
    if (thread === null) return;
    const suggesterId = await reachDocument(env, document, (stub) => suggesterOf(stub, thread));
    const events = await writeCommentEvents(deps, actor, { document, thread, comment, suggesterId });
    defer(publishEvents(env, db, log, events));
  } catch (error) {
    log.warn('a comment is told of later', { docId: document.id, error: String(error) });
  }
}

async function find({ env }: Deps, document: DocumentRow, threadId: string): Promise<Thread | null> {
  const found = await reachDocument(env, document, (stub) => stub.thread(threadId));
  return found.ok ? found.value : null;
}
