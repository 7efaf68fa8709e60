import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { must } from '../../base/assert.ts';
import { requirePerson } from '../../platform/http/authentication.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { tellOf } from '../../platform/http/telling.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { noteAuthenticated } from '../sessions/sessions.ts';
import { hashToken } from './one-time-tokens.ts';
import { acceptPasskey, askForPasskey, takeChallenge } from './passkey-challenges.ts';
import { listPasskeys } from './passkey-queries.ts';
import { authenticationResponse, challenge, challenged } from './passkey-schemas.ts';
import { findAccount } from './queries.ts';
import { signedIn } from './schemas.ts';
import { forgiveCodes, invalidCode, limitCodes, takeRecovery, takeTotpCode } from './second-factor-codes.ts';
import { attemptSecondFactor, completeSignIn, pendingSignIn } from './sign-in.ts';

/** Proofs by passkey and by code: signing in, the second factor of a sign-in, proving anew who one is. */
export const secondFactorRoutes = featureApp();

const code = z.string().trim().min(1).max(40);
const ticket = z.string().min(1).max(100);
const tokenDelivery = z.enum(['cookie', 'body']).default('cookie');

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/second-factor',
    access: 'public',
    tags: ['Second factor'],
    summary: 'Finish a sign-in with its second factor',
    description:
      'By a code of the authenticator app or a recovery code, or by a passkey. A ticket is good for 10 minutes and 5 attempts.',
    request: {
      body: jsonBody(
        z.union([
          z.strictObject({ ticket, code }),
          z.strictObject({ ticket, challenge, passkey: authenticationResponse }),
        ]),
      ),
    },
    responses: { 200: json(signedIn, 'Signed in'), ...refusals },
  }),
  async (c) => {
    const body = c.req.valid('json');
    const pending = await attemptSecondFactor(c, body.ticket);
    const userId = pending.user.id;
    if ('code' in body) {
      await limitCodes(c, userId);
      const by = (await takeTotpCode(c, userId, body.code))
        ? 'totp'
        : (await takeRecovery(c, userId, body.code))
          ? 'recovery_code'
          : null;
      if (by === null) {
        await tellOf(c, [{ type: 'user.login_failed', userId, method: 'second_factor' }]);
        throw invalidCode();
      }
      await forgiveCodes(c, userId);
      return c.json(await completeSignIn(c, { ...pending, method: `${pending.method}+${by}` }), 200);
    }
    const taken = await takeChallenge(c, 'passkey-second-factor', body.challenge);
    // A challenge belongs to one sign-in: one that was begun for another ticket proves nothing about this one.
    if (taken.row.data.ticket !== hashToken(body.ticket)) throw invalidCode();
    await acceptPasskey(c, {
      challenge: taken.challenge,
      response: body.passkey as AuthenticationResponseJSON,
      verification: 'preferred',
      userId,
    });
    return c.json(await completeSignIn(c, { ...pending, method: `${pending.method}+passkey` }), 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/second-factor/options',
    access: 'public',
    tags: ['Second factor'],
    summary: 'Ask for a passkey as second factor',
    request: { body: jsonBody(z.strictObject({ ticket })) },
    responses: { 200: json(challenged, 'What to ask the browser with'), ...refusals },
  }),
  async (c) => {
    const body = c.req.valid('json');
    const { user } = await pendingSignIn(c, body.ticket);
    const asked = await askForPasskey(c, {
      purpose: 'passkey-second-factor',
      userId: user.id,
      data: { ticket: hashToken(body.ticket) },
      allowed: await listPasskeys(c.var.db, user.id),
      verification: 'preferred',
    });
    return c.json(asked, 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/passkey/options',
    access: 'public',
    tags: ['Passkeys'],
    summary: 'Begin to sign in with a passkey',
    description: '`options` goes into `navigator.credentials.get`, `challenge` back with the answer.',
    responses: { 200: json(challenged, 'What to ask the browser with'), ...refusals },
  }),
  async (c) => {
    const asked = await askForPasskey(c, {
      purpose: 'passkey-sign-in',
      userId: null,
      allowed: null,
      verification: 'required',
    });
    return c.json(asked, 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/passkey',
    access: 'public',
    tags: ['Passkeys'],
    summary: 'Sign in with a passkey',
    description: 'A passkey verifies its user, so it counts as two factors: no other one is asked for.',
    request: {
      body: jsonBody(z.strictObject({ challenge, response: authenticationResponse, tokenDelivery })),
    },
    responses: { 200: json(signedIn, 'Signed in'), ...refusals },
  }),
  async (c) => {
    const body = c.req.valid('json');
    const { challenge } = await takeChallenge(c, 'passkey-sign-in', body.challenge);
    const response = body.response as AuthenticationResponseJSON;
    const passkey = await acceptPasskey(c, { challenge, response, verification: 'required', userId: null });
    const user = must(await findAccount(c.var.db, passkey.userId), 'a passkey of nobody');
    const proof = { kind: 'passkey', id: passkey.id } as const;
    const first = { user, method: 'passkey', delivery: body.tokenDelivery, proof };
    return c.json(await completeSignIn(c, first), 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/reauthenticate/passkey/options',
    access: 'person',
    tags: ['Passkeys'],
    summary: 'Begin to prove your identity again, with a passkey',
    responses: { 200: json(challenged, 'What to ask the browser with'), ...refusals },
  }),
  async (c) => {
    const { userId } = requirePerson(c);
    const asked = await askForPasskey(c, {
      purpose: 'passkey-reauthentication',
      userId,
      allowed: await listPasskeys(c.var.db, userId),
      verification: 'required',
    });
    return c.json(asked, 200);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/reauthenticate/passkey',
    access: 'person',
    tags: ['Passkeys'],
    summary: 'Prove your identity again, with a passkey',
    request: { body: jsonBody(z.strictObject({ challenge, response: authenticationResponse })) },
    responses: { 204: empty('Proved, for 15 minutes'), ...refusals },
  }),
  async (c) => {
    const { userId, credentialId } = requirePerson(c);
    const body = c.req.valid('json');
    const taken = await takeChallenge(c, 'passkey-reauthentication', body.challenge);
    if (taken.row.userId !== userId) {
      throw new Problem(
        410,
        'token_invalid',
        'The challenge is unknown, used or expired. Ask for a new one.',
      );
    }
    await acceptPasskey(c, {
      challenge: taken.challenge,
      response: body.response as AuthenticationResponseJSON,
      verification: 'required',
      userId,
    });
    await noteAuthenticated(c.var.db, { userId, sessionId: credentialId, now: Date.now() });
    return c.body(null, 204);
  },
);

secondFactorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/reauthenticate/totp',
    access: 'person',
    tags: ['Second factor'],
    summary: 'Prove your identity again, with a code from the authenticator app',
    request: { body: jsonBody(z.strictObject({ code })) },
    responses: { 204: empty('Proved, for 15 minutes'), ...refusals },
  }),
  async (c) => {
    const { userId, credentialId } = requirePerson(c);
    await limitCodes(c, userId);
    if (!(await takeTotpCode(c, userId, c.req.valid('json').code))) throw invalidCode();
    await forgiveCodes(c, userId);
    await noteAuthenticated(c.var.db, { userId, sessionId: credentialId, now: Date.now() });
    return c.body(null, 204);
  },
);
