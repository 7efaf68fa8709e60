import { createHash } from 'node:crypto';
import type { Database } from '../../platform/db/database.ts';
import { isRemembered, remember } from './queries.ts';

// After this long without a sign-in a device counts as new again.
const REMEMBERED_MS = 180 * 24 * 60 * 60 * 1000;

/** Whether a user has signed in on a device of this name within the last 180 days. */
export function isSeen(db: Database, userId: string, device: string, now: number): Promise<boolean> {
  return isRemembered(db, keyOf(userId, device), now);
}

/** Records the sign-in. */
export function noteSeen(db: Database, userId: string, device: string, now: number): Promise<void> {
  return remember(db, keyOf(userId, device), now + REMEMBERED_MS);
}

// A hash: the table does not reveal who signs in with what.
function keyOf(userId: string, device: string): string {
  return `device:${createHash('sha256').update(`${userId}\n${device}`).digest('base64url')}`;
}
