import { excerptOf } from '../../content/comment-events.ts';
import { reachDocument } from '../../content/stub.ts';
import { noteOf } from '../../content/suggestion-events.ts';
import { deleteNoticesOf, quoteNoteNow, quoteNow } from '../../platform/db/comment-notices.ts';
import { findDocument } from '../../platform/db/documents.ts';
import type { Work } from '../../platform/events/work.ts';
import type { Event } from '../../platform/queues/events.ts';

/**
 * An event of a comment with the comment as it is now; null when that was deleted or erased since. That of a suggestion
 * with its note as it is now; any other event as it is. Throws 503 when the Document cannot be reached.
 */
export async function asItIsNow({ env, db }: Work, event: Event): Promise<Event | null> {
  if (event.type === 'suggestion.created') return withNote({ env, db }, event);
  if (event.type !== 'comment.created' && event.type !== 'mention.created') return event;
  const { docId, threadId, commentId } = event;
  const document = commentId === undefined ? undefined : await findDocument(db, docId);
  if (commentId === undefined || document === undefined) return event;
  const found = await reachDocument(env, document, (stub) => stub.comment({ threadId, commentId }));
  if (found.ok) return { ...event, excerpt: excerptOf(found.value.comment) };
  const isGone = found.error.code === 'comment_not_found' || found.error.code === 'thread_not_found';
  return isGone ? null : event;
}

/**
 * Brings the notices of a comment or suggestion that were just stored up to date with it. An edit and a deletion change
 * the comment first and then its notices: either they find these here, or what they did is found now.
 */
export async function followComment(work: Work, event: Event): Promise<void> {
  if (event.type === 'suggestion.created') {
    const { excerpt } = await withNote(work, event);
    if (excerpt !== event.excerpt) await quoteNoteNow(work.db, { ...event, excerpt });
    return;
  }
  if (!('commentId' in event) || event.commentId === undefined) return;
  const { docId, commentId } = event;
  const now = await asItIsNow(work, event);
  if (now === null) await deleteNoticesOf(work.db, { docId, commentId });
  else if ('excerpt' in now && now.excerpt !== event.excerpt)
    await quoteNow(work.db, { docId, commentId, excerpt: now.excerpt });
}

type NewSuggestion = Extract<Event, { type: 'suggestion.created' }>;

async function withNote({ env, db }: Pick<Work, 'env' | 'db'>, event: NewSuggestion): Promise<NewSuggestion> {
  const { docId, suggestionId } = event;
  const document = await findDocument(db, docId);
  if (document === undefined) return event;
  const asked = { suggestionId, version: null };
  const found = await reachDocument(env, document, (stub) => stub.suggestion(asked));
  return found.ok ? { ...event, excerpt: noteOf(found.value) } : event;
}
