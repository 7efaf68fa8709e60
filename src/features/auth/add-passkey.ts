import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { must } from '../../base/assert.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { writeWhileSignedIn } from '../../platform/verbs/while-signed-in.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { keepChallenge, takeChallenge } from './passkey-challenges.ts';
import { findPasskey, hasPasskey, insertPasskey, listPasskeys, type PasskeyRow } from './passkey-queries.ts';
import { registrationOptions, verifyRegistration } from './passkeys.ts';
import { findAccount } from './queries.ts';
import { addRecoveryCodes } from './recovery-code-queries.ts';
import { issueRecoveryCodes } from './recovery-codes.ts';
import type { RelyingParty } from './relying-party.ts';

/**
 * The options for creating a passkey of the actor in a browser, and the token of its challenge. Throws 409
 * `too_many_passkeys`.
 */
export async function beginPasskey({ env, db }: Deps, { userId }: KnownActor, rp: RelyingParty) {
  const user = must(await findAccount(db, userId), 'a session of nobody');
  const existing = await listPasskeys(db, userId);
  if (existing.length >= quotasOf(env).passkeysPerUser) throw tooMany(env);
  const options = await registrationOptions(rp, user, existing);
  return keepChallenge({ db }, options, { purpose: 'passkey-registration', userId });
}

/**
 * Adds the passkey that a browser has created. For an account's first second factor it returns recovery codes, which
 * are never shown again; otherwise null. Throws 401 when the session has ended, 409 `passkey_exists` or
 * `too_many_passkeys`, 410 `token_invalid`, 422 `invalid_passkey`.
 */
export async function addPasskey(
  deps: Deps,
  actor: KnownActor,
  {
    rp,
    name,
    challenge,
    response,
  }: { rp: RelyingParty; name: string; challenge: string; response: RegistrationResponseJSON },
): Promise<{ passkey: PasskeyRow; recoveryCodes: string[] | null }> {
  const { env, db } = deps;
  const { userId, credentialId } = actor;
  const taken = await takeChallenge(deps, 'passkey-registration', challenge);
  if (taken.row.userId !== userId) throw invalidRegistration();
  const made = await verifyRegistration(rp, { challenge: taken.challenge, response });
  if (made === null) throw invalidRegistration();
  if (await findPasskey(db, made.id)) {
    throw new Problem(409, 'passkey_exists', 'This passkey has already been added.');
  }

  const now = Date.now();
  const passkey = { ...made, userId, name, createdAt: now, lastUsedAt: null };
  const { shown, hashes } = issueRecoveryCodes(env.ACCOUNT_KEY, userId);
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'user.factor_added', userId, factor: 'passkey', name },
  ]);
  const [stored, , added] = await writeWhileSignedIn(deps, credentialId, [
    insertPasskey(db, passkey, quotasOf(env).passkeysPerUser),
    outgoing.statementIfChanged,
    addRecoveryCodes(db, userId, hashes, now, hasPasskey(passkey.id)),
  ]);
  if (stored.length === 0) throw tooMany(env);
  outgoing.publish();
  return { passkey, recoveryCodes: added.length > 0 ? shown : null };
}

function tooMany(env: Env): Problem {
  return new Problem(
    409,
    'too_many_passkeys',
    `An account has at most ${quotasOf(env).passkeysPerUser} passkeys.`,
  );
}

function invalidRegistration(): Problem {
  return new Problem(422, 'invalid_passkey', 'The passkey was not made for this challenge, user and site.');
}
