import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { seal } from '../../platform/tokens/account-key.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';

/** The parts of a refresh token: the id of its family, and the secret that proves it. */
export interface RefreshToken {
  sessionId: string;
  secret: string;
}

/** A family as the database stores it. */
export interface Family {
  id: string;
  tokenHash: string;
  previousHash: string | null;
  rotatedAt: number;
  expiresAt: number;
}

/** The first secret of a new family. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The only successor of a token. It is derived, not random, so that two tabs that refresh with the same token at once
 * get the same new one, and a family never branches. Without ACCOUNT_KEY the old token does not reveal it.
 */
export function successor({ sessionId, secret }: RefreshToken, key: string): string {
  return seal(key, 'refresh-successor', `${sessionId}\n${secret}`);
}

/** The stored form of a secret. The secret has 256 random bits, so a plain hash is enough. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** A refresh token in the client's form. */
export function formatToken({ sessionId, secret }: RefreshToken): string {
  return `${sessionId}.${secret}`;
}

/** The parts of a text in the form of a refresh token; null for any other. */
export function parseToken(text: string): RefreshToken | null {
  const match = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/.exec(text);
  return match ? { sessionId: match[1] as string, secret: match[2] as string } : null;
}

/**
 * The verdict on a token of this family: `current` rotates it; `grace` is the previous one, used again within 10 s of
 * the rotation (by another tab, or after a lost response); `reused` means that someone else may hold it, and the family
 * must end.
 */
export function judge(
  token: RefreshToken,
  family: Family,
  now: number,
): 'current' | 'grace' | 'reused' | 'expired' {
  if (now >= family.expiresAt) return 'expired';
  const hash = hashSecret(token.secret);
  if (sameHash(hash, family.tokenHash)) return 'current';
  const isPrevious = family.previousHash !== null && sameHash(hash, family.previousHash);
  return isPrevious && now - family.rotatedAt <= HTTP_LIMITS.session.grace ? 'grace' : 'reused';
}

function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
