import { findAddress } from '../../platform/db/callers.ts';
import { throttle } from '../../platform/db/throttle.ts';
import type { Work } from '../../platform/events/work.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';

/**
 * Counts a mail that tells a person of what the actor gives them in a document (`share`: a role, `offer`: the document),
 * and says whether it may be sent: one of each a day of each document, and a few by each user. What may not is told in
 * the app.
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

/** Throws 403 `address_unverified` unless the actor has proved their address: nobody else mails strangers. */
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
