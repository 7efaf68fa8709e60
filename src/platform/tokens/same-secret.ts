import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether `given` is the secret `held`, told in constant time. A secret that is empty or unset is nobody's. */
export function sameSecret(given: string, held: string | undefined): boolean {
  if (!held) return false;
  // Hashed first, so that neither the comparison nor its length tells anything.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(held));
}
