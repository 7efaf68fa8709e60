import { must } from '../../base/assert.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { writeWhileSignedIn } from '../../platform/verbs/while-signed-in.ts';
import { findAccount, findFactors } from './queries.ts';
import { addRecoveryCodes, deleteUselessRecoveryCodes } from './recovery-code-queries.ts';
import { issueRecoveryCodes } from './recovery-codes.ts';
import { forgiveCodes, invalidCode, limitCodes, takeFirstTotpCode } from './second-factor-codes.ts';
import { newTotpSecret, totpUri } from './totp.ts';
import { confirmTotp, deleteTotp, storeTotp } from './totp-queries.ts';
import { sealTotpSecret } from './totp-secret.ts';

/**
 * Creates the secret of a new authenticator app of the actor, as text and for a QR code; it is not in use until
 * confirmed. Throws 409 `totp_exists`.
 */
export async function beginTotp(
  deps: Deps,
  { userId, credentialId }: KnownActor,
): Promise<{ secret: string; uri: string }> {
  const { env, db } = deps;
  const user = must(await findAccount(db, userId), 'a session of nobody');
  const secret = newTotpSecret();
  const sealed = sealTotpSecret(env.ACCOUNT_KEY, userId, secret);
  const store = storeTotp(db, { userId, secret: sealed, now: Date.now() });
  const [stored] = await writeWhileSignedIn(deps, credentialId, [store]);
  if (stored.length === 0) {
    throw new Problem(409, 'totp_exists', 'An authenticator app is already set up. Remove it first.');
  }
  return { secret, uri: totpUri(secret, user.email) };
}

/**
 * Confirms the authenticator app by its first code: it protects the account from now on. For an account's first second
 * factor it returns recovery codes; otherwise null. Throws 401 `invalid_code`, 409 `totp_not_begun`, 429.
 */
export async function confirmFirstCode(
  deps: Deps,
  actor: KnownActor,
  code: string,
): Promise<string[] | null> {
  const { env, db } = deps;
  const { userId, credentialId } = actor;
  await limitCodes(deps, userId);
  const secret = await takeFirstTotpCode(deps, userId, code);
  if (secret === null) throw invalidCode();
  await forgiveCodes(deps, userId);

  // The code is used up already, so of two requests with one code only one gets here.
  const now = Date.now();
  const { shown, hashes } = issueRecoveryCodes(env.ACCOUNT_KEY, userId);
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'user.factor_added', userId, factor: 'totp', name: null },
  ]);
  const [added] = await writeWhileSignedIn(deps, credentialId, [
    addRecoveryCodes(db, userId, hashes, now),
    confirmTotp(db, { userId, secret }, now),
    outgoing.statement,
  ]);
  outgoing.publish();
  return added.length > 0 ? shown : null;
}

/** Removes the actor's authenticator app; with the last second factor it deletes the recovery codes too. Throws 404. */
export async function removeTotp(deps: Deps, actor: KnownActor): Promise<void> {
  const { db } = deps;
  const { userId } = actor;
  if (!(await findFactors(db, userId)).totp) throw notFound('authenticator app');
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'user.factor_removed', userId, factor: 'totp', name: null },
  ]);
  await db.batch([deleteTotp(db, userId), deleteUselessRecoveryCodes(db, userId), outgoing.statement]);
  outgoing.publish();
}
