import { backupKey } from '../../platform/archive/keys.ts';

/** One object of a backup: rows of a table, each as a line of JSON. */
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

/** The content of a backup. It is written last: a backup without it is not complete. */
export interface Manifest {
  format: 1;
  /** The day of the backup, `2026-11-01`. */
  date: string;
  /** ISO 8601. */
  startedAt: string;
  completedAt: string;
  /** The migrations that were applied to D1. */
  migrations: string[];
  tables: BackupTable[];
}

/** An unfinished backup: what the next run needs to continue. */
export interface Progress extends Omit<Manifest, 'completedAt'> {
  /** The row of the last table to continue after. */
  afterRow: number;
  /** Until then (ms since 1970) the run that wrote this may be active. */
  heldUntil: number;
}

/** The day of a time, as backups are named. */
export function backupDate(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** The manifest of a backup; null when there is none, or it was never completed. */
export async function readManifest(bucket: R2Bucket, date: string): Promise<Manifest | null> {
  const object = await bucket.get(manifestKey(date));
  return object === null ? null : await object.json<Manifest>();
}

/** The key of a backup's manifest. */
export function manifestKey(date: string): string {
  return backupKey(date, 'manifest.json');
}

/** The key of an unfinished backup's state. */
export function progressKey(date: string): string {
  return backupKey(date, 'progress.json');
}
