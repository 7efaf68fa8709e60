import { and, eq, notExists, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { eventEffects } from './schema.ts';

// Longer than anything that runs under a claim, and shorter than all tries of a message together (2 + 4 + 8 + 16 + 32
// s): a claimant that has not reported by then has died, and a later try of the message takes over.
const LEASE_MS = 30_000;
const DONE = ':done';

/** Something that an event brings about once, such as one mail to one user. */
export interface Effect {
  eventId: string;
  effect: string;
}

/** The result of a claim: ours to do, done already, or another consumer is doing it. */
export type Claim = 'ours' | 'done' | 'held';

/**
 * Claims an effect before it is brought about. The next caller gets a claim that was neither settled nor released
 * within 30 s: after a crash in between, the effect comes a second time rather than never.
 */
export async function claimEffect(db: Database, { eventId, effect }: Effect, now: number): Promise<Claim> {
  const done = { eventId, effect: `${effect}${DONE}` };
  const claimed = await db
    .insert(eventEffects)
    .select(
      db
        .select({
          eventId: sql<string>`${eventId}`.as('event_id'),
          effect: sql<string>`${effect}`.as('effect'),
          createdAt: sql<number>`${now}`.as('created_at'),
        })
        .from(sql`(SELECT 1)`)
        .where(notExists(db.select({ one: sql`1` }).from(eventEffects).where(isEffect(done)))),
    )
    .onConflictDoUpdate({
      target: [eventEffects.eventId, eventEffects.effect],
      set: { createdAt: now },
      setWhere: sql`${eventEffects.createdAt} <= ${now - LEASE_MS}`,
    })
    .returning({ eventId: eventEffects.eventId });
  if (claimed.length > 0) return 'ours';
  return (await isDone(db, { eventId, effect })) ? 'done' : 'held';
}

/** Whether the effect has been brought about. */
export async function isDone(db: Database, { eventId, effect }: Effect): Promise<boolean> {
  const where = isEffect({ eventId, effect: `${effect}${DONE}` });
  return (await db.select({ eventId: eventEffects.eventId }).from(eventEffects).where(where)).length > 0;
}

/** The effects of an event that have been brought about. */
export async function findDoneEffects(db: Database, eventId: string): Promise<Set<string>> {
  const rows = await db
    .select({ effect: eventEffects.effect })
    .from(eventEffects)
    .where(eq(eventEffects.eventId, eventId));
  const done = rows.filter(({ effect }) => effect.endsWith(DONE));
  return new Set(done.map(({ effect }) => effect.slice(0, -DONE.length)));
}

/** The statement that says that it has been brought about, for good. */
export function markDone(db: Database, { eventId, effect }: Effect, now: number) {
  return db
    .insert(eventEffects)
    .values({ eventId, effect: `${effect}${DONE}`, createdAt: now })
    .onConflictDoNothing();
}

/** The statement that releases a claim: the next caller may try at once. */
export function releaseEffect(db: Database, effect: Effect) {
  return db.delete(eventEffects).where(isEffect(effect));
}

function isEffect({ eventId, effect }: Effect) {
  return and(eq(eventEffects.eventId, eventId), eq(eventEffects.effect, effect));
}
