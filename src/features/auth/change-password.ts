import { failUnlessSession } from '../../platform/db/session-guard.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor, KnownActor } from '../../platform/queues/events.ts';
import { countOwnAttempt, forgiveOwnAttempts } from '../../platform/verbs/attempts.ts';
import { requireRecentProof } from '../../platform/verbs/recent.ts';
import { orSignedOut } from '../../platform/verbs/while-signed-in.ts';
import { endSessionsEverywhere } from '../sessions/end-sessions.ts';
import { noteAuthenticated } from '../sessions/sessions.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { requireStrength } from './password-problem.ts';
import {
  addPasswordHash,
  deletePendingSignIns,
  findAccount,
  findPasswordHash,
  replacePasswordHash,
} from './queries.ts';

/**
 * Changes the actor's password and ends the actor's other sessions. An account without a password gets its first one:
 * that takes a recent proof of identity (`authenticatedAt`, ms since 1970) in place of `current`. Throws 401 when the
 * session has ended, 403 `wrong_password` or `reauthentication_required`, 422 `weak_password`, 429, and 503
 * `sockets_unconfirmed` when the password is changed, but not every socket is known to be closed.
 */
export async function changePassword(
  deps: Deps,
  actor: KnownActor,
  {
    current,
    password,
    authenticatedAt,
  }: { current: string | undefined; password: string; authenticatedAt: number },
): Promise<void> {
  const { db } = deps;
  const { userId, credentialId } = actor;
  const held = await findPasswordHash(db, userId);
  if (held === null) requireRecentProof(authenticatedAt);
  else await requireOwnPassword(deps, actor, { userId, held, given: current });
  const user = await findAccount(db, userId);
  if (!user) throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
  await requireStrength(password, [user.name, user.email]);

  const secret = await hashPassword(password);
  // A reset that was first wins, and has ended this very session.
  const change =
    held === null
      ? addPasswordHash(db, user, secret)
      : replacePasswordHash(db, userId, { from: held, to: secret });
  await orSignedOut(deps, credentialId, () =>
    endSessionsEverywhere(deps, actor, {
      userId,
      sessions: { allBut: credentialId },
      reason: 'password_changed',
      statements: [failUnlessSession(db, credentialId), change, ...deletePendingSignIns(db, userId)],
      events: [{ type: 'user.password_changed', userId, how: 'change' }],
    }),
  );
  if ((await findPasswordHash(db, userId)) !== secret) throw wrongPassword();
  await noteAuthenticated(db, { userId, sessionId: credentialId, now: Date.now() });
}

/**
 * Records that the actor has proved their identity by password. Throws 403 `wrong_password`, 429 after too many
 * attempts.
 */
export async function reauthenticateByPassword(
  deps: Deps,
  actor: KnownActor,
  password: string,
): Promise<void> {
  const { userId, credentialId } = actor;
  const held = await findPasswordHash(deps.db, userId);
  await requireOwnPassword(deps, actor, { userId, held, given: password });
  await noteAuthenticated(deps.db, { userId, sessionId: credentialId, now: Date.now() });
}

// A stolen session must not become a way to guess the password.
async function requireOwnPassword(
  deps: Deps,
  actor: Actor,
  { userId, held, given }: { userId: string; held: string | null; given: string | undefined },
): Promise<void> {
  if (given === undefined) throw wrongPassword();
  await countOwnAttempt(deps, userId);
  if (!(await verifyPassword(given, held))) {
    await publish(deps, actor, [{ type: 'user.login_failed', userId, method: 'reauthentication' }]);
    throw wrongPassword();
  }
  await forgiveOwnAttempts(deps, userId);
}

function wrongPassword(): Problem {
  return new Problem(403, 'wrong_password', 'The current password is wrong.');
}
