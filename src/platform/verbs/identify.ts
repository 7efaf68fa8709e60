import { findApiToken, findLiveSession, touchApiToken } from '../db/callers.ts';
import type { Database } from '../db/database.ts';
import type { Logger } from '../observability/logger.ts';
import { type AccessClaims, verifyAccessToken } from '../tokens/access-token.ts';
import { hashApiToken, isApiToken } from '../tokens/api-token.ts';
import type { Caller } from '../tokens/caller.ts';

/** Why a credential was refused. */
export type CredentialError = 'expired' | 'invalid';

/**
 * The owner of this bearer token: an access token whose session has not ended, or an API token. In two steps, so that
 * a socket can continue after the first while the database is down.
 */
export async function identify(env: Env, db: Database, token: string): Promise<Caller | CredentialError> {
  if (isApiToken(token)) return identifyProgram(db, token);
  const verified = await verifyAccessToken(env.ACCESS_TOKEN_KEYS, token);
  return verified.ok ? identifySession(db, verified.value) : verified.error.code;
}

/** The owner of the session in verified claims; `invalid` when it has ended. */
export async function identifySession(
  db: Database,
  { userId, sessionId, expiresAt }: AccessClaims,
): Promise<Caller | CredentialError> {
  const session = await findLiveSession(db, sessionId, Date.now());
  if (session?.userId !== userId) return 'invalid';
  const { guestOf, authenticatedAt } = session;
  return guestOf === null
    ? { kind: 'person', userId, credentialId: sessionId, expiresAt, authenticatedAt }
    : { kind: 'guest', userId, credentialId: sessionId, expiresAt, docId: guestOf };
}

/** The owner of the API token; `invalid` when it has expired or was deleted. */
export async function identifyProgram(db: Database, token: string): Promise<Caller | CredentialError> {
  const found = await findApiToken(db, hashApiToken(token), Date.now());
  if (!found) return 'invalid';
  const { id, userId, scopes, docIds, expiresAt, lastUsedAt } = found;
  return { kind: 'token', userId, credentialId: id, scopes, docIds, expiresAt, lastUsedAt };
}

const USE_NOTED_EVERY = 60_000;

/** Records when an API token was used, to the minute; for `waitUntil`. Never throws. */
export async function noteUse(db: Database, caller: Caller, log: Logger): Promise<void> {
  const now = Date.now();
  if (caller.kind !== 'token' || now - (caller.lastUsedAt ?? 0) < USE_NOTED_EVERY) return;
  try {
    await touchApiToken(db, caller.credentialId, now);
  } catch (error) {
    log.warn('the use of a token was not noted', { tokenId: caller.credentialId, error: String(error) });
  }
}
