import { claimEffect, type Effect, markDone, releaseEffect } from '../db/event-effects.ts';
import type { Work } from './work.ts';

/**
 * Runs an effect once, however often its event arrives, even concurrently: it is claimed before, released when `run`
 * throws, and settled after. In a crash it is at least once: when the process dies or D1 fails between running and
 * settling, it runs again. The alternative, settling first, would lose what a crash interrupts, and a lost mail is
 * worse than a duplicate. Throws what `run` throws, and when another consumer is running it: the message is retried.
 */
export async function once(
  work: Pick<Work, 'db' | 'log'>,
  effect: Effect,
  run: () => Promise<unknown>,
): Promise<void> {
  const { db, log } = work;
  const claim = await claimEffect(db, effect, Date.now());
  if (claim === 'done') return;
  if (claim === 'held')
    throw new Error(`${effect.effect} of ${effect.eventId} is being done by another consumer`);
  try {
    await run();
  } catch (error) {
    // If that fails too, the claim expires and the next attempt gets it.
    await Promise.resolve(releaseEffect(db, effect)).catch((reason: unknown) =>
      log.warn('a claim could not be given back', { effect: effect.effect, error: String(reason) }),
    );
    throw error;
  }
  await markDone(db, effect, Date.now());
}
