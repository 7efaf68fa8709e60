import { asc, inArray, lt, sql } from 'drizzle-orm';
import type { Event } from '../queues/events.ts';
import type { Database } from './database.ts';
import { eventOutbox } from './schema.ts';

/** The statement that writes at least one event. It belongs in the batch of the change. */
export function writeEvents(db: Database, events: readonly Event[]) {
  return db.insert(eventOutbox).values(events.map((body) => ({ id: body.id, body, createdAt: body.at })));
}

/**
 * The statement that writes events only if the statement before it in its batch changed a row: for changes that may
 * have been overtaken by then.
 */
export function writeEventsIfChanged(db: Database, events: readonly Event[]) {
  // One parameter for any number of events: D1 takes a hundred parameters.
  const rows = sql`json_each(${JSON.stringify(events)})`;
  return db
    .insert(eventOutbox)
    .select(sql`SELECT value ->> 'id', value, value ->> 'at' FROM ${rows} WHERE changes() > 0`);
}

/** The statement that writes events, in any number, under ids of their own; those that wait already stay. */
export function writeEventsOnce(db: Database, events: readonly Event[]) {
  const rows = sql`json_each(${JSON.stringify(events)})`;
  return db
    .insert(eventOutbox)
    .select(sql`SELECT value ->> 'id', value, value ->> 'at' FROM ${rows} WHERE TRUE`)
    .onConflictDoNothing();
}

/** The events are in the queue, which is responsible for them from now on. */
export async function forgetEvents(db: Database, ids: readonly string[]): Promise<void> {
  await db.delete(eventOutbox).where(inArray(eventOutbox.id, [...ids]));
}

/**
 * At most `limit` events that were written before `before` (ms since 1970) and are not in the queue yet, oldest
 * first.
 */
export async function listUnsent(db: Database, before: number, limit: number): Promise<Event[]> {
  const rows = await db
    .select({ body: eventOutbox.body })
    .from(eventOutbox)
    .where(lt(eventOutbox.createdAt, before))
    .orderBy(asc(eventOutbox.createdAt))
    .limit(limit);
  return rows.map(({ body }) => body);
}

/** The statement that writes the events of a change. */
export type EventStatement = ReturnType<typeof writeEvents>;
/** The same, only if the statement before it changed a row. */
export type EventStatementIfChanged = ReturnType<typeof writeEventsIfChanged>;
