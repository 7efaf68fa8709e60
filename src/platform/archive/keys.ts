// Every R2 key is built here.

/** Where a checkpoint of `version` lies in R2. */
export function snapshotKey(docId: string, version: number): string {
  return `${snapshotPrefix(docId)}${version}.json`;
}

/** What every snapshot's key of a document begins with. */
export function snapshotPrefix(docId: string): string {
  return `snapshots/${docId}/`;
}

/** The version of a snapshot, from its key; null for a key of something else. */
export function snapshotVersionOf(key: string): number | null {
  const version = /^snapshots\/[^/]+\/(\d+)\.json$/.exec(key)?.[1];
  return version === undefined ? null : Number(version);
}

// Keys are listed as text: with leading zeros their order is that of the versions.
const DIGITS = 10;

/** Where the operations after version `from`, up to and including `to`, lie in R2. */
export function segmentKey(docId: string, from: number, to: number): string {
  return `${segmentPrefix(docId)}${padded(from)}-${padded(to)}.json`;
}

/** What every segment's key of a document begins with. */
export function segmentPrefix(docId: string): string {
  return `ops/${docId}/`;
}

/** A key before those of all segments that begin at or after version `from`: `startAfter` of a listing. */
export function beforeSegments(docId: string, from: number): string {
  return `${segmentPrefix(docId)}${padded(from)}`;
}

/** What a segment holds, from its key; null for a key of something else. */
export function segmentRangeOf(key: string): { from: number; to: number } | null {
  const found = /^ops\/[^/]+\/(\d+)-(\d+)\.json$/.exec(key);
  return found === null ? null : { from: Number(found[1]), to: Number(found[2]) };
}

/**
 * Where it lies who wrote what of a version. It follows from the log, and can be made again from it; a recovery begins
 * anew, because the versions after it are others.
 */
export function attributionKey(docId: string, generation: number, version: number): string {
  return `${attributionPrefix(docId, generation)}${padded(version)}.json`;
}

/** What the key of every stored attribution of a document begins with; of one generation alone, if it is given. */
export function attributionPrefix(docId: string, generation?: number): string {
  return `attribution/${docId}/${generation === undefined ? '' : `${generation}/`}`;
}

/** The version of a stored attribution, from its key; null for a key of something else. */
export function attributionVersionOf(key: string): number | null {
  const version = /^attribution\/[^/]+\/\d+\/(\d+)\.json$/.exec(key)?.[1];
  return version === undefined ? null : Number(version);
}

/**
 * Where what a recovery sets aside lies: the key it had, under the document and the time of the recovery (ISO 8601).
 * Nothing reads it but an operator.
 */
export function abandonedKey(docId: string, at: string, key: string): string {
  return `${abandonedPrefix(docId)}${at}/${key}`;
}

/** What the key of everything begins with that recoveries of a document have set aside. */
export function abandonedPrefix(docId: string): string {
  return `abandoned/${docId}/`;
}

/** What the key of every file begins with that was put into a document. */
export function uploadPrefix(docId: string): string {
  return `uploads/${docId}/`;
}

/** Where a part of the backup of `date` (`2026-11-01`) lies. */
export function backupKey(date: string, name: string): string {
  return `${backupPrefix(date)}${name}`;
}

/** What every key of a backup begins with; without a date, of all backups. */
export function backupPrefix(date?: string): string {
  return date === undefined ? 'backups/' : `backups/${date}/`;
}

/**
 * Says which backup a restore has begun with, as long as it has not ended: a database that is no longer empty may be
 * filled on from that one only.
 */
export const RESTORE_KEY = 'backups/restoring.json';

function padded(version: number): string {
  return String(version).padStart(DIGITS, '0');
}

/** What the key of every mail begins with that was kept instead of sent, where the app runs locally. */
export const LOCAL_MAIL_PREFIX = 'local-mail/';

/** Where such a mail lies: the newest is listed first. */
export function localMailKey(at: number, id: string): string {
  return `${LOCAL_MAIL_PREFIX}${String(10_000_000_000_000 - at).padStart(14, '0')}-${id}.json`;
}
