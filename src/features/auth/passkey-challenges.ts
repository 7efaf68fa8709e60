import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { issue, type OneTimeToken, type TokenPurpose, take } from './one-time-tokens.ts';
import { findPasskey, notePasskeyUse, type PasskeyRow } from './passkey-queries.ts';
import { assertionOptions, verifyAssertion } from './passkeys.ts';
import type { RelyingParty } from './relying-party.ts';

/** The purposes of challenges. */
export type CeremonyPurpose = Extract<TokenPurpose, `passkey-${string}`>;

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Stores the challenge of `options` under a token that is valid once, for 5 minutes. */
export async function keepChallenge(
  { db }: Pick<Deps, 'db'>,
  options: { challenge: string },
  {
    purpose,
    userId,
    data = {},
  }: { purpose: CeremonyPurpose; userId: string | null; data?: Record<string, unknown> },
) {
  const kept = { ...data, challenge: options.challenge };
  const challenge = await issue(db, { purpose, userId, data: kept });
  return { options: options as { challenge: string; [option: string]: Json }, challenge };
}

/** The challenge of a token, which this uses up; throws 410 `token_invalid` for any other token. */
export async function takeChallenge(
  { db }: Pick<Deps, 'db'>,
  purpose: CeremonyPurpose,
  token: string,
): Promise<{ challenge: string; row: OneTimeToken }> {
  const row = await take(db, purpose, token);
  if (row === null) {
    throw new Problem(410, 'token_invalid', 'The challenge is unknown, used or expired. Ask for a new one.');
  }
  return { challenge: row.data.challenge as string, row };
}

/** The options for asking a browser for a proof by passkey, and the token of its challenge. */
export async function askForPasskey(
  deps: Pick<Deps, 'db'>,
  rp: RelyingParty,
  {
    allowed,
    verification,
    ...ceremony
  }: {
    purpose: CeremonyPurpose;
    userId: string | null;
    data?: Record<string, unknown>;
    allowed: readonly PasskeyRow[] | null;
    verification: 'required' | 'preferred';
  },
) {
  const options: PublicKeyCredentialRequestOptionsJSON = await assertionOptions(rp, {
    allowed,
    verification,
  });
  return keepChallenge(deps, options, ceremony);
}

/**
 * The passkey that signed `challenge`: one of `userId` when given, otherwise any user's. Throws 401 `invalid_passkey`
 * alike for an unknown passkey, a wrong signature and a copied key.
 */
export async function acceptPasskey(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  rp: RelyingParty,
  {
    challenge,
    response,
    verification,
    userId,
  }: {
    challenge: string;
    response: AuthenticationResponseJSON;
    verification: 'required' | 'preferred';
    userId: string | null;
  },
): Promise<PasskeyRow> {
  const passkey = await findPasskey(db, response.id);
  if (!passkey || (userId !== null && passkey.userId !== userId)) throw invalidPasskey();
  const assertion = await verifyAssertion(rp, passkey, { challenge, response, verification });
  if (!assertion) throw invalidPasskey();
  const use = { id: passkey.id, ...assertion, now: Date.now() };
  if (!(await notePasskeyUse(db, use))) {
    log.warn('a passkey may have been copied: its counter did not rise', { userId: passkey.userId });
    throw invalidPasskey();
  }
  return passkey;
}

function invalidPasskey(): Problem {
  return new Problem(401, 'invalid_passkey', 'The passkey is unknown, or its response is not valid.');
}
