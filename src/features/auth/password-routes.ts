import type { Context } from 'hono';
import type { UserRow } from '../../platform/db/account-rows.ts';
import { failUnlessSession } from '../../platform/db/session-guard.ts';
import { limitFromAddress } from '../../platform/http/address-limits.ts';
import {
  countOwnAttempt,
  forgiveOwnAttempts,
  hashedAddress,
  limitRequests,
} from '../../platform/http/attempts.ts';
import { requirePerson } from '../../platform/http/authentication.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import { createRoute, empty, featureApp, jsonBody, refusals } from '../../platform/http/openapi.ts';
import { requireRecent } from '../../platform/http/recent.ts';
import { requireMail } from '../../platform/http/require-mail.ts';
import { tellOf } from '../../platform/http/telling.ts';
import { orSignedOut } from '../../platform/http/while-signed-in.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { endSessionsEverywhere } from '../sessions/end-sessions.ts';
import { noteAuthenticated } from '../sessions/sessions.ts';
import { claimAccount } from './claim-account.ts';
import { look, take } from './one-time-tokens.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { requireStrength } from './password-problem.ts';
import * as queries from './queries.ts';
import { changeBody, forgotBody, reauthenticateBody, resetBody } from './schemas.ts';
import { tokenInvalid } from './token-invalid.ts';

/** `/v1/auth/password` and `/v1/auth/reauthenticate`. */
export const passwordRoutes = featureApp();

const tags = ['Auth'];

passwordRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/password/forgot',
    access: 'public',
    tags,
    summary: 'Ask for a mail that resets the password',
    description:
      'One answer, whether the address has an account or not. At most five mails an hour are sent.',
    request: { body: jsonBody(forgotBody) },
    responses: { 202: empty('If the address has an account, a mail is under way'), ...refusals },
  }),
  async (c) => {
    const { email } = c.req.valid('json');
    requireMail(c);
    await limitFromAddress(c, 'mail-from', HTTP_LIMITS.accountMailFromAddress);
    await limitRequests(c, `forgot:${hashedAddress(email)}`, HTTP_LIMITS.accountMail);
    // Nobody is looked up here: the queue's consumer does, so neither the answer nor its duration can tell.
    await tellOf(c, [{ type: 'user.password_forgotten', email }]);
    return c.body(null, 202);
  },
);

passwordRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/password/reset',
    access: 'public',
    tags,
    summary: 'Set a new password with the link from a mail',
    description:
      'Ends every session. An account whose address was not verified loses every other credential too, since somebody else may have made it. A second factor stays, and is asked for at the next sign-in.',
    request: { body: jsonBody(resetBody) },
    responses: { 204: empty('The password is set'), ...refusals },
  }),
  async (c) => {
    const { token, password } = c.req.valid('json');
    await limitFromAddress(c, 'links-from', HTTP_LIMITS.linksFromAddress);
    // Looked at before the costly part, and used up after it: a password that is refused leaves the link good.
    const waiting = await look(c.var.db, 'reset-password', token);
    const user = waiting?.userId ? await queries.findAccount(c.var.db, waiting.userId) : undefined;
    if (!user) throw tokenInvalid();
    await requireStrength(password, [user.name, user.email]);
    const secret = await hashPassword(password);
    if ((await take(c.var.db, 'reset-password', token)) === null) throw tokenInvalid();
    await resetPassword(c, user, secret);
    return c.body(null, 204);
  },
);

async function resetPassword(c: Context<AppEnv>, user: UserRow, secret: string): Promise<void> {
  const { db } = c.var;
  const changed = { type: 'user.password_changed', userId: user.id, how: 'reset' } as const;
  const statement = queries.setPasswordHash(db, user, secret);
  if (user.emailVerifiedAt === null) {
    await claimAccount(c, user, { statements: [statement], events: [changed] });
    return;
  }
  await endSessionsEverywhere(c, user.id, 'all', {
    reason: 'password_reset',
    statements: [statement, ...queries.deletePendingSignIns(db, user.id)],
    events: [changed],
  });
}

passwordRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/password/change',
    access: 'person',
    tags,
    summary: 'Change your password',
    description:
      'Ends every other session. An account without a password gets its first one: then `current` is left out, and the sign-in must be recent.',
    request: { body: jsonBody(changeBody) },
    responses: { 204: empty('The password is changed'), ...refusals },
  }),
  async (c) => {
    const { userId, credentialId } = requirePerson(c);
    const { current, password } = c.req.valid('json');
    const { db } = c.var;
    const held = await queries.findPasswordHash(db, userId);
    if (held === null) requireRecent(c);
    else await requireOwnPassword(c, userId, { held, given: current });
    const user = await queries.findAccount(db, userId);
    if (!user) throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
    await requireStrength(password, [user.name, user.email]);

    const secret = await hashPassword(password);
    // A reset that came first wins, and has ended this very session.
    const change =
      held === null
        ? queries.addPasswordHash(db, user, secret)
        : queries.replacePasswordHash(db, userId, { from: held, to: secret });
    const others = { allBut: credentialId };
    await orSignedOut(c, credentialId, () =>
      endSessionsEverywhere(c, userId, others, {
        reason: 'password_changed',
        statements: [
          failUnlessSession(db, credentialId),
          change,
          ...queries.deletePendingSignIns(db, userId),
        ],
        events: [{ type: 'user.password_changed', userId, how: 'change' }],
      }),
    );
    if ((await queries.findPasswordHash(db, userId)) !== secret) throw wrongPassword();
    await noteAuthenticated(db, { userId, sessionId: credentialId, now: Date.now() });
    return c.body(null, 204);
  },
);

passwordRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/reauthenticate',
    access: 'person',
    tags,
    summary: 'Prove your identity again, with the password',
    description: 'Sensitive changes require a proof from the last 15 minutes; a sign-in is one.',
    request: { body: jsonBody(reauthenticateBody) },
    responses: { 204: empty('Proved'), ...refusals },
  }),
  async (c) => {
    const { userId, credentialId } = requirePerson(c);
    const held = await queries.findPasswordHash(c.var.db, userId);
    await requireOwnPassword(c, userId, { held, given: c.req.valid('json').password });
    await noteAuthenticated(c.var.db, { userId, sessionId: credentialId, now: Date.now() });
    return c.body(null, 204);
  },
);

// A session that was stolen must not become a way to guess the password.
async function requireOwnPassword(
  c: Context<AppEnv>,
  userId: string,
  { held, given }: { held: string | null; given: string | undefined },
): Promise<void> {
  if (given === undefined) throw wrongPassword();
  await countOwnAttempt(c, userId);
  if (!(await verifyPassword(given, held))) {
    await tellOf(c, [{ type: 'user.login_failed', userId, method: 'reauthentication' }]);
    throw wrongPassword();
  }
  await forgiveOwnAttempts(c, userId);
}

function wrongPassword(): Problem {
  return new Problem(403, 'wrong_password', 'The current password is wrong.');
}
