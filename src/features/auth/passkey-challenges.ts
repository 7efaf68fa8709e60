import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { Context } from 'hono';
import type { JSONValue } from 'hono/utils/types';
import type { AppEnv } from '../../platform/http/env.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { issue, type OneTimeToken, type TokenPurpose, take } from './one-time-tokens.ts';
import { findPasskey, notePasskeyUse, type PasskeyRow } from './passkey-queries.ts';
import { assertionOptions, verifyAssertion } from './passkeys.ts';
import { relyingParty } from './relying-party.ts';

/** What challenges are for. */
export type CeremonyPurpose = Extract<TokenPurpose, `passkey-${string}`>;

/** Keeps the challenge of `options` under a token that is good once, for 5 minutes. */
export async function keepChallenge(
  c: Context<AppEnv>,
  options: { challenge: string },
  {
    purpose,
    userId,
    data = {},
  }: { purpose: CeremonyPurpose; userId: string | null; data?: Record<string, unknown> },
) {
  const kept = { ...data, challenge: options.challenge };
  const challenge = await issue(c.var.db, { purpose, userId, data: kept });
  return { options: options as { challenge: string; [option: string]: JSONValue }, challenge };
}

/** The challenge that a token names, used up by this; throws 410 `token_invalid` for any other token. */
export async function takeChallenge(
  c: Context<AppEnv>,
  purpose: CeremonyPurpose,
  token: string,
): Promise<{ challenge: string; row: OneTimeToken }> {
  const row = await take(c.var.db, purpose, token);
  if (row === null) {
    throw new Problem(410, 'token_invalid', 'The challenge is unknown, used or expired. Ask for a new one.');
  }
  return { challenge: row.data.challenge as string, row };
}

/** What a browser is asked with for a proof by passkey, and the token that names its challenge. */
export async function askForPasskey(
  c: Context<AppEnv>,
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
  const options: PublicKeyCredentialRequestOptionsJSON = await assertionOptions(relyingParty(c), {
    allowed,
    verification,
  });
  return keepChallenge(c, options, ceremony);
}

/**
 * The passkey that answered `challenge`: of `userId` where that is given, else whosever it is. Throws 401 `invalid_passkey`,
 * one answer for an unknown passkey, a wrong signature and a copied key.
 */
export async function acceptPasskey(
  c: Context<AppEnv>,
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
  const passkey = await findPasskey(c.var.db, response.id);
  if (!passkey || (userId !== null && passkey.userId !== userId)) throw invalidPasskey();
  const assertion = await verifyAssertion(relyingParty(c), passkey, { challenge, response, verification });
  if (!assertion) throw invalidPasskey();
  const use = { id: passkey.id, ...assertion, now: Date.now() };
  if (!(await notePasskeyUse(c.var.db, use))) {
    c.var.log.warn('a passkey may have been copied: its counter did not rise', { userId: passkey.userId });
    throw invalidPasskey();
  }
  return passkey;
}

function invalidPasskey(): Problem {
  return new Problem(401, 'invalid_passkey', 'The passkey is unknown, or its response is not valid.');
}
