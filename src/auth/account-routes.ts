import { limitFromAddress } from '../http/address-limits.ts';
import { requirePerson } from '../http/authentication.ts';
import { HTTP_LIMITS } from '../http/limits.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals } from '../http/openapi.ts';
import { Problem } from '../http/problem.ts';
import { telling, tellOf } from '../http/telling.ts';
import { acceptInvitations } from '../sharing/accept-invitations.ts';
import { ownProfile, toOwnProfile } from '../users/profile.ts';
import { limitRequests } from './attempts.ts';
import { take } from './one-time-tokens.ts';
import * as queries from './queries.ts';
import { accountSecurity, verifyBody } from './schemas.ts';
import { tokenInvalid } from './token-invalid.ts';

/** `/v1/auth/account` and `/v1/auth/verify-email`. */
export const accountRoutes = featureApp();

const tags = ['Auth'];

accountRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/verify-email',
    access: 'public',
    tags,
    summary: 'Prove an address by the link in a mail',
    description: 'What the address was invited to opens with it. The link is good for 24 hours, and once.',
    request: { body: jsonBody(verifyBody) },
    responses: { 200: json(ownProfile, 'The account, verified'), ...refusals },
  }),
  async (c) => {
    const { db } = c.var;
    await limitFromAddress(c, 'links-from', HTTP_LIMITS.linksFromAddress);
    const row = await take(db, 'verify-email', c.req.valid('json').token);
    const user = row?.userId ? await queries.findAccount(db, row.userId) : undefined;
    // The link proves the address that it was sent to, which the account may have left since.
    if (!row || !user || (row.data.email ?? user.email) !== user.email) throw tokenInvalid();
    const now = Date.now();
    if (user.emailVerifiedAt === null) {
      const told = telling(c, [{ type: 'user.verified', userId: user.id }], {
        kind: 'person',
        userId: user.id,
      });
      await db.batch([queries.verifyAddress(db, user, now), told.statement]);
      told.publish();
    }
    await acceptInvitations(c, user);
    return c.json(toOwnProfile({ ...user, emailVerifiedAt: user.emailVerifiedAt ?? now }), 200);
  },
);

accountRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/verify-email/resend',
    access: 'person',
    tags,
    summary: 'Ask for another mail that proves the address',
    description: 'The links of earlier mails end. An address that is verified gets none.',
    responses: { 202: empty('A mail is under way'), ...refusals },
  }),
  async (c) => {
    const { userId } = requirePerson(c);
    const user = await queries.findAccount(c.var.db, userId);
    if (user && user.emailVerifiedAt === null) {
      await limitRequests(c, `verify:${userId}`, HTTP_LIMITS.accountMail);
      await tellOf(c, [{ type: 'user.verification_requested', userId }]);
    }
    return c.body(null, 202);
  },
);

accountRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/auth/account',
    access: 'person',
    tags,
    summary: 'How the own account is secured',
    responses: { 200: json(accountSecurity, 'The account'), ...refusals },
  }),
  async (c) => {
    const { userId, authenticatedAt } = requirePerson(c);
    const { db } = c.var;
    const user = await queries.findAccount(db, userId);
    if (!user) throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
    const [identities, factors] = await Promise.all([
      queries.listIdentities(db, userId),
      queries.findFactors(db, userId),
    ]);
    const others = identities.filter(({ provider }) => provider !== 'password');
    return c.json(
      {
        email: user.email,
        emailVerified: user.emailVerifiedAt !== null,
        hasPassword: others.length < identities.length,
        identities: others.map(({ provider, createdAt }) => ({
          provider,
          createdAt: new Date(createdAt).toISOString(),
        })),
        ...factors,
        authenticatedAt: new Date(authenticatedAt).toISOString(),
      },
      200,
    );
  },
);
