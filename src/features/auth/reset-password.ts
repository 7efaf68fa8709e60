import type { UserRow } from '../../platform/db/account-rows.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { limitFromAddress } from '../../platform/verbs/address-limits.ts';
import { hashedAddress, limitRequests } from '../../platform/verbs/attempts.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { requireMail } from '../../platform/verbs/require-mail.ts';
import { endSessionsEverywhere } from '../sessions/end-sessions.ts';
import { claimAccount } from './claim-account.ts';
import { look, take } from './one-time-tokens.ts';
import { hashPassword } from './password.ts';
import { requireStrength } from './password-problem.ts';
import { deletePendingSignIns, findAccount, setPasswordHash } from './queries.ts';
import { tokenInvalid } from './token-invalid.ts';

/**
 * Requests a mail for resetting a password, whether or not the address has an account. Throws 429 after too many
 * requests, 503 `mail_unavailable`.
 */
export async function requestPasswordReset(deps: Deps, actor: Actor, email: string): Promise<void> {
  requireMail(deps);
  await limitFromAddress(deps, actor, 'mail-from', HTTP_LIMITS.accountMailFromAddress);
  await limitRequests(deps, `forgot:${hashedAddress(email)}`, HTTP_LIMITS.accountMail);
  // The account is not looked up here but by the queue's consumer, so neither the response nor its duration can reveal
  // it.
  await publish(deps, actor, [{ type: 'user.password_forgotten', email }]);
}

/**
 * Sets a new password with the token of such a mail, and ends every session. Throws 410 `token_invalid`, 422
 * `weak_password`, 429, and 503 `sockets_unconfirmed` when the password is set, but not every socket is known to be
 * closed.
 */
export async function resetPassword(
  deps: Deps,
  actor: Actor,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const { db } = deps;
  await limitFromAddress(deps, actor, 'links-from', HTTP_LIMITS.linksFromAddress);
  // Looked up before the costly part and used up after it: a refused password leaves the link valid.
  const waiting = await look(db, 'reset-password', token);
  const user = waiting?.userId ? await findAccount(db, waiting.userId) : undefined;
  if (!user) throw tokenInvalid();
  await requireStrength(password, [user.name, user.email]);
  const secret = await hashPassword(password);
  if ((await take(db, 'reset-password', token)) === null) throw tokenInvalid();
  await setPassword(deps, actor, user, secret);
}

async function setPassword(deps: Deps, actor: Actor, user: UserRow, secret: string): Promise<void> {
  const { db } = deps;
  const changed = { type: 'user.password_changed', userId: user.id, how: 'reset' } as const;
  const statement = setPasswordHash(db, user, secret);
  if (user.emailVerifiedAt === null) {
    await claimAccount(deps, actor, { user, statements: [statement], events: [changed] });
    return;
  }
  await endSessionsEverywhere(deps, actor, {
    userId: user.id,
    sessions: 'all',
    reason: 'password_reset',
    statements: [statement, ...deletePendingSignIns(db, user.id)],
    events: [changed],
  });
}
