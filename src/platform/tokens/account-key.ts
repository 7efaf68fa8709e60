import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** The purposes that keys are derived for from the secret ACCOUNT_KEY; no two share one. */
export type Purpose =
  | 'refresh-successor'
  | 'totp-secret'
  | 'recovery-code'
  | 'share-link'
  | 'unsubscribe'
  | 'oidc-state';

/** The 256-bit key of ACCOUNT_KEY for one purpose (HKDF, RFC 5869). Throws when the secret is empty. */
export function accountKey(secret: string, purpose: Purpose): Buffer {
  if (secret === '') throw new Error('ACCOUNT_KEY is empty');
  return Buffer.from(hkdfSync('sha256', secret, '', `account-key/${purpose}`, 32));
}

/** A code that proves that `text` is ours: HMAC-SHA-256, base64url. */
export function seal(secret: string, purpose: Purpose, text: string): string {
  return createHmac('sha256', accountKey(secret, purpose)).update(text).digest('base64url');
}

/** Whether `code` is the code of `text`, compared in constant time. */
export function isSealed(secret: string, purpose: Purpose, text: string, code: string): boolean {
  const expected = Buffer.from(seal(secret, purpose, text));
  const given = Buffer.from(code);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
