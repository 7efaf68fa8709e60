import { deleteKeys } from '../platform/archive/delete-keys.ts';
import { snapshotKey } from '../platform/archive/keys.ts';
import { expendable } from '../platform/archive/retention.ts';
import type { Database } from '../platform/db/database.ts';
import { deleteSnapshots, listSnapshots } from '../platform/db/snapshots.ts';

/**
 * Deletes the expendable snapshots of a document (see `expendable`), first from D1, so that no missing one is listed;
 * `needed` are versions that stay whatever their age. Returns how many were deleted. If it is cut off in between, an
 * unlisted object remains, which is deleted with the document.
 */
export async function thinSnapshots(
  env: Env,
  db: Database,
  docId: string,
  now: number,
  needed?: ReadonlySet<number>,
): Promise<number> {
  const versions = expendable(await listSnapshots(db, docId), now, needed);
  if (versions.length === 0) return 0;
  const gone = await deleteSnapshots(db, docId, versions);
  await deleteKeys(
    env.ARCHIVE,
    gone.map((version) => snapshotKey(docId, version)),
  );
  return gone.length;
}
