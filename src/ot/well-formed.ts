import { cutDownAttributes } from './cut-down.ts';
import { DeltaBuilder } from './delta-builder.ts';
import { opLength } from './lengths.ts';
import type { Delta, Op } from './op.ts';

const REPLACEMENT = '\ufffd';

/**
 * The operation that makes a document's text well-formed again: each lone surrogate is replaced by U+FFFD in its own
 * format, as the table has it; null when there is none. Half a pair remains when deletes and inserts of two people
 * meet inside one.
 */
export function repairSurrogates(document: Delta): Op[] | null {
  if (
    document.every((op) => !('insert' in op) || typeof op.insert !== 'string' || op.insert.isWellFormed())
  ) {
    return null;
  }
  const out = new DeltaBuilder();
  for (const op of document) {
    if (!('insert' in op) || typeof op.insert !== 'string' || op.insert.isWellFormed()) {
      out.retain(opLength(op), undefined);
      continue;
    }
    const well = op.insert.toWellFormed();
    const attributes = cutDownAttributes(op.attributes, false, null);
    for (let i = 0; i < well.length; i++) {
      if (well[i] === op.insert[i]) out.retain(1, undefined);
      else {
        out.insert(REPLACEMENT, attributes);
        out.delete(1);
      }
    }
  }
  return out.finish();
}
