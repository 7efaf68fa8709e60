import { createHash, randomBytes } from 'node:crypto';

// Scanners for leaked secrets look for this prefix, and it tells an API token from a JWT.
const PREFIX = 'cet_';
const PATTERN = /^cet_[A-Za-z0-9_-]{43}$/;

/** A new API token, `cet_` and 256 random bits; the caller shows it once and keeps its hash. */
export function newApiToken(): string {
  return `${PREFIX}${randomBytes(32).toString('base64url')}`;
}

/** Whether a bearer token has the form of an API token. */
export function isApiToken(token: string): boolean {
  return PATTERN.test(token);
}

/** What is stored of an API token. It has 256 random bits, so a plain hash is enough. */
export function hashApiToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
