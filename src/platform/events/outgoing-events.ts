import { writeEvents, writeEventsIfChanged } from '../db/event-outbox.ts';
import type { Actor, EventBody } from '../queues/events.ts';
import type { Deps } from './deps.ts';
import { eventsBy, publishEvents } from './publish.ts';

/**
 * Events of what `actor` does: add `statement` to the batch that makes them true, call `publish` after the batch
 * commits. `publish` puts them into the queue without being awaited; if that fails, the sweep does it.
 */
export function outgoingEvents({ env, db, log, defer }: Deps, actor: Actor, bodies: readonly EventBody[]) {
  const events = eventsBy(actor, bodies);
  return {
    statement: writeEvents(db, events),
    /**
     * Instead of `statement`: only if the statement before it in the batch changed a row; otherwise publish nothing.
     */
    statementIfChanged: writeEventsIfChanged(db, events),
    publish: (): void => defer(publishEvents(env, db, log, events)),
  };
}

/** Publishes events that accompany no other write. */
export async function publish(deps: Deps, actor: Actor, bodies: readonly EventBody[]): Promise<void> {
  if (bodies.length === 0) return;
  const outgoing = outgoingEvents(deps, actor, bodies);
  await outgoing.statement;
  outgoing.publish();
}
