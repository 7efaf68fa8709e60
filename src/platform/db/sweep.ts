import { and, asc, eq, gt, gte, lt, or, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import {
  documents,
  eventEffects,
  idempotencyKeys,
  invitations,
  oneTimeTokens,
  ownerOffers,
  sessions,
  throttles,
} from './schema.ts';

// A message lives in a queue for days, and may be replayed by an operator.
const EFFECTS_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Deletes what has expired: first answers older than `answersBefore`, sessions, counters, tokens, invitations,
 * offers.
 */
export async function sweepExpired(db: Database, now: number, answersBefore: number): Promise<void> {
  await db.batch([
    db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, answersBefore)),
    db.delete(sessions).where(lt(sessions.expiresAt, now)),
    db.delete(throttles).where(lt(throttles.expiresAt, now)),
    db.delete(oneTimeTokens).where(lt(oneTimeTokens.expiresAt, now)),
    db.delete(invitations).where(lt(invitations.expiresAt, now)),
    db.delete(ownerOffers).where(lt(ownerOffers.expiresAt, now)),
    db.delete(eventEffects).where(lt(eventEffects.createdAt, now - EFFECTS_KEPT_MS)),
  ]);
}

/** Which documents a sweep looks at, by when they were last touched (ms since 1970). */
export interface TouchedWindow {
  now: number;
  /** All that were touched since then. */
  since: number;
  /** A share of those that were touched before that, but since this time: every document is in one of `of` shares. */
  rest: { since: number; share: number; of: number };
}

/** A document as the sweep needs it. */
export type TouchedDocument = Pick<
  typeof documents.$inferSelect,
  'id' | 'region' | 'archivedVersion' | 'touchedAt'
>;

/** At most `limit` documents of a window, in the order in which they were touched, after `after`. */
export async function listTouched(
  db: Database,
  { since, rest }: Pick<TouchedWindow, 'since' | 'rest'>,
  after: Pick<TouchedDocument, 'touchedAt' | 'id'> | null,
  limit: number,
): Promise<TouchedDocument[]> {
  const { id, region, archivedVersion, touchedAt } = documents;
  const inShare = or(gte(touchedAt, since), sql`${documents}.rowid % ${rest.of} = ${rest.share}`);
  const beyond =
    after === null
      ? undefined
      : or(gt(touchedAt, after.touchedAt), and(eq(touchedAt, after.touchedAt), gt(id, after.id)));
  return db
    .select({ id, region, archivedVersion, touchedAt })
    .from(documents)
    .where(and(gte(touchedAt, rest.since), inShare, beyond))
    .orderBy(asc(touchedAt), asc(id))
    .limit(limit);
}
