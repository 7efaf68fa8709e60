// Every R2 key is built here.

/** The key of a snapshot of `version` in R2. */
export function snapshotKey(docId: string, version: number): string {
  return `${snapshotPrefix(docId)}${version}.json`;
}

/** The prefix of every snapshot's key of a document. */
export function snapshotPrefix(docId: string): string {
  return `snapshots/${docId}/`;
}

/** The version of a snapshot, from its key; null for another key. */
export function snapshotVersionOf(key: string): number | null {
  const version = /^snapshots\/[^/]+\/(\d+)\.json$/.exec(key)?.[1];
  return version === undefined ? null : Number(version);
}

// R2 lists keys as text: with leading zeros their order is that of the versions.
const DIGITS = 10;

/** The key in R2 of the operations after version `from`, up to and including `to`. */
export function segmentKey(docId: string, from: number, to: number): string {
  return `${segmentPrefix(docId)}${padded(from)}-${padded(to)}.json`;
}

/** The prefix of every segment's key of a document. */
export function segmentPrefix(docId: string): string {
  return `ops/${docId}/`;
}

/** A key before those of all segments that begin at or after version `from`: `startAfter` of a listing. */
export function beforeSegments(docId: string, from: number): string {
  return `${segmentPrefix(docId)}${padded(from)}`;
}

/** The versions of a segment, from its key; null for another key. */
export function segmentRangeOf(key: string): { from: number; to: number } | null {
  const found = /^ops\/[^/]+\/(\d+)-(\d+)\.json$/.exec(key);
  return found === null ? null : { from: Number(found[1]), to: Number(found[2]) };
}

/** The key in R2 of the entries of the review after number `from`, up to and including `to`. */
export function reviewKey(docId: string, from: number, to: number): string {
  return `${reviewPrefix(docId)}${padded(from)}-${padded(to)}.json`;
}

/** The key of the texts that belong to the entries under `key`. */
export function reviewTextsKeyOf(key: string): string {
  return key.replace(/json$/, 'texts');
}

/** The prefix of everything of a document's review. */
export function reviewPrefix(docId: string): string {
  return `review/${docId}/`;
}

/** The numbers of the entries under a key; null for another key. */
export function reviewRangeOf(key: string): { from: number; to: number } | null {
  const found = /^review\/[^/]+\/(\d+)-(\d+)\.json$/.exec(key);
  return found === null ? null : { from: Number(found[1]), to: Number(found[2]) };
}

/** Whether a key, also of what was set aside, is that of texts of a review. */
export function isReviewTexts(key: string): boolean {
  return /review\/[^/]+\/\d+-\d+\.texts$/.test(key);
}

/** The key of where the anchors of a document were at `version`. */
export function reviewAnchorsKey(docId: string, version: number): string {
  return `${reviewAnchorsPrefix(docId)}${padded(version)}.json`;
}

/** The prefix of the anchors of a document. */
export function reviewAnchorsPrefix(docId: string): string {
  return `${reviewPrefix(docId)}anchors/`;
}

/** The version of archived anchors, from their key; null for another key. */
export function reviewAnchorsVersionOf(key: string): number | null {
  const version = /^review\/[^/]+\/anchors\/(\d+)\.json$/.exec(key)?.[1];
  return version === undefined ? null : Number(version);
}

/**
 * The key of the attribution of a version. It follows from the log, and can be computed again from it; a recovery
 * begins a new set, because the versions after it differ.
 */
export function attributionKey(docId: string, generation: number, version: number): string {
  return `${attributionPrefix(docId, generation)}${padded(version)}.json`;
}

/** The prefix of every stored attribution of a document; of one generation only, if given. */
export function attributionPrefix(docId: string, generation?: number): string {
  return `attribution/${docId}/${generation === undefined ? '' : `${generation}/`}`;
}

/** The key of who wrote what of a fork's first text: it follows from the log of the origin, so it is kept. */
export function forkAttributionKey(docId: string): string {
  return `${attributionPrefix(docId)}origin.json`;
}

/** The version of a stored attribution, from its key; null for another key. */
export function attributionVersionOf(key: string): number | null {
  const version = /^attribution\/[^/]+\/\d+\/(\d+)\.json$/.exec(key)?.[1];
  return version === undefined ? null : Number(version);
}

/**
 * The key of what a recovery sets aside: the key it had, under the document and the time of the recovery (ISO 8601).
 * Only an operator reads it.
 */
export function abandonedKey(docId: string, at: string, key: string): string {
  return `${abandonedPrefix(docId)}${at}/${key}`;
}

/** The prefix of everything that recoveries of a document have set aside. */
export function abandonedPrefix(docId: string): string {
  return `abandoned/${docId}/`;
}

/** The key of a file that was uploaded to a document, by the SHA-256 of its bytes in hex. */
export function uploadKey(docId: string, hash: string): string {
  return `${uploadPrefix(docId)}${hash}`;
}

/** The hash of an uploaded file, from its key; null for another key. */
export function uploadHashOf(key: string): string | null {
  return /^uploads\/[^/]+\/([0-9a-f]{64})$/.exec(key)?.[1] ?? null;
}

/** The prefix of every file that was uploaded to a document. */
export function uploadPrefix(docId: string): string {
  return `uploads/${docId}/`;
}

/** The key of an archive that is being imported. */
export function importKey(userId: string, id: string): string {
  return `${importPrefix(userId)}${id}`;
}

/** The prefix of every archive that a user is importing. */
export function importPrefix(userId: string): string {
  return `imports/${userId}/`;
}

/** The key of a part of the backup of `date` (`2026-11-01`). */
export function backupKey(date: string, name: string): string {
  return `${backupPrefix(date)}${name}`;
}

/** The prefix of a backup; without a date, of all backups. */
export function backupPrefix(date?: string): string {
  return date === undefined ? 'backups/' : `backups/${date}/`;
}

/**
 * Records which backup a restore has started with, until it ends: a database that is no longer empty may continue
 * only from that one.
 */
export const RESTORE_KEY = 'backups/restoring.json';

function padded(version: number): string {
  return String(version).padStart(DIGITS, '0');
}

/** The prefix of every mail that was kept instead of sent, where the app runs locally. */
export const LOCAL_MAIL_PREFIX = 'local-mail/';

/** The key of such a mail: the newest is listed first. */
export function localMailKey(at: number, id: string): string {
  return `${LOCAL_MAIL_PREFIX}${String(10_000_000_000_000 - at).padStart(14, '0')}-${id}.json`;
}
