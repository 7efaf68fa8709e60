import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { hashToken } from './one-time-tokens.ts';
import { acceptPasskey, askForPasskey, takeChallenge } from './passkey-challenges.ts';
import { listPasskeys } from './passkey-queries.ts';
import type { RelyingParty } from './relying-party.ts';
import { forgiveCodes, invalidCode, limitCodes, takeRecovery, takeTotpCode } from './second-factor-codes.ts';
import { attemptSecondFactor, completeSignIn, type FinishedSignIn, pendingSignIn } from './sign-in.ts';

/**
 * Finishes the sign-in of a ticket with a code of the authenticator app, or a recovery code. Throws 401
 * `ticket_invalid`, `invalid_code`, 429.
 */
export async function finishByCode(
  deps: Deps,
  actor: Actor,
  { ticket, code }: { ticket: string; code: string },
): Promise<FinishedSignIn> {
  const pending = await attemptSecondFactor(deps, ticket);
  const userId = pending.user.id;
  await limitCodes(deps, userId);
  const by = (await takeTotpCode(deps, userId, code))
    ? 'totp'
    : (await takeRecovery(deps, userId, code))
      ? 'recovery_code'
      : null;
  if (by === null) {
    await publish(deps, actor, [{ type: 'user.login_failed', userId, method: 'second_factor' }]);
    throw invalidCode();
  }
  await forgiveCodes(deps, userId);
  return completeSignIn(deps, actor, { ...pending, method: `${pending.method}+${by}` });
}

/** The options for asking a browser for a passkey as the second factor of a ticket. Throws 401 `ticket_invalid`. */
export async function askForSecondPasskey(deps: Deps, rp: RelyingParty, ticket: string) {
  const { user } = await pendingSignIn(deps, ticket);
  return askForPasskey(deps, rp, {
    purpose: 'passkey-second-factor',
    userId: user.id,
    data: { ticket: hashToken(ticket) },
    allowed: await listPasskeys(deps.db, user.id),
    verification: 'preferred',
  });
}

/**
 * Finishes the sign-in of a ticket with a passkey. Throws 401 `ticket_invalid`, `invalid_code` or `invalid_passkey`,
 * 410 `token_invalid`.
 */
export async function finishByPasskey(
  deps: Deps,
  actor: Actor,
  {
    rp,
    ticket,
    challenge,
    passkey,
  }: { rp: RelyingParty; ticket: string; challenge: string; passkey: AuthenticationResponseJSON },
): Promise<FinishedSignIn> {
  const pending = await attemptSecondFactor(deps, ticket);
  const taken = await takeChallenge(deps, 'passkey-second-factor', challenge);
  // A challenge belongs to one sign-in: one that was issued for another ticket proves nothing about this one.
  if (taken.row.data.ticket !== hashToken(ticket)) throw invalidCode();
  await acceptPasskey(deps, rp, {
    challenge: taken.challenge,
    response: passkey,
    verification: 'preferred',
    userId: pending.user.id,
  });
  return completeSignIn(deps, actor, { ...pending, method: `${pending.method}+passkey` });
}
