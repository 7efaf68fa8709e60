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

/** What one-time tokens are for; one for another purpose is none. */
export type TokenPurpose =
  | 'verify-email'
  /** A link for `verify-email` that has done its work: so that it can say so when it is opened again. */
  | 'verified-email'
  | 'reset-password'
  | 'second-factor'
  | 'passkey-registration'
  | 'passkey-sign-in'
  | 'passkey-second-factor'
  | 'passkey-reauthentication'
  | 'oidc';

/** How long the tokens of a purpose are good, in ms. */
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

// A newer link in the mailbox is the one that counts. Challenges and tickets of two tabs may live side by side.
const REPLACED: ReadonlySet<TokenPurpose> = new Set<TokenPurpose>(['verify-email', 'reset-password']);

/** What a token was issued with. */
export type OneTimeToken = OneTimeTokenRow;

/**
 * A new token, 256 random bits in base64url; only its SHA-256 is kept. `userId` is null where nobody is known yet; `data`
 * comes back when it is taken; `ttl` (ms) is the purpose's unless given. A link in a mail ends the older ones of its kind.
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

/** Uses a token up: what it was issued with, or null when it is unknown, used, expired or for another purpose. */
export async function take(db: Database, purpose: TokenPurpose, token: string): Promise<OneTimeToken | null> {
  return (await takeToken(db, purpose, hashToken(token), Date.now())) ?? null;
}

/** What a token was issued with, without using it up; or null. */
export async function look(db: Database, purpose: TokenPurpose, token: string): Promise<OneTimeToken | null> {
  return (await findToken(db, purpose, hashToken(token), Date.now())) ?? null;
}

/**
 * Counts an attempt that is made with a token, before it is known whether it succeeds; null, as for a token that does not
 * exist, once `limit` attempts were made.
 */
export async function attempt(
  db: Database,
  purpose: TokenPurpose,
  token: string,
  limit: number,
): Promise<OneTimeToken | null> {
  return (await countAttempt(db, purpose, hashToken(token), { limit, now: Date.now() })) ?? null;
}

/** The statement that keeps a link which has proved an address, as one that has done so; `now` in ms since 1970. */
export function keepAsVerified(db: Database, token: string, userId: string, now: number) {
  const purpose: TokenPurpose = 'verified-email';
  const expiresAt = now + TOKEN_LIFETIME[purpose];
  return insertToken(db, { hash: hashToken(token), purpose, userId, data: {}, expiresAt, createdAt: now });
}

/** What is stored of a token. It has 256 random bits, so a plain hash is enough. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
