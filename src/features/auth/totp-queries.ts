import { and, eq, exists, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/db/database.ts';
import { totp } from '../../platform/db/schema.ts';

/** A user's TOTP secret, confirmed or not, or undefined. */
export async function findTotp(db: Database, userId: string) {
  return (await db.select().from(totp).where(eq(totp.userId, userId)))[0];
}

/** The statement that stores a new, unconfirmed secret. It returns no row when the user has a confirmed one. */
export function storeTotp(
  db: Database,
  { userId, secret, now }: { userId: string; secret: string; now: number },
) {
  return db
    .insert(totp)
    .values({ userId, secret, createdAt: now })
    .onConflictDoUpdate({
      target: totp.userId,
      set: { secret, createdAt: now, lastStep: 0 },
      setWhere: isNull(totp.confirmedAt),
    })
    .returning({ userId: totp.userId });
}

/**
 * Uses up a time step of this very secret. Returns false when it, or a later one, was used already: of two requests
 * with one code at once, one gets true.
 */
export async function spendTotpStep(
  db: Database,
  { userId, secret, step, confirmed }: { userId: string; secret: string; step: number; confirmed: boolean },
): Promise<boolean> {
  const used = await db
    .update(totp)
    .set({ lastStep: step })
    .where(
      and(
        eq(totp.userId, userId),
        eq(totp.secret, secret),
        lt(totp.lastStep, step),
        confirmed ? isNotNull(totp.confirmedAt) : isNull(totp.confirmedAt),
      ),
    )
    .returning({ userId: totp.userId });
  return used.length > 0;
}

/** The statement that confirms this very secret: it protects its user's account from now on. */
export function confirmTotp(
  db: Database,
  { userId, secret }: { userId: string; secret: string },
  now: number,
) {
  return db
    .update(totp)
    .set({ confirmedAt: now })
    .where(and(eq(totp.userId, userId), eq(totp.secret, secret)));
}

/** The statement that deletes a user's secret, confirmed or not. */
export function deleteTotp(db: Database, userId: string) {
  return db.delete(totp).where(eq(totp.userId, userId));
}

/** Whether a user has a confirmed secret, within a statement. */
export function hasTotp(db: Database, userId: string) {
  const confirmed = and(eq(totp.userId, userId), isNotNull(totp.confirmedAt));
  return exists(db.select({ one: sql`1` }).from(totp).where(confirmed));
}
