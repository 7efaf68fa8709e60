import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { noteAuthenticated } from '../sessions/sessions.ts';
import { acceptPasskey, askForPasskey, takeChallenge } from './passkey-challenges.ts';
import { listPasskeys } from './passkey-queries.ts';
import type { RelyingParty } from './relying-party.ts';
import { forgiveCodes, invalidCode, limitCodes, takeTotpCode } from './second-factor-codes.ts';

/** The options for asking a browser for a passkey that proves the actor's identity. */
export async function askForOwnPasskey(deps: Deps, { userId }: KnownActor, rp: RelyingParty) {
  return askForPasskey(deps, rp, {
    purpose: 'passkey-reauthentication',
    userId,
    allowed: await listPasskeys(deps.db, userId),
    verification: 'required',
  });
}

/** Records that the actor has proved their identity by a passkey. Throws 401 `invalid_passkey`, 410 `token_invalid`. */
export async function reauthenticateByPasskey(
  deps: Deps,
  { userId, credentialId }: KnownActor,
  { rp, challenge, response }: { rp: RelyingParty; challenge: string; response: AuthenticationResponseJSON },
): Promise<void> {
  const taken = await takeChallenge(deps, 'passkey-reauthentication', challenge);
  if (taken.row.userId !== userId) {
    throw new Problem(410, 'token_invalid', 'The challenge is unknown, used or expired. Ask for a new one.');
  }
  await acceptPasskey(deps, rp, {
    challenge: taken.challenge,
    response,
    verification: 'required',
    userId,
  });
  await noteAuthenticated(deps.db, { userId, sessionId: credentialId, now: Date.now() });
}

/**
 * Records that the actor has proved their identity by a code of the authenticator app. Throws 401 `invalid_code`, 429.
 */
export async function reauthenticateByCode(
  deps: Deps,
  { userId, credentialId }: KnownActor,
  code: string,
): Promise<void> {
  await limitCodes(deps, userId);
  if (!(await takeTotpCode(deps, userId, code))) throw invalidCode();
  await forgiveCodes(deps, userId);
  await noteAuthenticated(deps.db, { userId, sessionId: credentialId, now: Date.now() });
}
