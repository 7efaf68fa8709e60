import { markDone } from '../platform/db/event-effects.ts';
import { writeEventsOnce } from '../platform/db/event-outbox.ts';
import { publishEvents } from '../platform/events/publish.ts';
import type { Work } from '../platform/events/work.ts';
import type { Actor, Event } from '../platform/queues/events.ts';
import type { Comment } from '../protocol/review.ts';
import { type CommentPlace, commentEvents, mentionEvents } from './comment-events.ts';

/** The mark in D1 that the events of a comment as it is were written. */
export function toldEffect({ id, at, editedAt }: Pick<Comment, 'id' | 'at' | 'editedAt'>) {
  return { eventId: id, effect: `told:${Date.parse(editedAt ?? at)}` };
}

/**
 * Writes the events of a comment, of an edited one those of whom it mentions, and that they were written. It may be
 * repeated: their ids follow from the comment. Returns them, for `publishEvents`.
 */
export async function writeCommentEvents(
  { db }: Pick<Work, 'db'>,
  by: Actor,
  place: CommentPlace,
): Promise<Event[]> {
  const { comment } = place;
  const at = Date.now();
  const bodies = comment.editedAt === null ? commentEvents(place) : mentionEvents(place);
  const events = bodies.map((body) => ({ ...body, at, by }) as Event);
  if (events.length > 0) await db.batch([writeEventsOnce(db, events), markDone(db, toldEffect(comment), at)]);
  return events;
}

/** Writes the events of a comment and publishes them. */
export async function tellComment(work: Work, by: Actor, place: CommentPlace): Promise<void> {
  const events = await writeCommentEvents(work, by, place);
  await publishEvents(work.env, work.db, work.log, events);
}
