import { must } from '../../base/assert.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { countPasswordAttempt, forgivePasswordAttempts } from '../../platform/verbs/attempts.ts';
import { hashPassword, needsRehash, verifyPassword } from './password.ts';
import { findByEmail, replacePasswordHash } from './queries.ts';
import { continueSignIn, type Delivery, type FinishedSignIn } from './sign-in.ts';

/**
 * Signs in with a password. Throws 401 `invalid_credentials`, 401 `second_factor_required` with a ticket, 429 after too
 * many attempts.
 */
export async function logIn(
  deps: Deps,
  actor: Actor,
  { email, password, delivery }: { email: string; password: string; delivery: Delivery },
): Promise<FinishedSignIn> {
  await countPasswordAttempt(deps, actor, email);
  const found = await findByEmail(deps.db, email);
  const isRight = await verifyPassword(password, found?.secret ?? null);
  if (!found || !isRight) {
    const userId = found?.user.id ?? null;
    await publish(deps, actor, [{ type: 'user.login_failed', userId, method: 'password' }]);
    throw new Problem(401, 'invalid_credentials', 'The address or the password is wrong.');
  }
  await forgivePasswordAttempts(deps, actor, email);
  const { user } = found;
  // A right password has a stored hash.
  let secret = must(found.secret, 'a right password without a hash');
  if (needsRehash(secret)) {
    const renewed = await hashPassword(password);
    await replacePasswordHash(deps.db, user.id, { from: secret, to: renewed });
    secret = renewed;
  }
  return continueSignIn(deps, actor, {
    user,
    method: 'password',
    delivery,
    proof: { kind: 'password', secret },
  });
}
