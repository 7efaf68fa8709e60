import { randomBytes } from 'node:crypto';
import { seal } from '../../platform/tokens/account-key.ts';

const COUNT = 10;
const LENGTH = 12;
const GROUP = 4;
// Crockford's base32: no letter that looks like a digit, and no U, which avoids accidental words.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten new recovery codes of 60 random bits each, as a person reads them: `xxxx-xxxx-xxxx`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const letters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]);
    return [0, 1, 2].map((group) => letters.slice(group * GROUP, (group + 1) * GROUP).join('')).join('-');
  });
}

/**
 * A recovery code in the form that is hashed, however it was typed (case, blanks, hyphens, O for 0, I and L for 1);
 * null for any other text.
 */
export function normalizeRecoveryCode(text: string): string | null {
  const letters = text.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
  return letters.length === LENGTH && [...letters].every((letter) => ALPHABET.includes(letter))
    ? letters
    : null;
}

/**
 * What is stored of a recovery code: an HMAC under a key of ACCOUNT_KEY, so that a reader of the database cannot try
 * codes. It is looked up by index: without the key no one can choose a hash, so the duration of the look-up reveals
 * nothing.
 */
export function hashRecoveryCode(key: string, userId: string, normalized: string): string {
  return seal(key, 'recovery-code', `${userId}\n${normalized}`);
}

/** Ten new codes for a user: as shown once, and as stored. */
export function issueRecoveryCodes(key: string, userId: string): { shown: string[]; hashes: string[] } {
  const shown = newRecoveryCodes();
  const hashes = shown.map((code) => hashRecoveryCode(key, userId, code.replaceAll('-', '')));
  return { shown, hashes };
}
