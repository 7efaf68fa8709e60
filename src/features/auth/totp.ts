import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { HOTP, Secret, TOTP } from 'otpauth/bare';

/** The period of a code in seconds: RFC 6238's default, and the only one that every authenticator app supports. */
export const TOTP_PERIOD = 30;

const DIGITS = 6;
const ALGORITHM = 'SHA1';
const ISSUER = 'Octavo';
// For a clock that is off by one step, or a code typed just as it changes (RFC 6238, 5.2).
const STEPS_AROUND = [-1, 0, 1];

/** A new shared secret of 160 random bits (RFC 4226, R6), base32. */
export function newTotpSecret(): string {
  return toSecret(randomBytes(20)).base32;
}

/** What an authenticator app reads from a QR code: `otpauth://totp/…`. */
export function totpUri(base32: string, account: string): string {
  return new TOTP({
    issuer: ISSUER,
    label: account,
    algorithm: ALGORITHM,
    digits: DIGITS,
    period: TOTP_PERIOD,
    secret: Secret.fromBase32(base32),
  }).toString();
}

/** The time step at `now` (ms since 1970). */
export function stepAt(now: number): number {
  return Math.floor(now / 1000 / TOTP_PERIOD);
}

/** The code of a time step. */
export function totpCode(base32: string, step: number): string {
  return HOTP.generate({
    secret: Secret.fromBase32(base32),
    algorithm: ALGORITHM,
    digits: DIGITS,
    counter: step,
    hmac: (_algorithm, key, message) => new Uint8Array(createHmac('sha1', key).update(message).digest()),
  });
}

/**
 * The time step of `code`: the one at `now` (ms since 1970) or a neighbour of it, but none up to `lastStep`, which are
 * used up (RFC 6238, 5.2). Null for a wrong code. Takes the same time for every code.
 */
export function matchingStep(
  base32: string,
  code: string,
  { now, lastStep }: { now: number; lastStep: number },
): number | null {
  const given = Buffer.from(code);
  let match: number | null = null;
  for (const around of STEPS_AROUND) {
    const step = stepAt(now) + around;
    const expected = Buffer.from(totpCode(base32, step));
    const isEqual = given.length === expected.length && timingSafeEqual(given, expected);
    if (isEqual && step > lastStep) match = step;
  }
  return match;
}

function toSecret(bytes: Uint8Array): Secret {
  // A Buffer may be a view of a larger one, and Secret takes the whole underlying buffer.
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}
