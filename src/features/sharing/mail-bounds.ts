import type { Context } from 'hono';
import { findAddress } from '../../platform/db/callers.ts';
import { throttle } from '../../platform/db/throttle.ts';
import { requireUser } from '../../platform/http/authentication.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import { Problem } from '../../platform/problem/problem.ts';

/**
 * Counts a mail that tells a person of what the caller gives them in a document (`share`: a role, `offer`: the document),
 * and says whether it may be sent: one of each a day of each document, and a few by each user. What may not is told in
 * the app.
 */
export async function mayMail(
  c: Context<AppEnv>,
  { docId, userId }: { docId: string; userId: string },
  what: 'share' | 'offer',
): Promise<boolean> {
  const { db } = c.var;
  const now = Date.now();
  if ((await throttle(db, `${what}-mail:${docId}:${userId}`, HTTP_LIMITS.shareMail, now)) > 0) return false;
  const ofUser = `share-mail-by:${requireUser(c).userId}:${userId}`;
  return (await throttle(db, ofUser, HTTP_LIMITS.shareMailByUser, now)) === 0;
}

/** Throws 403 `address_unverified` unless the caller has proved their address: nobody else mails strangers. */
export async function requireVerified(c: Context<AppEnv>): Promise<void> {
  const address = await findAddress(c.var.db, requireUser(c).userId);
  if (address?.emailVerifiedAt == null) {
    throw new Problem(
      403,
      'address_unverified',
      'Confirm your own address first, because this sends mail in your name.',
    );
  }
}
