import { randomId } from '../../base/ids.ts';
import type { GuestRow, SessionRow, UserRow } from '../../platform/db/account-rows.ts';
import { dropGuest } from '../../platform/db/grants.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { ACCESS_TOKEN_SECONDS, signAccessToken } from '../../platform/tokens/access-token.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { toOwnProfile } from '../../platform/verbs/profile.ts';
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

/** The holder of a session: a user, or a guest of one document. */
export type Holder = { user: UserRow } | { guest: GuestRow };

/** Creates a new family for this user (or guest of a document), with its first token. Stores nothing yet. */
export function beginSession(
  userId: string,
  userAgent: string | null,
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
    // A guest has no way to prove an identity.
    authenticatedAt: guestOf === null ? now : 0,
    createdAt: now,
  };
  return { session, token };
}

/** The credentials of a signed-in user: the account, an access token, and the session's refresh token. */
export type SignedIn = Awaited<ReturnType<typeof signedIn>>;

/** Signs a user's access token, and returns it with the refresh token of `token`. */
export async function signedIn(
  deps: Pick<Deps, 'env'>,
  { user, token }: { user: UserRow; token: RefreshToken },
) {
  return { user: toOwnProfile(user), ...(await tokensOf(deps, user.id, token)) };
}

/** The same for a guest. */
export async function guestSignedIn(
  deps: Pick<Deps, 'env'>,
  { guest, token }: { guest: GuestRow; token: RefreshToken },
) {
  const { id, name, color, docId } = guest;
  return { guest: { id, name, color }, docId, ...(await tokensOf(deps, id, token)) };
}

async function tokensOf({ env }: Pick<Deps, 'env'>, userId: string, token: RefreshToken) {
  const accessToken = await signAccessToken(env.ACCESS_TOKEN_KEYS, {
    userId,
    sessionId: token.sessionId,
    now: Date.now(),
  });
  return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, refreshToken: formatToken(token) };
}

/** Exchanges a refresh token for the next one; throws 401 `invalid_token`, `token_expired` or `token_reused`. */
export async function refreshSession(deps: Deps, actor: Actor, text: string) {
  const refreshed = await nextToken(deps, actor, text);
  return 'user' in refreshed ? signedIn(deps, refreshed) : guestSignedIn(deps, refreshed);
}

async function nextToken(deps: Deps, actor: Actor, text: string): Promise<Holder & { token: RefreshToken }> {
  const { env, db, log } = deps;
  const token = parseToken(text);
  const found = token && (await findSession(db, token.sessionId));
  if (!token || !found) throw new Problem(401, 'invalid_token', 'The refresh token is not valid.');

  const { session, holder } = found;
  const now = Date.now();
  const next = { sessionId: token.sessionId, secret: successor(token, env.ACCOUNT_KEY) };
  switch (judge(token, session, now)) {
    case 'current': {
      const rotated = await rotateSession(db, session.id, {
        from: session.tokenHash,
        to: hashSecret(next.secret),
        now,
        expiresAt: Math.min(now + HTTP_LIMITS.session.idle, session.endsAt),
      });
      // Another tab was faster, or the session has ended meanwhile: the current state decides.
      return rotated ? { ...holder, token: next } : nextToken(deps, actor, text);
    }
    case 'grace':
      return { ...holder, token: next };
    case 'expired':
      throw new Problem(401, 'token_expired', 'The refresh token has expired.');
    case 'reused':
      await endSessionsEverywhere(deps, actor, {
        userId: session.userId,
        sessions: [session.id],
        reason: 'token_reused',
      });
      log.warn('refresh token used twice; the session was ended', {
        userId: session.userId,
        sessionId: session.id,
      });
      throw new Problem(401, 'token_reused', 'The refresh token was used before, so its session was ended.');
  }
}

/** Ends the session of a refresh token; an invalid token ends nothing. */
export async function endSessionOf(deps: Deps, actor: Actor, text: string): Promise<void> {
  const { db } = deps;
  const token = parseToken(text);
  const found = token && (await findSession(db, token.sessionId));
  if (!token || !found || judge(token, found.session, Date.now()) === 'reused') return;
  const { id, userId, guestOf } = found.session;
  const statements = dropGuest(db, userId, guestOf);
  await endSessionsEverywhere(deps, actor, { userId, sessions: [id], reason: 'logout', statements });
}
