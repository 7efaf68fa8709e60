import { sameDelta } from '../ot/canonical.ts';
import { isDocument } from '../ot/last-newline.ts';
import type { Ops } from '../ot/op.ts';
import { snapshotKey } from './keys.ts';
import { ArchiveUnreadable, type Stored } from './segment-store.ts';

/** A snapshot's object: `ops` is the JSON of a document, as it is, so that nobody parses it. */
export function snapshotBody(version: number, ops: string): string {
  return `{"version":${version},"ops":${ops}}`;
}

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

/** The document in a snapshot of `version`; null for anything else. */
export function parseSnapshot(json: string, version: number): Ops | null {
  try {
    const value = JSON.parse(json) as { version?: unknown; ops?: unknown } | null;
    if (value?.version !== version || !Array.isArray(value.ops)) return null;
    return isDocument(value.ops as Ops) ? (value.ops as Ops) : null;
  } catch {
    return null;
  }
}
