import type { Context } from 'hono';
import { randomId } from '../../base/ids.ts';
import type { GuestRow, SessionRow, UserRow } from '../../platform/db/account-rows.ts';
import { dropGuest } from '../../platform/db/grants.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { HTTP_LIMITS } from '../../platform/http/limits.ts';
import { toOwnProfile } from '../../platform/http/profile.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { ACCESS_TOKEN_SECONDS, signAccessToken } from '../../platform/tokens/access-token.ts';
import { setRefreshCookie } from './cookie.ts';
import { endSessionsEverywhere } from './end-sessions.ts';
import {
  formatToken,
  hashSecret,
  judge,
  newSecret,
  parseToken,
  type RefreshToken,
  successor,
} from './refresh-token.ts';
import { findSession, rotateSession } from './session-queries.ts';

export { insertSession, noteAuthenticated, type Proof } from './session-queries.ts';

/** Whose a session is: a user's, or that of a guest of one document. */
export type Holder = { user: UserRow } | { guest: GuestRow };

/** A new family for this user (or this guest of a document), and its first token. Nothing is stored yet. */
export function beginSession(
  userId: string,
  userAgent: string | undefined,
  guestOf: string | null = null,
): { session: SessionRow; token: RefreshToken } {
  const now = Date.now();
  const token = { sessionId: randomId(), secret: newSecret() };
  const session = {
    id: token.sessionId,
    userId,
    tokenHash: hashSecret(token.secret),
    previousHash: null,
    rotatedAt: now,
    expiresAt: now + HTTP_LIMITS.session.idle,
    endsAt: now + HTTP_LIMITS.session.family,
    userAgent: (userAgent ?? '').slice(0, 300),
    name: null,
    guestOf,
    // A guest has nothing to prove who they are by.
    authenticatedAt: guestOf === null ? now : 0,
    createdAt: now,
  };
  return { session, token };
}

/** The answer to a login, a registration or a refresh: the refresh token goes where the caller asked for it. */
export async function signedInBody(
  c: Context<AppEnv>,
  { user, token, delivery }: { user: UserRow; token: RefreshToken; delivery: 'cookie' | 'body' },
) {
  return { user: toOwnProfile(user), ...(await tokens(c, user.id, token, delivery)) };
}

/** The same for a guest. */
export async function guestSignedInBody(
  c: Context<AppEnv>,
  { guest, token, delivery }: { guest: GuestRow; token: RefreshToken; delivery: 'cookie' | 'body' },
) {
  const { id, name, color, docId } = guest;
  return { guest: { id, name, color }, docId, ...(await tokens(c, id, token, delivery)) };
}

async function tokens(c: Context<AppEnv>, userId: string, token: RefreshToken, delivery: 'cookie' | 'body') {
  const accessToken = await signAccessToken(c.env.ACCESS_TOKEN_KEYS, {
    userId,
    sessionId: token.sessionId,
    now: Date.now(),
  });
  const refreshToken = formatToken(token);
  if (delivery === 'cookie') setRefreshCookie(c, refreshToken);
  return {
    accessToken,
    expiresIn: ACCESS_TOKEN_SECONDS,
    ...(delivery === 'body' && { refreshToken }),
  };
}

/** Exchanges a refresh token for the next one; throws 401 `invalid_token`, `token_expired` or `token_reused`. */
export async function refreshSession(
  c: Context<AppEnv>,
  text: string,
): Promise<Holder & { token: RefreshToken }> {
  const token = parseToken(text);
  const found = token && (await findSession(c.var.db, token.sessionId));
  if (!token || !found) throw new Problem(401, 'invalid_token', 'The refresh token is not valid.');

  const { session, holder } = found;
  const now = Date.now();
  const next = { sessionId: token.sessionId, secret: successor(token, c.env.ACCOUNT_KEY) };
  switch (judge(token, session, now)) {
    case 'current': {
      const rotated = await rotateSession(c.var.db, session.id, {
        from: session.tokenHash,
        to: hashSecret(next.secret),
        now,
        expiresAt: Math.min(now + HTTP_LIMITS.session.idle, session.endsAt),
      });
      // Another tab was faster, or the session was ended meanwhile: what holds now decides.
      return rotated ? { ...holder, token: next } : refreshSession(c, text);
    }
    case 'grace':
      return { ...holder, token: next };
    case 'expired':
      throw new Problem(401, 'token_expired', 'The refresh token has expired.');
    case 'reused':
      await endSessionsEverywhere(c, session.userId, [session.id], { reason: 'token_reused' });
      c.var.log.warn('refresh token used twice; the session was ended', {
        userId: session.userId,
        sessionId: session.id,
      });
      throw new Problem(401, 'token_reused', 'The refresh token was used before, so its session was ended.');
  }
}

/** Ends the session of a refresh token; a token that is none ends nothing. */
export async function endSessionOf(c: Context<AppEnv>, text: string): Promise<void> {
  const token = parseToken(text);
  const found = token && (await findSession(c.var.db, token.sessionId));
  if (!token || !found || judge(token, found.session, Date.now()) === 'reused') return;
  const { id, userId, guestOf } = found.session;
  const statements = dropGuest(c.var.db, userId, guestOf);
  await endSessionsEverywhere(c, userId, [id], { reason: 'logout', statements });
}
