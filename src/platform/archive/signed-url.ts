import { createHmac, timingSafeEqual } from 'node:crypto';
import { snapshotKey } from './keys.ts';

/**
 * A URL is valid until the end of the five minutes after those of its signing. It outlives a role that is removed, so
 * it is short; a client fetches it at once, and asks again for another. Rounding up makes every URL of one snapshot the
 * same for five minutes, so browsers that come together share one cached response; behind it the snapshot is cached
 * under its path, without the signature, for all readers.
 */
const SLOT_MS = 5 * 60 * 1000;

/** A whole document at a version. */
export interface SnapshotId {
  docId: string;
  version: number;
  /** Raised when the document was recovered to an earlier version: versions after that were assigned again. */
  generation?: number;
}

/** The path of a snapshot, without its signature. */
export function snapshotPath(docId: string, version: number): string {
  return `/v1/${snapshotKey(docId, version).replace(/\.json$/, '')}`;
}

/**
 * An absolute, signed URL of a snapshot, valid for 5 to 10 minutes from `now` (ms since 1970). Its content never
 * changes. Anyone who has it may read that one version: give it only to a user who may read the document.
 */
export function snapshotUrl(
  origin: string,
  { docId, version, generation = 0 }: SnapshotId,
  key: string,
  now: number,
): string {
  const path = snapshotPath(docId, version);
  const expires = (Math.floor(now / SLOT_MS) + 2) * SLOT_MS;
  const signature = sign(path, generation, expires, key);
  return `${origin}${path}?generation=${generation}&expires=${expires}&signature=${signature}`;
}

/** Whether `signature` was made with `key` for exactly this snapshot and this expiry, which is later than `now`. */
export function verifySnapshotSignature(
  request: Required<SnapshotId> & { expires: number; signature: string },
  key: string,
  now: number,
): boolean {
  const { docId, version, generation, expires } = request;
  const expected = Buffer.from(sign(snapshotPath(docId, version), generation, expires, key));
  const given = Buffer.from(request.signature);
  return given.length === expected.length && timingSafeEqual(given, expected) && now < expires;
}

function sign(path: string, generation: number, expires: number, key: string): string {
  return createHmac('sha256', key)
    .update(`snapshot-url\n${path}\n${generation}\n${expires}`)
    .digest('base64url');
}
