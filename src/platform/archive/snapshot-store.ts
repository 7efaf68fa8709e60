import { sameDelta } from '../../ot/canonical.ts';
import type { Delta } from '../../ot/op.ts';
import { snapshotKey, snapshotPrefix, snapshotVersionOf } from './keys.ts';
import { parseSnapshot, snapshotBody } from './parse-snapshot.ts';
import { putOnce, type Stored } from './put-once.ts';
import { ArchiveUnreadable } from './segment-store.ts';

/**
 * The archived text of `version`. Throws ArchiveUnreadable when it does not exist, or is no snapshot of that version.
 */
export async function readSnapshot(bucket: R2Bucket, docId: string, version: number): Promise<Delta> {
  const key = snapshotKey(docId, version);
  const object = await bucket.get(key);
  if (object === null) throw new ArchiveUnreadable(key, true, 'is not there');
  const ops = parseSnapshot(await object.text(), version);
  if (ops === null) throw new ArchiveUnreadable(key, false, `is no snapshot of version ${version}`);
  return ops;
}

/** The versions that have an archived snapshot, ascending, as R2 lists them. */
export async function listSnapshotVersions(bucket: R2Bucket, docId: string): Promise<number[]> {
  const versions: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix: snapshotPrefix(docId), ...(cursor && { cursor }) });
    for (const { key } of page.objects) {
      const version = snapshotVersionOf(key);
      if (version !== null) versions.push(version);
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return versions.sort((a, b) => a - b);
}

/** Stores a snapshot, once. `json` is that of the document `ops`. An existing object stays as it is. */
export function writeSnapshot(
  bucket: R2Bucket,
  docId: string,
  version: number,
  { ops, json }: { ops: Delta; json: string },
): Promise<Stored> {
  const body = snapshotBody(version, json);
  return putOnce(bucket, snapshotKey(docId, version), body, (there) => {
    if (there === body) return true;
    const parsed = parseSnapshot(there, version);
    return parsed !== null && sameDelta(parsed, ops);
  });
}
