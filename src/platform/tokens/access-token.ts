import { errors, jwtVerify, SignJWT } from 'jose';
import { ID_PATTERN } from '../../base/ids.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { ALGORITHM, keyRing } from './keys.ts';

/** How long an access token lives. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

const ISSUER = 'collaborative-document-editor';
const AUDIENCE = 'collaborative-document-editor/v1';
// The type tells an access token from any other JWT signed with the same key (RFC 9068).
const TYPE = 'at+jwt';

/** What a verified access token says. It has no roles: they are looked up, so that a change takes effect at once. */
export interface AccessClaims {
  userId: string;
  sessionId: string;
  /** In ms since 1970. */
  expiresAt: number;
}

/** An access token for this user and session, signed with the first of `keys` (the secret ACCESS_TOKEN_KEYS). */
export async function signAccessToken(
  keys: string,
  { userId, sessionId, now }: { userId: string; sessionId: string; now: number },
): Promise<string> {
  const { kid, signingKey } = await keyRing(keys);
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: ALGORITHM, kid, typ: TYPE })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
    .sign(signingKey);
}

/** The claims of an access token of ours that has not expired; anything else is `expired` or `invalid`. */
export async function verifyAccessToken(
  keys: string,
  token: string,
): Promise<Result<AccessClaims, 'expired' | 'invalid'>> {
  const { findKey } = await keyRing(keys);
  try {
    const { payload } = await jwtVerify(token, findKey, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: TYPE,
      requiredClaims: ['sub', 'sid', 'iat', 'exp'],
    });
    const { sub, sid, exp } = payload;
    if (typeof sub !== 'string' || !ID_PATTERN.test(sub) || typeof sid !== 'string' || exp === undefined) {
      return fail('invalid', 'The access token is not valid.');
    }
    return ok({ userId: sub, sessionId: sid, expiresAt: exp * 1000 });
  } catch (error) {
    if (error instanceof errors.JWTExpired) return fail('expired', 'The access token has expired.');
    if (error instanceof errors.JOSEError) return fail('invalid', 'The access token is not valid.');
    throw error;
  }
}
