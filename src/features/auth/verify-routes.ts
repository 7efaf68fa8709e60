import type { Context } from 'hono';
import type { UserRow } from '../../platform/db/account-rows.ts';
import { limitFromAddress } from '../../platform/http/address-limits.ts';
import { limitRequests } from '../../platform/http/attempts.ts';
import { requirePerson, requireUser } from '../../platform/http/authentication.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals } from '../../platform/http/openapi.ts';
import { toOwnProfile } from '../../platform/http/profile.ts';
import { requireMail } from '../../platform/http/require-mail.ts';
import { telling, tellOf } from '../../platform/http/telling.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { acceptInvitations } from '../invitations/accept-invitations.ts';
import { claimAccount } from './claim-account.ts';
import { issue, keepAsVerified, look, type OneTimeToken, take } from './one-time-tokens.ts';
import * as queries from './queries.ts';
import { verificationLink, verifiedAccount, verifyBody } from './schemas.ts';
import { tokenInvalid } from './token-invalid.ts';

/** `/v1/auth/verify-email`: proving that an address is one's own. */
export const verifyRoutes = featureApp();

const tags = ['Auth'];

verifyRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/verify-email/look',
    access: 'public',
    tags,
    summary: 'See what the link in a mail would do',
    description:
      'Changes nothing, and leaves the link as it is. Without `own`, the one who presses it claims the account: see `POST /v1/auth/verify-email`.',
    request: { body: jsonBody(verifyBody) },
    responses: { 200: json(verificationLink, 'What it would do'), ...refusals },
  }),
  async (c) => {
    await limitLinks(c);
    const { token } = c.req.valid('json');
    const verified = await look(c.var.db, 'verified-email', token);
    const user = await accountOf(c, verified ?? (await look(c.var.db, 'verify-email', token)));
    const own = isOwn(c, user);
    return c.json({ email: user.email, verified: user.emailVerifiedAt !== null, own }, 200);
  },
);

verifyRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/verify-email',
    access: 'public',
    tags,
    summary: 'Verify an address with the link from a mail',
    description:
      'What the address was invited to opens with it. The link is good for 24 hours, and once: then 410 `already_verified`. With a session of the account it stays as it is. Without one it is claimed, since somebody else may have made it: every credential and session ends, and `passwordToken` sets a password by `POST /v1/auth/password/reset`, within an hour.',
    request: { body: jsonBody(verifyBody) },
    responses: { 200: json(verifiedAccount, 'The account, verified'), ...refusals },
  }),
  async (c) => {
    const { db } = c.var;
    await limitLinks(c);
    const { token } = c.req.valid('json');
    // A session that has run out is none, but its user is to renew it, not to lose what they have.
    if (c.var.credentialError !== null) requireUser(c);
    const row = await take(db, 'verify-email', token);
    if (row === null && (await look(db, 'verified-email', token)) !== null) throw alreadyVerified();
    const user = await accountOf(c, row);
    if (user.emailVerifiedAt !== null) throw alreadyVerified();

    const now = Date.now();
    const done = keepAsVerified(db, token, user.id, now);
    const profile = toOwnProfile({ ...user, emailVerifiedAt: now });
    if (!isOwn(c, user)) {
      await claimAccount(c, user, { statements: [done] });
      const passwordToken = await issue(db, { purpose: 'reset-password', userId: user.id });
      return c.json({ ...profile, passwordToken }, 200);
    }
    const told = telling(c, [{ type: 'user.verified', userId: user.id }]);
    await db.batch([queries.verifyAddress(db, user, now), done, told.statement]);
    told.publish();
    await acceptInvitations(c, user);
    return c.json(profile, 200);
  },
);

verifyRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/verify-email/resend',
    access: 'person',
    tags,
    summary: 'Ask for another mail that verifies the address',
    description: 'The links of earlier mails stop working. A verified address gets none.',
    responses: { 202: empty('A mail is under way'), ...refusals },
  }),
  async (c) => {
    const { userId } = requirePerson(c);
    const user = await queries.findAccount(c.var.db, userId);
    if (user && user.emailVerifiedAt === null) {
      requireMail(c);
      await limitRequests(c, `verify:${userId}`, HTTP_LIMITS.accountMail);
      await tellOf(c, [{ type: 'user.verification_requested', userId }]);
    }
    return c.body(null, 202);
  },
);

/** The account that a link is about; throws 410 when it is none, or was sent to an address that the account has left since. */
async function accountOf(c: Context<AppEnv>, row: OneTimeToken | null): Promise<UserRow> {
  const user = row?.userId ? await queries.findAccount(c.var.db, row.userId) : undefined;
  if (!row || !user || (row.data.email ?? user.email) !== user.email) throw tokenInvalid();
  return user;
}

// Who reads the mail and is signed in as the account is who made it. A program of it is no sign of that: anybody may hold
// its token.
function isOwn(c: Context<AppEnv>, user: UserRow): boolean {
  const { caller } = c.var;
  return caller?.kind === 'person' && caller.userId === user.id;
}

async function limitLinks(c: Context<AppEnv>): Promise<void> {
  await limitFromAddress(c, 'links-from', HTTP_LIMITS.linksFromAddress);
}

function alreadyVerified(): Problem {
  return new Problem(410, 'already_verified', 'The address is already confirmed.');
}
