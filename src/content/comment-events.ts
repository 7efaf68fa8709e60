import type { WrittenComment } from '../../durable-objects/document/rpc.ts';
import type { Event, EventBody } from '../platform/queues/events.ts';
import type { Comment } from '../protocol/review.ts';

/** Where a comment stands. */
export interface CommentPlace extends WrittenComment {
  document: { id: string; title: string; ownerId: string };
}

/** An event before its envelope, under an id that follows from what it tells. */
export type NamedEvent = EventBody & Pick<Event, 'id'>;

// As much as a mail quotes.
const EXCERPT = 1_000;
// The half of a mention or of a surrogate pair that a text ends with.
const CUT = /<(?:@[A-Za-z0-9_-]{0,36})?$|[\ud800-\udbff]$/;

/**
 * The events of a new comment: to everyone who takes part (the owner of the document, the suggester, the authors in the
 * thread, everyone who was mentioned in it before), and to each whom it mentions. No one is told twice of it, and its
 * author not at all.
 */
export function commentEvents(place: CommentPlace): NamedEvent[] {
  const { document, comment, about } = place;
  const notAgain = new Set([comment.author.id, ...comment.mentions.map(({ id }) => id)]);
  const suggester = about.suggesterId === null ? [] : [about.suggesterId];
  const everybody = new Set([document.ownerId, ...suggester, ...about.takePart]);
  const userIds = [...everybody].filter((id) => !notAgain.has(id));
  const isReply = about.takePart.length > 0;
  const told: NamedEvent = {
    id: comment.id,
    type: 'comment.created',
    ...factsOf(place),
    ...(isReply && { isReply }),
    userIds,
  };
  return [...(userIds.length > 0 ? [told] : []), ...mentionEvents(place)];
}

/** The events of whom a comment mentions, the same ones again for an edited comment that still mentions them. */
export function mentionEvents(place: CommentPlace): NamedEvent[] {
  const { comment } = place;
  return comment.mentions
    .filter(({ id }) => id !== comment.author.id)
    .map(({ id: userId }) => ({
      id: idOf(comment.id, userId),
      type: 'mention.created' as const,
      ...factsOf(place),
      userId,
    }));
}

function factsOf({ document, about, comment }: CommentPlace) {
  const { id: docId, title } = document;
  const quote = about.quote === '' ? {} : { quote: about.quote };
  return { docId, title, threadId: about.id, commentId: comment.id, excerpt: excerptOf(comment), ...quote };
}

/** As much of a comment as a mail quotes. It names no one: a mention is `<@userId>`, as it is in the comment. */
export function excerptOf({ body }: Pick<Comment, 'body'>): string {
  return shortened(body ?? '');
}

/** As much of a text as a mail quotes; neither a mention nor a pair is cut in two. */
export function shortened(text: string): string {
  return text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT - 1).replace(CUT, '')}…`;
}

// Both begin with more random characters than ever meet again.
function idOf(commentId: string, userId: string): string {
  return commentId.slice(0, 18) + userId.slice(0, 18);
}
