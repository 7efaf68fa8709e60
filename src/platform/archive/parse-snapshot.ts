import { isDocument } from '../../ot/last-newline.ts';
import type { Delta } from '../../ot/op.ts';

/** A snapshot's object: `ops` is the JSON of a document, kept as text so that it need not be parsed. */
export function snapshotBody(version: number, ops: string): string {
  return `{"version":${version},"ops":${ops}}`;
}

/** The document in a snapshot of `version`; null for anything else. */
export function parseSnapshot(json: string, version: number): Delta | null {
  try {
    const value = JSON.parse(json) as { version?: unknown; ops?: unknown } | null;
    if (value?.version !== version || !Array.isArray(value.ops)) return null;
    return isDocument(value.ops as Delta) ? (value.ops as Delta) : null;
  } catch {
    return null;
  }
}
