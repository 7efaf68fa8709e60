import { sameDelta } from '../ot/canonical.ts';
import type { Ops } from '../ot/op.ts';
import { snapshotKey } from './keys.ts';
import { parseSnapshot, snapshotBody } from './parse-snapshot.ts';
import { ArchiveUnreadable, type Stored } from './segment-store.ts';

/** The archived text of `version`. Throws ArchiveUnreadable when it is not there, or is no snapshot of that version. */
export async function readSnapshot(bucket: R2Bucket, docId: string, version: number): Promise<Ops> {
  const key = snapshotKey(docId, version);
  const object = await bucket.get(key);
  if (object === null) throw new ArchiveUnreadable(key, true, 'is not there');
  const ops = parseSnapshot(await object.text(), version);
  if (ops === null) throw new ArchiveUnreadable(key, false, `is no snapshot of version ${version}`);
  return ops;
}

/** Stores a snapshot, once. `json` is that of the document `ops`. What is there already is left as it is. */
export async function writeSnapshot(
  bucket: R2Bucket,
  docId: string,
  version: number,
  { ops, json }: { ops: Ops; json: string },
): Promise<Stored> {
  const key = snapshotKey(docId, version);
  const body = snapshotBody(version, json);
  for (;;) {
    const put = await bucket.put(key, body, {
      httpMetadata: { contentType: 'application/json' },
      onlyIf: { etagDoesNotMatch: '*' },
    });
    if (put !== null) return { kind: 'written', bytes: put.size };
    const object = await bucket.get(key);
    if (object === null) continue;
    const there = await object.text();
    if (there === body) return { kind: 'same' };
    const parsed = parseSnapshot(there, version);
    return { kind: parsed !== null && sameDelta(parsed, ops) ? 'same' : 'different' };
  }
}
