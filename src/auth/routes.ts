import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { randomId } from '../base/ids.ts';
import { forgive, throttle } from '../db/throttle.ts';
import { requireUser } from '../http/authentication.ts';
import type { AppEnv } from '../http/env.ts';
import { HTTP_LIMITS } from '../http/limits.ts';
import { createRoute, empty, featureApp, id, json, jsonBody, refusals, z } from '../http/openapi.ts';
import { decodeCursor, pageOf, pageQuery, toPage } from '../http/pagination.ts';
import { notFound, Problem, rateLimited } from '../http/problem.ts';
import { callerAddress } from '../http/rate-limits.ts';
import { keyRing } from '../tokens/keys.ts';
import { colorFor } from '../users/profile.ts';
import { clearRefreshCookie, refreshCookie } from './cookie.ts';
import { endSessionsEverywhere } from './end-sessions.ts';
import { hashPassword, needsRehash, verifyPassword } from './password.ts';
import * as queries from './queries.ts';
import { listSessions } from './queries-sessions.ts';
import { loginBody, refreshBody, registerBody, sessionItem, signedIn, validated } from './schemas.ts';
import { beginSession, endSessionOf, refreshSession, signedInBody } from './sessions.ts';
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
    await limitAttempts(
      c,
      `register-from:${callerAddress(c.req.raw.headers)}`,
      HTTP_LIMITS.registrationFromAddress,
    );
    await limitAttempts(c, `register:${hashed(email)}`, HTTP_LIMITS.registration);
    if (await queries.emailTaken(c.var.db, email)) throw emailTaken();

    const now = Date.now();
    const userId = randomId();
    const user: queries.UserRow = {
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
    const secret = await hashPassword(password);
    if (!(await queries.createAccount(c.var.db, { user, secret, session }))) throw emailTaken();
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
    const account = `login:${hashed(email)}`;
    const accountFromHere = `${account}:${callerAddress(c.req.raw.headers)}`;
    await limitAttempts(c, accountFromHere, HTTP_LIMITS.loginFromAddress);
    await limitAttempts(c, account, HTTP_LIMITS.login);

    const found = await queries.findByEmail(c.var.db, email);
    const isRight = await verifyPassword(password, found?.secret ?? null);
    if (!found || !isRight)
      throw new Problem(401, 'invalid_credentials', 'The address or the password is wrong.');

    await forgive(c.var.db, [accountFromHere, account]);
    const { user } = found;
    let { secret } = found;
    if (secret !== null && needsRehash(secret)) {
      const renewed = await hashPassword(password);
      await queries.replacePasswordHash(c.var.db, user.id, { from: secret, to: renewed });
      secret = renewed;
    }
    const first = { user, method: 'password', delivery: tokenDelivery, ...(secret !== null && { secret }) };
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
    responses: { 200: json(signedIn, 'New tokens'), ...refusals },
  }),
  async (c) => {
    const { text, delivery } = givenRefreshToken(c, c.req.valid('json'));
    if (text === undefined) throw new Problem(401, 'invalid_token', 'There is no refresh token.');
    const { user, token } = await refreshSession(c, text);
    return c.json(await signedInBody(c, { user, token, delivery }), 200);
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
    if (caller !== null && caller.kind !== 'token')
      await endSessionsEverywhere(c, caller.userId, [caller.credentialId], { reason: 'logout' });
    return c.body(null, 204);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/v1/auth/logout-all',
    access: 'person',
    tags,
    summary: 'End every session',
    responses: { 204: empty('Ended'), ...refusals },
  }),
  async (c) => {
    clearRefreshCookie(c);
    await endSessionsEverywhere(c, requireUser(c).userId, 'all', { reason: 'logout' });
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
  (c) => {
    const { userId, expiresAt } = requireUser(c);
    const until = expiresAt === null ? null : new Date(expiresAt).toISOString();
    return c.json({ userId, roles: ['user' as const], expiresAt: until }, 200);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/auth/sessions',
    access: 'person',
    tags,
    summary: 'Where the user is signed in',
    request: { query: z.strictObject(pageQuery) },
    responses: { 200: json(pageOf(sessionItem), 'A page of sessions, newest first'), ...refusals },
  }),
  async (c) => {
    const { userId, credentialId } = requireUser(c);
    const { limit, cursor } = c.req.valid('query');
    const rows = await listSessions(c.var.db, userId, {
      after: decodeCursor('sessions', 'number', cursor),
      limit: limit + 1,
      now: Date.now(),
    });
    const page = toPage(rows, limit, 'sessions', {
      position: (row) => [row.createdAt, row.id],
      item: (row) => ({
        id: row.id,
        userAgent: row.userAgent,
        createdAt: new Date(row.createdAt).toISOString(),
        lastUsedAt: new Date(row.rotatedAt).toISOString(),
        expiresAt: new Date(row.expiresAt).toISOString(),
        current: row.id === credentialId,
      }),
    });
    return c.json(page, 200);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/v1/auth/sessions/{sessionId}',
    access: 'person',
    tags,
    summary: 'End a session',
    request: { params: z.object({ sessionId: id }) },
    responses: { 204: empty('Ended'), ...refusals },
  }),
  async (c) => {
    const { userId } = requireUser(c);
    const { sessionId } = c.req.valid('param');
    const ended = await endSessionsEverywhere(c, userId, [sessionId], { reason: 'ended' });
    if (ended.length === 0) throw notFound('session');
    return c.body(null, 204);
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
    return c.json({ keys: publicKeys.map((key) => ({ ...key })) }, 200, {
      'Cache-Control': 'public, max-age=300',
    });
  },
);

function givenRefreshToken(c: Context<AppEnv>, body: { refreshToken?: string | undefined } | undefined) {
  if (body?.refreshToken !== undefined) return { text: body.refreshToken, delivery: 'body' as const };
  return { text: refreshCookie(c), delivery: 'cookie' as const };
}

async function limitAttempts(
  c: Context<AppEnv>,
  key: string,
  limit: { count: number; window: number },
): Promise<void> {
  const wait = await throttle(c.var.db, key, limit, Date.now());
  if (wait > 0) throw rateLimited(wait / 1000);
}

function emailTaken(): Problem {
  return new Problem(409, 'email_taken', 'This address has an account already.');
}

// Addresses that were only tried are nobody's we know: they are not kept in clear.
function hashed(email: string): string {
  return createHash('sha256').update(email).digest('base64url');
}
