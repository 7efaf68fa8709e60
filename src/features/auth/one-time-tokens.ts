import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../../platform/db/database.ts';
import {
  countAttempt,
  findToken,
  insertToken,
  type OneTimeTokenRow,
  storeToken,
  takeToken,
} from '../../platform/db/one-time-tokens.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The purposes of one-time tokens; a token is valid for its own purpose only. */
export type TokenPurpose =
  | 'verify-email'
  /** A used link for `verify-email`: kept so that opening it again can explain that. */
  | 'verified-email'
  | 'reset-password'
  | 'second-factor'
  | 'passkey-registration'
  | 'passkey-sign-in'
  | 'passkey-second-factor'
  | 'passkey-reauthentication'
  | 'oidc';

/** How long the tokens of a purpose are valid, in ms. */
export const TOKEN_LIFETIME: Record<TokenPurpose, number> = {
  'verify-email': 24 * HOUR,
  'verified-email': 30 * 24 * HOUR,
  'reset-password': HOUR,
  'second-factor': 10 * MINUTE,
  'passkey-registration': 5 * MINUTE,
  'passkey-sign-in': 5 * MINUTE,
  'passkey-second-factor': 5 * MINUTE,
  'passkey-reauthentication': 5 * MINUTE,
  oidc: 10 * MINUTE,
};

// Only the newest link in the mailbox is valid. Challenges and tickets of two tabs may exist side by side.
const REPLACED: ReadonlySet<TokenPurpose> = new Set<TokenPurpose>(['verify-email', 'reset-password']);

/** A stored token, with what it was issued with. */
export type OneTimeToken = OneTimeTokenRow;

/**
 * A new token, 256 random bits in base64url; only its SHA-256 is stored. `userId` is null when the user is not known
 * yet; `take` returns `data`; `ttl` (ms) is the purpose's unless given. A new link in a mail invalidates the older ones
 * of its purpose.
 */
export async function issue(
  db: Database,
  {
    purpose,
    userId,
    data = {},
    ttl = TOKEN_LIFETIME[purpose],
  }: { purpose: TokenPurpose; userId: string | null; data?: Record<string, unknown>; ttl?: number },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const now = Date.now();
  const row = { hash: hashToken(token), purpose, userId, data, expiresAt: now + ttl, createdAt: now };
  await storeToken(db, row, REPLACED.has(purpose));
  return token;
}

/** Uses a token up. Returns what it was issued with; null when it is unknown, used, expired or for another purpose. */
export async function take(db: Database, purpose: TokenPurpose, token: string): Promise<OneTimeToken | null> {
  return (await takeToken(db, purpose, hashToken(token), Date.now())) ?? null;
}

/** What a token was issued with, without using it up; null as for `take`. */
export async function look(db: Database, purpose: TokenPurpose, token: string): Promise<OneTimeToken | null> {
  return (await findToken(db, purpose, hashToken(token), Date.now())) ?? null;
}

/**
 * Counts an attempt with a token before its outcome is known. Returns null, as for an unknown token, once `limit`
 * attempts were made.
 */
export async function attempt(
  db: Database,
  purpose: TokenPurpose,
  token: string,
  limit: number,
): Promise<OneTimeToken | null> {
  return (await countAttempt(db, purpose, hashToken(token), { limit, now: Date.now() })) ?? null;
}

/** The statement that stores a link as one that has verified its address; `now` in ms since 1970. */
export function keepAsVerified(db: Database, token: string, userId: string, now: number) {
  const purpose: TokenPurpose = 'verified-email';
  const expiresAt = now + TOKEN_LIFETIME[purpose];
  return insertToken(db, { hash: hashToken(token), purpose, userId, data: {}, expiresAt, createdAt: now });
}

/** What is stored of a token. It has 256 random bits, so a plain hash is enough. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
