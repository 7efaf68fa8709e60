import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import { isDocument } from '../../../src/ot/last-newline.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';

/**
 * The operation that turns an empty document into `document`; null when it is not a document (inserts only, ending in a
 * newline). The empty document's own newline stays, and takes over the format of the last one.
 */
export function fromEmpty(document: Delta): Op[] | null {
  if (!isDocument(document)) return null;
  const builder = new DeltaBuilder();
  for (const op of document.slice(0, -1)) builder.push(op);
  const last = document[document.length - 1] as { insert: string; attributes?: Record<string, never> };
  if (last.insert.length > 1) builder.insert(last.insert.slice(0, -1), last.attributes);
  if (last.attributes !== undefined) builder.retain(1, last.attributes);
  return builder.finish();
}
