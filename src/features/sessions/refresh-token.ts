import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { seal } from '../../platform/tokens/account-key.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';

/** A refresh token in its parts: which family it belongs to, and the secret that proves it. */
export interface RefreshToken {
  sessionId: string;
  secret: string;
}

/** What the database holds of a family. */
export interface Family {
  id: string;
  tokenHash: string;
  previousHash: string | null;
  rotatedAt: number;
  expiresAt: number;
}

/** A new family's first secret. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The one successor of a token. It is derived and not drawn, so that two tabs that refresh with the same token at once
 * get the same new one, and a family never has two branches. Without ACCOUNT_KEY it cannot be told from the old one.
 */
export function successor({ sessionId, secret }: RefreshToken, key: string): string {
  return seal(key, 'refresh-successor', `${sessionId}\n${secret}`);
}

/** What is stored of a secret. The secret has 256 random bits, so a plain hash is enough. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** A refresh token as the client holds it. */
export function formatToken({ sessionId, secret }: RefreshToken): string {
  return `${sessionId}.${secret}`;
}

/** The parts of what looks like a refresh token, or null. */
export function parseToken(text: string): RefreshToken | null {
  const match = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/.exec(text);
  return match ? { sessionId: match[1] as string, secret: match[2] as string } : null;
}

/**
 * What to make of a token of this family: `current` rotates it; `grace` is the one before, used again within 10 s of
 * the rotation (another tab, or an answer that was lost); `reused` means that somebody else may hold it, and the
 * family must end.
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
