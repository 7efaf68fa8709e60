import { requirePerson, requireUser } from '../../platform/http/authentication.ts';
import { actorOf, depsOf, knownActorOf } from '../../platform/http/deps.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals } from '../../platform/http/openapi.ts';
import { toOwnProfile } from '../../platform/verbs/profile.ts';
import { verificationLink, verifiedAccount, verifyBody } from './schemas.ts';
import { lookAtLink, resendVerification, verifyAddress } from './verify-address.ts';

/** `/v1/auth/verify-email`: verifying that an address belongs to the user. */
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
    const { user, own } = await lookAtLink(depsOf(c), actorOf(c), c.req.valid('json').token);
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
    // An expired session does not count as signed in. But its user must renew it first: a claim would delete the user's
    // own credentials.
    if (c.var.credentialError !== null) requireUser(c);
    const { user, passwordToken } = await verifyAddress(depsOf(c), actorOf(c), c.req.valid('json').token);
    return c.json({ ...toOwnProfile(user), ...(passwordToken !== null && { passwordToken }) }, 200);
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
    await resendVerification(depsOf(c), knownActorOf(c, requirePerson(c)));
    return c.body(null, 202);
  },
);
