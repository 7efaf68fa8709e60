import type { Context } from 'hono';
import { requireUser } from '../../platform/http/authentication.ts';
import { actorOf, depsOf } from '../../platform/http/deps.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { createRoute, empty, featureApp, json, jsonBody, refusals, z } from '../../platform/http/openapi.ts';
import { clearRefreshCookie, deliver, refreshCookie } from '../../platform/http/refresh-cookie.ts';
import { isAdministrator } from '../../platform/http/require-admin.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { keyRing } from '../../platform/tokens/keys.ts';
import { logOut } from '../sessions/log-out.ts';
import { endSessionOf, refreshSession } from '../sessions/sessions.ts';
import { logIn } from './log-in.ts';
import { registerAccount } from './register-account.ts';
import { guestSignedIn, loginBody, refreshBody, registerBody, signedIn, validated } from './schemas.ts';

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
    const { tokenDelivery, ...account } = c.req.valid('json');
    const registered = await registerAccount(depsOf(c), actorOf(c), account);
    return c.json(deliver(c, registered, tokenDelivery), 201);
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
    const { email, password, tokenDelivery: delivery } = c.req.valid('json');
    const { signedIn } = await logIn(depsOf(c), actorOf(c), { email, password, delivery });
    return c.json(deliver(c, signedIn, delivery), 200);
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
    if (text === undefined) throw noRefreshToken();
    return c.json(deliver(c, await refreshSession(depsOf(c), actorOf(c), text), delivery), 200);
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
    const { caller } = c.var;
    if (text !== undefined) await endSessionOf(depsOf(c), actorOf(c), text);
    clearRefreshCookie(c);
    if (caller !== null && caller.kind !== 'token') await logOut(depsOf(c), actorOf(c), caller);
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

function noRefreshToken(): Problem {
  return new Problem(
    401,
    'no_refresh_token',
    'The request has no refresh token, neither as a cookie nor in the body.',
  );
}
