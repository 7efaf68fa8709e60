import { findDoneEffects, markDone } from '../../platform/db/event-effects.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Work } from '../../platform/events/work.ts';
import { count } from '../../platform/observability/metrics.ts';
import type { Event } from '../../platform/queues/events.ts';
import { EVENT_CONSUMERS, type EventConsumer } from './registry.ts';

// Longer than a healthy consumer takes. A queue may end a batch that takes minutes.
const SLOW_MS = 10_000;

/**
 * Gives an event to all consumers that take it, at the same time. When one fails, or is so slow that the platform ends
 * it, the others are noted as done, and the retried message (`attempts` above 1) runs that one only. Notes belong to a
 * message, not to its event: a replayed dead letter runs all consumers. When all succeed, which is the normal case,
 * nothing is noted and D1 is not used. Throws the first error.
 */
export async function handleEvent(
  deps: Deps,
  event: Event,
  message: { id: string; attempts: number },
  consumers: readonly EventConsumer[] = EVENT_CONSUMERS,
): Promise<void> {
  const before = await doneBefore(deps, event, message);
  const due = consumers.filter(
    ({ name, takes }) => takes(event.type) && !before.has(effectOf(name, message)),
  );
  const done: string[] = [];
  const failures: unknown[] = [];
  const running = Promise.all(
    due.map(async ({ name, run }) => {
      try {
        await run(deps, event);
        done.push(name);
        count('event_consumers_total', { consumer: name, outcome: 'done' });
      } catch (error) {
        failures.push(error);
        count('event_consumers_total', { consumer: name, outcome: 'failed' });
        deps.log.warn('a consumer failed', { consumer: name, event: event.id, error: String(error) });
      }
    }),
  );
  const slow = setTimeout(() => deps.defer(noteDone(deps, event, message, done)), SLOW_MS);
  await running;
  clearTimeout(slow);
  if (failures.length === 0) return;
  await noteDone(deps, event, message, done);
  throw failures[0];
}

/** The consumers that an earlier attempt noted; none when D1 is down, since not every consumer needs it. */
async function doneBefore(
  { db, log }: Deps,
  event: Event,
  message: { attempts: number },
): Promise<ReadonlySet<string>> {
  if (message.attempts <= 1) return new Set();
  try {
    return await findDoneEffects(db, event.id);
  } catch (error) {
    log.warn('the notes of consumers cannot be read', { event: event.id, error: String(error) });
    return new Set();
  }
}

/** Without the note a consumer runs again, which does no harm, so a failure to write it is only logged. */
async function noteDone(
  { db, log }: Work,
  event: Event,
  message: { id: string },
  names: readonly string[],
): Promise<void> {
  const now = Date.now();
  try {
    await Promise.all(
      names.map((name) => markDone(db, { eventId: event.id, effect: effectOf(name, message) }, now)),
    );
  } catch (error) {
    log.warn('what consumers have done could not be noted', { event: event.id, error: String(error) });
  }
}

function effectOf(name: string, { id }: { id: string }): string {
  return `consumer:${name}:${id}`;
}
