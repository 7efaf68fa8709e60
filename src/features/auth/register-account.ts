import { randomId } from '../../base/ids.ts';
import type { UserRow } from '../../platform/db/account-rows.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents, publish } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { limitFromAddress } from '../../platform/verbs/address-limits.ts';
import { hashedAddress, limitRequests } from '../../platform/verbs/attempts.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { colorFor } from '../../platform/verbs/profile.ts';
import { beginSession, type SignedIn, signedIn } from '../sessions/sessions.ts';
import { hashPassword } from './password.ts';
import { requireStrength } from './password-problem.ts';
import { createAccount, emailTaken } from './queries.ts';

/**
 * Creates an account with a password and signs it in. Throws 409 `email_taken`, 422 `weak_password`, 429 after too many
 * registrations of this address or from this network.
 */
export async function registerAccount(
  deps: Deps,
  actor: Actor,
  { email, password, name }: { email: string; password: string; name: string },
): Promise<SignedIn> {
  const { db } = deps;
  await limitFromAddress(deps, actor, 'register-from', HTTP_LIMITS.registrationFromAddress);
  await requireStrength(password, [name, email]);
  await limitRequests(deps, `register:${hashedAddress(email)}`, HTTP_LIMITS.registration);
  if (await emailTaken(db, email)) return refuseTaken(deps, actor, email);

  const now = Date.now();
  const userId = randomId();
  const user: UserRow = {
    id: userId,
    email,
    emailVerifiedAt: null,
    name,
    color: colorFor(userId),
    avatarUrl: null,
    preferences: {},
    createdAt: now,
    updatedAt: now,
  };
  const { session, token } = beginSession(userId, actor.userAgent);
  const identity = { provider: 'password', subject: email, secret: await hashPassword(password) };
  const outgoing = outgoingEvents(deps, { ...actor, kind: 'person', userId, credentialId: session.id }, [
    { type: 'user.registered', userId, method: 'password' },
  ]);
  if (!(await createAccount(db, { user, identity, session, outgoing: outgoing.statement })))
    return refuseTaken(deps, actor, email);
  outgoing.publish();
  return signedIn(deps, { user, token });
}

// A new user is signed in at once, so this cannot hide whether an address has an account: instead, its owner is
// notified.
async function refuseTaken(deps: Deps, actor: Actor, email: string): Promise<never> {
  await publish(deps, actor, [{ type: 'user.registration_repeated', email }]);
  throw new Problem(409, 'email_taken', 'This address already has an account.');
}
