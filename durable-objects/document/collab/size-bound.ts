import { jsonBytes } from '../../../src/ot/bytes.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';

/** What is known of a document's stored size without its text. */
export interface SizeBound {
  /** Bytes of the JSON: exact where the text was weighed, from then on an upper bound. */
  bytes: number;
  /** Members of the document, an upper bound. */
  runs: number;
  /** Bytes of the widest member without its text: what splitting one adds. */
  widest: number;
}

/** The exact size of a document. */
export function measure(document: Delta, bytes = jsonBytes(document)): SizeBound {
  let widest = 0;
  for (const op of document) widest = Math.max(widest, frameBytes(op));
  return { bytes, runs: document.length, widest };
}

/**
 * The bound after `ops`, linear in their number. An insert or a format that begins or ends in the middle of a run splits
 * it, so the run's attributes are stored twice; formats are stored in each run that they reach, and no run is reached by
 * two members; deleted units were at least a byte each.
 */
export function grow(size: SizeBound, ops: Delta): SizeBound {
  let bytes = 0;
  let inserts = 0;
  let cuts = 0;
  // Whether the place in the new text where the next op begins is the edge of a run, or counted as cut already. What was
  // deleted in between makes no edge more.
  let cut = true;
  let widestInsert = 0;
  let widestFormats = 0;
  // Were every formatted unit a run of its own.
  let formatted = 0;
  for (const op of ops) {
    if ('delete' in op) {
      bytes -= op.delete;
      continue;
    }
    const formats = 'retain' in op && op.attributes !== undefined ? jsonBytes(op.attributes) + 16 : 0;
    if (('insert' in op || formats > 0) && !cut) cuts++;
    if ('insert' in op) {
      bytes += jsonBytes(op) + 1;
      inserts++;
      widestInsert = Math.max(widestInsert, frameBytes(op));
      cut = true;
    } else if (formats > 0) {
      formatted += Math.min(op.retain, size.runs + 1) * formats;
      widestFormats = Math.max(widestFormats, formats);
      cuts++;
      cut = true;
    } else cut = false;
  }
  const pieces = size.runs + cuts;
  return {
    bytes: size.bytes + bytes + cuts * size.widest + Math.min(formatted, pieces * widestFormats),
    runs: pieces + inserts,
    widest: Math.max(size.widest + widestFormats, widestInsert),
  };
}

// {"insert":"…","attributes":…}, and the comma behind it.
function frameBytes(op: Op): number {
  return 16 + ('attributes' in op && op.attributes !== undefined ? jsonBytes(op.attributes) + 14 : 0);
}
