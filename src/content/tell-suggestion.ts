import { isDone, markDone } from '../platform/db/event-effects.ts';
import { writeEventsOnce } from '../platform/db/event-outbox.ts';
import { publishEvents } from '../platform/events/publish.ts';
import type { Work } from '../platform/events/work.ts';
import type { Actor, Event } from '../platform/queues/events.ts';
import type { Suggestion } from '../protocol/review.ts';
import type { NamedEvent } from './comment-events.ts';
import type { DocumentStub } from './stub.ts';

/** Whether an event of a suggestion was written. */
export function isTold({ db }: Pick<Work, 'db'>, { id }: NamedEvent): Promise<boolean> {
  return isDone(db, effectOf(id));
}

/** Writes an event of a suggestion, and that it was written. Its id follows from what it tells, so it may be repeated. */
export async function writeSuggestionEvent(
  { db }: Pick<Work, 'db'>,
  by: Actor,
  body: NamedEvent,
): Promise<Event> {
  const at = Date.now();
  const event = { ...body, at, by } as Event;
  await db.batch([writeEventsOnce(db, [event]), markDone(db, effectOf(event.id), at)]);
  return event;
}

/** Writes an event of a suggestion and publishes it. */
export async function tellOfSuggestion(work: Work, by: Actor, body: NamedEvent): Promise<void> {
  const event = await writeSuggestionEvent(work, by, body);
  await publishEvents(work.env, work.db, work.log, [event]);
}

/** Who takes part in the thread of a suggestion: everyone who wrote there or was mentioned. */
export async function takingPart(
  stub: DocumentStub,
  { threadId }: Pick<Suggestion, 'threadId'>,
): Promise<string[]> {
  const answer = await stub.takingPart(threadId);
  return answer.ok ? answer.value : [];
}

function effectOf(id: string) {
  return { eventId: id, effect: 'told' };
}
