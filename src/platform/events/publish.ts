import { randomId } from '../../base/ids.ts';
import type { Database } from '../db/database.ts';
import { forgetEvents, listUnsent } from '../db/event-outbox.ts';
import type { Logger } from '../observability/logger.ts';
import type { Actor, Event, EventBody } from '../queues/events.ts';
import { sendEvents } from '../queues/producers.ts';

const AT_A_TIME = 50;
const UNSENT_MS = 60_000;

/** The actor when there is no caller: the queue's consumers, the platform's clock. */
export const SYSTEM: Actor = {
  kind: 'system',
  userId: null,
  credentialId: null,
  address: null,
  userAgent: null,
};

/** Events with their envelopes, at the current time. */
export function eventsBy(by: Actor, bodies: readonly EventBody[]): Event[] {
  const at = Date.now();
  return bodies.map((body) => ({ ...body, id: randomId(), at, by }) as Event);
}

/**
 * Puts events that were written (`writeEvents`) into the queue. Never throws: events that the queue does not take
 * stay in the outbox, and the sweep sends them.
 */
export async function publishEvents(
  env: Env,
  db: Database,
  log: Logger,
  events: readonly Event[],
): Promise<void> {
  if (events.length === 0) return;
  try {
    await sendEvents(env, events);
    await forgetEvents(
      db,
      events.map(({ id }) => id),
    );
  } catch (error) {
    log.warn('events wait in the outbox', { count: events.length, error: String(error) });
  }
}

/** Sends events that have waited in the outbox for a minute. */
export async function publishUnsent(env: Env, db: Database, now: number): Promise<void> {
  for (;;) {
    const events = await listUnsent(db, now - UNSENT_MS, AT_A_TIME);
    if (events.length === 0) return;
    await sendEvents(env, events);
    await forgetEvents(
      db,
      events.map(({ id }) => id),
    );
  }
}
