import type { UserRow } from '../../platform/db/account-rows.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents, publish } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor, KnownActor } from '../../platform/queues/events.ts';
import { limitFromAddress } from '../../platform/verbs/address-limits.ts';
import { limitRequests } from '../../platform/verbs/attempts.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { requireMail } from '../../platform/verbs/require-mail.ts';
import { acceptInvitations } from '../invitations/accept-invitations.ts';
import { claimAccount } from './claim-account.ts';
import { issue, keepAsVerified, look, type OneTimeToken, take } from './one-time-tokens.ts';
import { findAccount, verifyAddress as verify } from './queries.ts';
import { tokenInvalid } from './token-invalid.ts';

/** Counts a try of a link from a mail, before the link is looked up. */
async function limitLinks(deps: Deps, actor: Actor): Promise<void> {
  await limitFromAddress(deps, actor, 'links-from', HTTP_LIMITS.linksFromAddress);
}

/**
 * What the token of a mail would do: its account, and whether that is the actor's own. Changes nothing. Throws 410, and
 * 429 after too many tries from the actor's network.
 */
export async function lookAtLink(
  deps: Deps,
  actor: Actor,
  token: string,
): Promise<{ user: UserRow; own: boolean }> {
  await limitLinks(deps, actor);
  const { db } = deps;
  const verified = await look(db, 'verified-email', token);
  const user = await accountOf(deps, verified ?? (await look(db, 'verify-email', token)));
  return { user, own: isOwn(actor, user) };
}

/**
 * Verifies an address with the token of a mail, and uses it up. An actor that is not signed in as the account claims
 * it, and gets a token for setting a password; otherwise null. Throws 410 `already_verified` or `token_invalid`, 429 as
 * `lookAtLink`, and 503 `sockets_unconfirmed` as `claimAccount`.
 */
export async function verifyAddress(
  deps: Deps,
  actor: Actor,
  token: string,
): Promise<{ user: UserRow; passwordToken: string | null }> {
  await limitLinks(deps, actor);
  const { db } = deps;
  const row = await take(db, 'verify-email', token);
  if (row === null && (await look(db, 'verified-email', token)) !== null) throw alreadyVerified();
  const user = await accountOf(deps, row);
  if (user.emailVerifiedAt !== null) throw alreadyVerified();

  const now = Date.now();
  const done = keepAsVerified(db, token, user.id, now);
  const verified = { ...user, emailVerifiedAt: now };
  if (!isOwn(actor, user)) {
    await claimAccount(deps, actor, { user, statements: [done] });
    const passwordToken = await issue(db, { purpose: 'reset-password', userId: user.id });
    return { user: verified, passwordToken };
  }
  const outgoing = outgoingEvents(deps, actor, [{ type: 'user.verified', userId: user.id }]);
  await db.batch([verify(db, user, now), done, outgoing.statement]);
  outgoing.publish();
  await acceptInvitations(deps, actor, user);
  return { user: verified, passwordToken: null };
}

/**
 * Requests another mail that verifies the actor's address; does nothing for a verified one. Throws 429, 503
 * `mail_unavailable`.
 */
export async function resendVerification(deps: Deps, actor: KnownActor): Promise<void> {
  const { userId } = actor;
  const user = await findAccount(deps.db, userId);
  if (!user || user.emailVerifiedAt !== null) return;
  requireMail(deps);
  await limitRequests(deps, `verify:${userId}`, HTTP_LIMITS.accountMail);
  await publish(deps, actor, [{ type: 'user.verification_requested', userId }]);
}

/** The account of a link; throws 410 when there is none, or when the account has changed its address since. */
async function accountOf({ db }: Deps, row: OneTimeToken | null): Promise<UserRow> {
  const user = row?.userId ? await findAccount(db, row.userId) : undefined;
  if (!row || !user || (row.data.email ?? user.email) !== user.email) throw tokenInvalid();
  return user;
}

// A person who reads the mail and is signed in as the account is its creator. A program is no proof of that: anyone may
// hold its token.
function isOwn(actor: Actor, user: UserRow): boolean {
  return actor.kind === 'person' && actor.userId === user.id;
}

function alreadyVerified(): Problem {
  return new Problem(410, 'already_verified', 'The address is already confirmed.');
}
