import type { DocumentStatus } from '../../durable-objects/document/rpc.ts';
import type { DocumentRow } from '../db/access.ts';
import type { IndexedText } from '../db/search.ts';
import type { DocumentStub } from '../documents/stub.ts';
import type { Ops } from '../ot/op.ts';
import { searchText } from './search-text.ts';

// Up to here the Document composes its newest text for the index; a larger one is indexed as of its checkpoints.
const READ_BYTES = 256 * 1024;
// A document where so much was written since the last time is busy: it is not kept from its people for the index.
const BUSY_VERSIONS = 500;

/**
 * The text to show in lists and to find, when what is indexed is older and a newer one costs the Document little; else
 * null. `archived` is how many versions came since the last time.
 */
export async function textToIndex(
  stub: DocumentStub,
  document: DocumentRow,
  status: DocumentStatus,
  archived: number,
): Promise<IndexedText | null> {
  if (status.size <= READ_BYTES && archived <= BUSY_VERSIONS && status.version > document.indexedVersion) {
    const read = await stub.read(null);
    return read.ok ? toIndex(read.value.version, read.value.ops) : null;
  }
  const { checkpointVersion } = status;
  if (checkpointVersion <= document.indexedVersion) return null;
  const json = await stub.checkpoint(checkpointVersion);
  return json === null ? null : toIndex(checkpointVersion, json);
}

function toIndex(version: number, json: string): IndexedText {
  return { version, ...searchText(JSON.parse(json) as Ops) };
}
