import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import type { Event } from '../../../src/platform/queues/events.ts';
import { deliver } from './queue.ts';

/** From now on events stay in the outbox until a test delivers them. */
export function holdEvents(): void {
  vi.spyOn(env.EVENTS, 'sendBatch').mockRejectedValue(new Error('held by a test'));
}

/** The events that wait in the outbox, oldest first. */
export async function heldEvents(): Promise<Event[]> {
  const { results } = await env.DB.prepare('SELECT body FROM event_outbox ORDER BY rowid').all<{
    body: string;
  }>();
  return results.map(({ body }) => JSON.parse(body) as Event);
}

/** Delivers the events in the outbox to the consumer `times` times, and removes them. */
export async function handEventsOn(times = 1): Promise<Event[]> {
  const events = await heldEvents();
  for (let i = 0; i < times; i++) {
    for (const event of events) {
      const { explicitAcks } = await deliver('events', [event]);
      if (explicitAcks.length !== 1) throw new Error(`${event.type} was not taken`);
    }
  }
  await env.DB.prepare('DELETE FROM event_outbox').run();
  return events;
}

/** The types of the events about one document: events of other tests' queues in this runtime are left out. */
export function typesAbout(events: readonly Event[], docId: string): string[] {
  return events.filter((event) => 'docId' in event && event.docId === docId).map(({ type }) => type);
}
