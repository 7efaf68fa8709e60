import type { Context } from 'hono';
import { must } from '../../base/assert.ts';
import { randomId } from '../../base/ids.ts';
import type { UserRow } from '../../platform/db/account-rows.ts';
import { dropGuest } from '../../platform/db/grants.ts';
import { limitFromAddress } from '../../platform/http/address-limits.ts';
import {
  countPasswordAttempt,
  forgivePasswordAttempts,
  hashedAddress,
  limitRequests,
} from '../../platform/http/attempts.ts';
import { requireUser } from '../../platform/http/authentication.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { colorFor } from '../../platform/http/profile.ts';
import { isAdministrator } from '../../platform/http/require-admin.ts';
import { telling, tellOf } from '../../platform/http/telling.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { keyRing } from '../../platform/tokens/keys.ts';
import { clearRefreshCookie, refreshCookie } from '../sessions/cookie.ts';
import { endSessionsEverywhere } from '../sessions/end-sessions.ts';
import {
  beginSession,
  endSessionOf,
  guestSignedInBody,
  refreshSession,
  signedInBody,
} from '../sessions/sessions.ts';
import { hashPassword, needsRehash, verifyPassword } from './password.ts';
import { requireStrength } from './password-problem.ts';
import * as queries from './queries.ts';
import { guestSignedIn, loginBody, refreshBody, registerBody, signedIn, validated } from './schemas.ts';
import { continueSignIn } from './sign-in.ts';

/** `/v1/auth` and the public keys. */
export const authRoutes = featureApp();

const tags = ['Auth'];

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/register',
    access: 'public',
    tags,
    summary: 'Create an account',
    request: { body: jsonBody(registerBody) },
    responses: { 201: json(signedIn, 'The account, signed in'), ...refusals },
  }),
  async (c) => {
    const { email, password, name, tokenDelivery } = c.req.valid('json');
    await limitFromAddress(c, 'register-from', HTTP_LIMITS.registrationFromAddress);
    await requireStrength(password, [name, email]);
    await limitRequests(c, `register:${hashedAddress(email)}`, HTTP_LIMITS.registration);
    if (await queries.emailTaken(c.var.db, email)) return refuseTaken(c, email);

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
    const { session, token } = beginSession(userId, c.req.header('User-Agent'));
    const identity = { provider: 'password', subject: email, secret: await hashPassword(password) };
    const told = telling(c, [{ type: 'user.registered', userId, method: 'password' }], {
      kind: 'person',
      userId,
      credentialId: session.id,
    });
    if (!(await queries.createAccount(c.var.db, { user, identity, session, told: told.statement })))
      return refuseTaken(c, email);
    told.publish();
    return c.json(await signedInBody(c, { user, token, delivery: tokenDelivery }), 201);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/login',
    access: 'public',
    tags,
    summary: 'Sign in',
    request: { body: jsonBody(loginBody) },
    responses: { 200: json(signedIn, 'Signed in'), ...refusals },
  }),
  async (c) => {
    const { email, password, tokenDelivery } = c.req.valid('json');
    await countPasswordAttempt(c, email);
    const found = await queries.findByEmail(c.var.db, email);
    const isRight = await verifyPassword(password, found?.secret ?? null);
    if (!found || !isRight) {
      const userId = found?.user.id ?? null;
      await tellOf(c, [{ type: 'user.login_failed', userId, method: 'password' }]);
      throw new Problem(401, 'invalid_credentials', 'The address or the password is wrong.');
    }
    await forgivePasswordAttempts(c, email);
    const { user } = found;
    // Right means that there is one.
    let secret = must(found.secret, 'a right password without a hash');
    if (needsRehash(secret)) {
      const renewed = await hashPassword(password);
      await queries.replacePasswordHash(c.var.db, user.id, { from: secret, to: renewed });
      secret = renewed;
    }
    const proof = { kind: 'password', secret } as const;
    const first = { user, method: 'password', delivery: tokenDelivery, proof };
    return c.json(await continueSignIn(c, first), 200);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/refresh',
    access: 'public',
    tags,
    summary: 'Exchange a refresh token for new tokens',
    description: 'The token comes from the cookie, or from the body; the new one goes the same way.',
    request: { body: { content: { 'application/json': { schema: refreshBody } } } },
    responses: { 200: json(z.union([signedIn, guestSignedIn]), 'New tokens'), ...refusals },
  }),
  async (c) => {
    const { text, delivery } = givenRefreshToken(c, c.req.valid('json'));
    if (text === undefined) {
      throw new Problem(
        401,
        'no_refresh_token',
        'The request has no refresh token, neither as a cookie nor in the body.',
      );
    }
    const refreshed = await refreshSession(c, text);
    const body =
      'user' in refreshed
        ? await signedInBody(c, { ...refreshed, delivery })
        : await guestSignedInBody(c, { ...refreshed, delivery });
    return c.json(body, 200);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/logout',
    access: 'public',
    tags,
    summary: 'End this session',
    description: 'The session of the refresh token, in the cookie or the body, and that of the bearer token.',
    request: { body: { content: { 'application/json': { schema: refreshBody } } } },
    responses: { 204: empty('Ended'), ...refusals },
  }),
  async (c) => {
    const { text } = givenRefreshToken(c, c.req.valid('json'));
    if (text !== undefined) await endSessionOf(c, text);
    const { caller } = c.var;
    clearRefreshCookie(c);
    if (caller !== null && caller.kind !== 'token') {
      const { userId, credentialId } = caller;
      const statements = dropGuest(c.var.db, userId, caller.kind === 'guest' ? caller.docId : null);
      await endSessionsEverywhere(c, userId, [credentialId], { reason: 'logout', statements });
    }
    return c.body(null, 204);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/auth/validate',
    access: 'account',
    tags,
    summary: 'Check an access token',
    responses: { 200: json(validated, 'It is valid'), ...refusals },
  }),
  async (c) => {
    const { kind, userId, expiresAt } = requireUser(c);
    const until = expiresAt === null ? null : new Date(expiresAt).toISOString();
    const isAdmin = kind === 'person' && (await isAdministrator(c, userId));
    const roles: ('user' | 'admin')[] = isAdmin ? ['user', 'admin'] : ['user'];
    return c.json({ userId, roles, expiresAt: until }, 200);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/.well-known/jwks.json',
    access: 'public',
    tags,
    summary: 'The public keys of access tokens',
    responses: {
      200: json(z.object({ keys: z.array(z.looseObject({})) }), 'A JSON Web Key Set'),
      ...refusals,
    },
  }),
  async (c) => {
    const { publicKeys } = await keyRing(c.env.ACCESS_TOKEN_KEYS);
    return c.json({ keys: publicKeys(Date.now()).map((key): Record<string, unknown> => ({ ...key })) }, 200, {
      'Cache-Control': 'public, max-age=300',
    });
  },
);

function givenRefreshToken(c: Context<AppEnv>, body: { refreshToken?: string | undefined } | undefined) {
  if (body?.refreshToken !== undefined) return { text: body.refreshToken, delivery: 'body' as const };
  return { text: refreshCookie(c), delivery: 'cookie' as const };
}

// A new person is in the app at once, so whether an address has an account cannot be hidden here: its owner learns of it.
async function refuseTaken(c: Context<AppEnv>, email: string): Promise<never> {
  await tellOf(c, [{ type: 'user.registration_repeated', email }]);
  throw new Problem(409, 'email_taken', 'This address already has an account.');
}
