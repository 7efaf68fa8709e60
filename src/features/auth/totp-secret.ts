import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { accountKey } from '../../platform/tokens/account-key.ts';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A user's TOTP secret as stored: AES-256-GCM under a key of ACCOUNT_KEY. The user's id is authenticated with it, so a
 * row that was moved to another user cannot be opened.
 */
export function sealTotpSecret(key: string, userId: string, base32: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, accountKey(key, 'totp-secret'), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(userId));
  const sealed = Buffer.concat([iv, cipher.update(base32, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return sealed.toString('base64url');
}

/** The secret that `sealTotpSecret` sealed for this user; throws for any other user, key or text. */
export function openTotpSecret(key: string, userId: string, stored: string): string {
  const sealed = Buffer.from(stored, 'base64url');
  const iv = sealed.subarray(0, IV_BYTES);
  const decipher = createDecipheriv(CIPHER, accountKey(key, 'totp-secret'), iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(userId));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const text = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  return text.toString('utf8');
}
