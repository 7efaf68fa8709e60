import { findAddress } from '../../platform/db/callers.ts';
import { throttle } from '../../platform/db/throttle.ts';
import type { Work } from '../../platform/events/work.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';

/**
 * Counts a mail that notifies a user of what the actor gives in a document (`share`: a role, `offer`: the document),
 * and returns whether it may be sent: one of each per document and day, and a few per actor. Otherwise only the app
 * shows the notice.
 */
export async function mayMail(
  { db }: Pick<Work, 'db'>,
  actor: KnownActor,
  { docId, userId, what }: { docId: string; userId: string; what: 'share' | 'offer' },
): Promise<boolean> {
  const now = Date.now();
  if ((await throttle(db, `${what}-mail:${docId}:${userId}`, HTTP_LIMITS.shareMail, now)) > 0) return false;
  const ofUser = `share-mail-by:${actor.userId}:${userId}`;
  return (await throttle(db, ofUser, HTTP_LIMITS.shareMailByUser, now)) === 0;
}

/** Throws 403 `address_unverified` unless the actor's address is verified: no other account may mail strangers. */
export async function requireVerified({ db }: Pick<Work, 'db'>, { userId }: KnownActor): Promise<void> {
  const address = await findAddress(db, userId);
  if (address?.emailVerifiedAt == null) {
    throw new Problem(
      403,
      'address_unverified',
      'Confirm your own address first, because this sends mail in your name.',
    );
  }
}
