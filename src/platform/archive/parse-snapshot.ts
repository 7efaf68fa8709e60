import { isDocument } from '../../ot/last-newline.ts';
import type { Ops } from '../../ot/op.ts';

/** A snapshot's object: `ops` is the JSON of a document, kept as text, so that nobody parses it. */
export function snapshotBody(version: number, ops: string): string {
  return `{"version":${version},"ops":${ops}}`;
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
