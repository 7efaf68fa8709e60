import { uploadsIn } from '../../ot/uploads.ts';
import { uploadKey } from '../../platform/archive/keys.ts';
import { listSnapshotVersions, readSnapshot } from '../../platform/archive/snapshot-store.ts';
import type { Database } from '../../platform/db/database.ts';
import { findSnapshot } from '../../platform/db/snapshots.ts';
import { listNamedBefore, noteNamed, takeNamed } from '../../platform/db/uploads.ts';
import { count } from '../../platform/observability/metrics.ts';
import { UNNAMED_MS } from './expire-uploads.ts';

/**
 * Deletes the uploads of a document that only operations have inserted which have expired: the log begins after version
 * `from`, and no snapshot shows them. Throws when the archive cannot be read: then nothing is deleted.
 */
export async function expireNamed(
  env: Env,
  db: Database,
  { docId, from, now }: { docId: string; from: number; now: number },
): Promise<void> {
  const beginning = from === 0 ? undefined : await findSnapshot(db, docId, from);
  if (beginning === undefined) return;
  const named = beginning.at;
  const old = await listNamedBefore(db, docId, { named, uploaded: now - UNNAMED_MS });
  if (old.length === 0) return;
  const shown = new Set<string>();
  for (const version of await listSnapshotVersions(env.ARCHIVE, docId))
    for (const hash of uploadsIn(await readSnapshot(env.ARCHIVE, docId, version), docId)) shown.add(hash);
  // They are looked for again when as much time has passed.
  await noteNamed(db, docId, new Map(old.filter((hash) => shown.has(hash)).map((hash) => [hash, now])));
  // One at a time: what is uploaded again after its row went must not lose its bytes to a deletion that comes later.
  for (const hash of old) {
    if (shown.has(hash) || !(await takeNamed(db, { docId, hash }, named))) continue;
    await env.ARCHIVE.delete(uploadKey(docId, hash));
    count('uploads_expired_total', {}, 1);
  }
}
