import { reachDocument } from '../../content/stub.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publishNamed } from '../../platform/events/outgoing-events.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Comment, Thread } from '../../protocol/review.ts';
import { type CommentPlace, commentEvents, mentionEvents, type NamedEvent } from './comment-events.ts';

interface Told {
  document: DocumentRow;
  comment: Comment;
}

type InThread = Told & ({ thread: Thread } | { threadId: string });

/**
 * Tells of a new comment. It never throws: the comment is durable, and an error would make its author write it again.
 */
export async function tellOfComment(deps: Deps, actor: Actor, told: InThread): Promise<void> {
  await tell(deps, actor, told, commentEvents);
}

/** Tells whom an edited comment mentions; who was told before is not told again. It never throws. */
export async function tellOfMentions(deps: Deps, actor: Actor, told: InThread): Promise<void> {
  if (told.comment.mentions.length > 0) await tell(deps, actor, told, mentionEvents);
}

async function tell(
  deps: Deps,
  actor: Actor,
  told: InThread,
  eventsOf: (place: CommentPlace) => NamedEvent[],
): Promise<void> {
  const { document, comment } = told;
  try {
    const thread = 'thread' in told ? told.thread : await find(deps, document, told.threadId);
    // Deleted meanwhile: nothing is left to tell.
    if (thread !== null) await publishNamed(deps, actor, eventsOf({ document, thread, comment }));
  } catch (error) {
    deps.log.error('nobody is told of a comment', { docId: document.id, error: String(error) });
  }
}

async function find({ env }: Deps, document: DocumentRow, threadId: string): Promise<Thread | null> {
  const found = await reachDocument(env, document, (stub) => stub.thread(threadId));
  return found.ok ? found.value : null;
}
