import { env } from 'cloudflare:workers';
import type { Json } from './api.ts';

// An event leaves the outbox for the queue at once: a trigger keeps a copy of what was written there.
await env.DB.batch([
  env.DB.prepare('CREATE TABLE IF NOT EXISTS told_events (body TEXT NOT NULL)'),
  env.DB.prepare(
    'CREATE TRIGGER IF NOT EXISTS told_events_copy AFTER INSERT ON event_outbox BEGIN INSERT INTO told_events VALUES (NEW.body); END',
  ),
]);

/** Every event written since this module was loaded, in order. */
export async function toldEvents(): Promise<Json[]> {
  const { results } = await env.DB.prepare('SELECT body FROM told_events ORDER BY rowid').all<{
    body: string;
  }>();
  return results.map(({ body }) => JSON.parse(body));
}

/** The events of a type about this user, in order. */
export async function eventsOf(userId: string, type: string): Promise<Json[]> {
  return (await toldEvents()).filter((event) => event.userId === userId && event.type === type);
}
