import type { DocumentStatus } from '../../durable-objects/document/rpc.ts';
import type { DocumentStub } from '../content/stub.ts';
import type { Delta } from '../ot/op.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import type { IndexedText } from '../platform/db/search.ts';
import { searchText } from './search-text.ts';

// An index costs many rows: while people write it follows once a minute, and in the end with the snapshot that is
// taken when the last one leaves.
const EVERY_MS = 60_000;
// Up to this size the Document composes its newest text for the index; a larger one is indexed as of its checkpoints.
const READ_BYTES = 256 * 1024;
// A document with this much written since the last time is busy: the index does not take it from its users.
const BUSY_VERSIONS = 500;

/** What was written since a document was last archived. */
export interface Written {
  versions: number;
  /** When the last of it was committed, ms since 1970. */
  at: number;
}

/** The text to show in lists and to search, when it is due and costs the Document little; else null. */
export async function textToIndex(
  stub: DocumentStub,
  document: DocumentRow,
  status: DocumentStatus,
  written: Written,
): Promise<IndexedText | null> {
  const { indexedVersion, updatedAt } = document;
  const isDue = Math.floor(written.at / EVERY_MS) !== Math.floor(updatedAt / EVERY_MS);
  if (indexedVersion > 0 && !isDue) return null;
  if (status.size <= READ_BYTES && written.versions <= BUSY_VERSIONS) {
    if (status.version <= indexedVersion) return null;
    const read = await stub.read(null);
    return read.ok ? toIndex(read.value.version, read.value.ops) : null;
  }
  const { checkpointVersion } = status;
  if (checkpointVersion <= indexedVersion) return null;
  const checkpoint = await stub.checkpoint(checkpointVersion);
  return checkpoint === null ? null : toIndex(checkpointVersion, new TextDecoder().decode(checkpoint));
}

function toIndex(version: number, json: string): IndexedText {
  return { version, ...searchText(JSON.parse(json) as Delta) };
}
