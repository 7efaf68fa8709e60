import { composeAttributes } from '../attributes.ts';
import { DeltaBuilder } from '../delta-builder.ts';
import { DELETED, FORMATTED, INSERTED } from '../marks.ts';
import type { Delta, Op } from '../op.ts';

/**
 * D(G): what suggestion `id` adds to the shown text. Its insertions are marked; deletions and changed formats are
 * marks on text that stays as it is.
 */
export function marked(delta: Delta, id: string): Op[] {
  const out = new DeltaBuilder();
  for (const op of delta) {
    if ('insert' in op) out.insert(op.insert, composeAttributes(op.attributes, { [INSERTED]: id }, false));
    else if ('delete' in op) out.retain(op.delete, { [DELETED]: id });
    else out.retain(op.retain, op.attributes === undefined ? undefined : { [FORMATTED]: id });
  }
  return out.finish();
}
