import { createHmac, timingSafeEqual } from 'node:crypto';
import { snapshotKey } from './keys.ts';

/**
 * A URL's life runs to the end of the five minutes after those of its signing. It outlives a role that is taken away, so it
 * is short; who is given one fetches it at once, and asks again for another. Rounding it up makes every URL of one
 * snapshot the same for five minutes, so what a browser keeps is found by all who come together; behind it we keep the
 * snapshot under its path, without the signature, for everybody.
 */
const SLOT_MS = 5 * 60 * 1000;

/** A whole document at a version. */
export interface SnapshotId {
  docId: string;
  version: number;
  /** Raised when the document was recovered to an earlier version: versions after that were made anew. */
  generation?: number;
}

/** The path of a snapshot, without its signature. */
export function snapshotPath(docId: string, version: number): string {
  return `/v1/${snapshotKey(docId, version).replace(/\.json$/, '')}`;
}

/**
 * An absolute, signed URL of a snapshot, good for 5 to 10 minutes from `now` (ms since 1970). Its content never
 * changes. Whoever holds it may read that one version: hand it only to somebody who may read the document.
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

/** Whether `signature` was made with `key` for exactly this snapshot and this expiry, which is still ahead of `now`. */
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
