import type { Context } from 'hono';
import { writeEvents, writeEventsIfChanged } from '../db/event-outbox.ts';
import { eventsBy, publishEvents } from '../events/tell.ts';
import type { Actor, EventBody } from '../queues/events.ts';
import type { AppEnv } from './env.ts';
import { callerAddress } from './rate-limits.ts';

/** The caller of this request, as events and the audit log name them. */
export function actorOf(c: Context<AppEnv>): Actor {
  const { caller, operator } = c.var;
  return {
    kind: operator ? 'admin' : (caller?.kind ?? 'anonymous'),
    userId: caller?.userId ?? null,
    credentialId: caller?.credentialId ?? null,
    address: callerAddress(c.req.raw.headers),
    userAgent: (c.req.header('User-Agent') ?? '').slice(0, 300),
  };
}

/**
 * Events of this request: add `statement` to the batch of the change, and call `publish` after the batch commits. The
 * queue gets them after the response; if that fails, the sweep sends them.
 */
export function telling(c: Context<AppEnv>, bodies: readonly EventBody[], by: Partial<Actor> = {}) {
  const events = eventsBy({ ...actorOf(c), ...by }, bodies);
  return {
    statement: writeEvents(c.var.db, events),
    /**
     * Instead of `statement`: only if the statement before it in the batch changed a row; otherwise publish nothing.
     */
    statementIfChanged: writeEventsIfChanged(c.var.db, events),
    publish: (): void => c.executionCtx.waitUntil(publishEvents(c.env, c.var.db, c.var.log, events)),
  };
}

/** Publishes an event that no other write goes with. */
export async function tellOf(
  c: Context<AppEnv>,
  bodies: readonly EventBody[],
  by: Partial<Actor> = {},
): Promise<void> {
  if (bodies.length === 0) return;
  const told = telling(c, bodies, by);
  await told.statement;
  told.publish();
}
