import { deletePrefix } from '../../platform/archive/delete-prefix.ts';
import { backupPrefix } from '../../platform/archive/keys.ts';
import { manifestKey } from './manifest.ts';

/** This many complete backups are kept. */
export const KEPT_BACKUPS = 30;

/**
 * Deletes all but the newest complete backups, and unfinished ones from before the newest of those. Without a
 * complete one nothing is deleted. Returns the days that were deleted.
 */
export async function deleteOldBackups(bucket: R2Bucket, keep = KEPT_BACKUPS): Promise<string[]> {
  const complete: string[] = [];
  const incomplete: string[] = [];
  for (const date of await backupDates(bucket)) {
    ((await bucket.head(manifestKey(date))) === null ? incomplete : complete).push(date);
  }
  const newest = complete[0];
  if (newest === undefined) return [];
  const old = [...complete.slice(keep), ...incomplete.filter((date) => date < newest)];
  for (const date of old) {
    // The manifest goes first: a half-deleted backup is none.
    await bucket.delete(manifestKey(date));
    await deletePrefix(bucket, backupPrefix(date));
  }
  return old;
}

/** The days with anything stored, newest first. */
export async function backupDates(bucket: R2Bucket): Promise<string[]> {
  const prefix = backupPrefix();
  const dates: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix, delimiter: '/', ...(cursor && { cursor }) });
    for (const folder of page.delimitedPrefixes) {
      const date = folder.slice(prefix.length, -1);
      if (/^\d{4}-\d{2}-\d{2}$/.test(date)) dates.push(date);
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return dates.sort().reverse();
}
