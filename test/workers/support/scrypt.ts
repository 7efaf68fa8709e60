// What src/features/auth/password.ts imports as `node:crypto` in these tests (vitest.config.ts).
import * as crypto from 'node:crypto';

export { randomBytes, timingSafeEqual } from 'node:crypto';

type Done = (error: Error | null, key: Buffer) => void;

const known = new Map<string, Buffer>();
let remembers = true;

/**
 * The platform's scrypt with the parameters it is called with, but each hash is computed once: it is a pure function that takes
 * 200 ms of the one core that all of a group's tests share, and most of them hash the same few passwords.
 */
export function scrypt(
  password: string,
  salt: Buffer,
  bytes: number,
  options: crypto.ScryptOptions,
  done: Done,
): void {
  const key = JSON.stringify([password, salt.toString('base64'), bytes, options]);
  const before = remembers ? known.get(key) : undefined;
  if (before !== undefined) {
    void Promise.resolve().then(() => done(null, Buffer.from(before)));
    return;
  }
  crypto.scrypt(password, salt, bytes, options, (error, hash) => {
    if (error === null) known.set(key, hash);
    done(error, hash);
  });
}

/** For a test of durations: from here on every hash is computed again, until the function that this answers is called. */
export function hashingEveryTime(): () => void {
  remembers = false;
  return () => {
    remembers = true;
  };
}
