import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether `given` equals the secret `held`, compared in constant time. False for a secret that is empty or unset. */
export function sameSecret(given: string, held: string | undefined): boolean {
  if (!held) return false;
  // Hashed first, so that neither the comparison nor its length reveals anything.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(held));
}
