import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { writeWhileSignedIn } from '../../platform/verbs/while-signed-in.ts';
import { findFactors } from './queries.ts';
import { replaceRecoveryCodes } from './recovery-code-queries.ts';
import { issueRecoveryCodes } from './recovery-codes.ts';

/**
 * Issues new recovery codes for the actor, which are never shown again; the former ones are no longer valid. Throws 409
 * `no_second_factor`.
 */
export async function renewRecoveryCodes(deps: Deps, actor: KnownActor): Promise<string[]> {
  const { env, db } = deps;
  const { userId, credentialId } = actor;
  const { totp, passkeys } = await findFactors(db, userId);
  if (!totp && passkeys === 0) {
    throw new Problem(409, 'no_second_factor', 'Recovery codes need a second factor. Set one up first.');
  }
  const { shown, hashes } = issueRecoveryCodes(env.ACCOUNT_KEY, userId);
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'user.factor_added', userId, factor: 'recovery_codes', name: null },
  ]);
  await writeWhileSignedIn(deps, credentialId, [
    ...replaceRecoveryCodes(db, userId, hashes, Date.now()),
    outgoing.statement,
  ]);
  outgoing.publish();
  return shown;
}
