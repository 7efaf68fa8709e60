import { createHmac, timingSafeEqual } from 'node:crypto';
import { snapshotKey } from './keys.ts';

/**
 * A URL's life runs to the end of the day after its signing. Rounding it up makes every URL of one snapshot the same
 * for a day, so caches between us and the reader hit.
 */
const DAY_MS = 24 * 60 * 60 * 1000;

/** The path of a snapshot, without its signature. */
export function snapshotPath(docId: string, version: number): string {
  return `/v1/${snapshotKey(docId, version).replace(/\.json$/, '')}`;
}

/**
 * An absolute, signed URL of the snapshot of `docId` at `version`, good for one to two days from `now` (ms since
 * 1970). Whoever holds it may read that one version: hand it only to somebody who may read the document.
 */
export function snapshotUrl(
  origin: string,
  docId: string,
  version: number,
  key: string,
  now: number,
): string {
  const path = snapshotPath(docId, version);
  const expires = (Math.floor(now / DAY_MS) + 2) * DAY_MS;
  return `${origin}${path}?expires=${expires}&signature=${sign(path, expires, key)}`;
}

/** Whether `signature` was made with `key` for exactly this snapshot and this expiry, which is still ahead of `now`. */
export function verifySnapshotSignature(
  request: { docId: string; version: number; expires: number; signature: string },
  key: string,
  now: number,
): boolean {
  const expected = Buffer.from(sign(snapshotPath(request.docId, request.version), request.expires, key));
  const given = Buffer.from(request.signature);
  return given.length === expected.length && timingSafeEqual(given, expected) && now < request.expires;
}

function sign(path: string, expires: number, key: string): string {
  return createHmac('sha256', key).update(`snapshot-url\n${path}\n${expires}`).digest('base64url');
}
