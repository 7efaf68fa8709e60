import { backupKey } from '../../platform/archive/keys.ts';

/** One object of a backup: rows of a table, each a line of JSON. */
export interface BackupPart {
  key: string;
  rows: number;
  bytes: number;
  /** Of the object's bytes, in hex. */
  sha256: string;
}

/** A table in a backup. */
export interface BackupTable {
  name: string;
  columns: string[];
  rows: number;
  parts: BackupPart[];
}

/** What a backup holds. It is written last: a backup without it is none. */
export interface Manifest {
  format: 1;
  /** The day that it belongs to, `2026-11-01`. */
  date: string;
  /** ISO 8601. */
  startedAt: string;
  completedAt: string;
  /** The migrations that D1 had. */
  migrations: string[];
  tables: BackupTable[];
}

/** A backup on its way: what a next run needs to go on. */
export interface Progress extends Omit<Manifest, 'completedAt'> {
  /** After which row of the last table to go on. */
  afterRow: number;
  /** Until then (ms since 1970) whoever began this run may be at it. */
  heldUntil: number;
}

/** The day of a time, as backups are named by. */
export function backupDate(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** The manifest of a backup; null when there is none, or it was never completed. */
export async function readManifest(bucket: R2Bucket, date: string): Promise<Manifest | null> {
  const object = await bucket.get(manifestKey(date));
  return object === null ? null : await object.json<Manifest>();
}

/** Where the manifest of a backup lies. */
export function manifestKey(date: string): string {
  return backupKey(date, 'manifest.json');
}

/** Where the state of a backup on its way lies. */
export function progressKey(date: string): string {
  return backupKey(date, 'progress.json');
}
