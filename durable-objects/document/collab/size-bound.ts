import { jsonBytes } from '../../../src/ot/bytes.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';

/** What is known of a document's stored size without reading its text. */
export interface SizeBound {
  /** Bytes of the JSON: exact when the text was measured, an upper bound from then on. */
  bytes: number;
  /** An upper bound of the document's members. */
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
 * The bound after `ops`, in time linear in their number. An insert or a format that begins or ends in the middle of a
 * run splits it, so the run's attributes are stored twice; a format is stored in each run that it reaches, and no run
 * is reached by two members; each deleted unit was at least one byte.
 */
export function grow(size: SizeBound, ops: Delta): SizeBound {
  let bytes = 0;
  let inserts = 0;
  let cuts = 0;
  // Whether the next op begins at the edge of a run, or at a cut that is counted already. A deletion in between adds no
  // edge.
  let cut = true;
  let widestInsert = 0;
  let widestFormats = 0;
  // The bytes if each formatted unit were a run of its own.
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
