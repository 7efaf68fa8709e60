import { jsonBytes } from '../../src/ot/bytes.ts';
import type { Op, Ops } from '../../src/ot/op.ts';

/** What is known of a document's stored size without its text. */
export interface SizeBound {
  /** Bytes of the JSON: exact at a checkpoint, from then on an upper bound. */
  bytes: number;
  /** Members of the document, an upper bound. */
  runs: number;
  /** Bytes of the widest member without its text: what splitting one adds. */
  widest: number;
}

/** The exact size of a document. */
export function measure(document: Ops, bytes = jsonBytes(document)): SizeBound {
  let widest = 0;
  for (const op of document) widest = Math.max(widest, frameBytes(op));
  return { bytes, runs: document.length, widest };
}

/**
 * The bound after `ops`. An insert or a format in the middle of a run splits it, so the run's attributes are stored
 * twice; a format over many runs is stored in each of them; deleted units were at least a byte each.
 */
export function grow(size: SizeBound, ops: Ops): SizeBound {
  let { bytes, runs, widest } = size;
  // Inserts side by side split the run that they stand in only once.
  let splits = true;
  for (const op of ops) {
    if ('insert' in op) {
      bytes += jsonBytes(op) + 1 + (splits ? size.widest : 0);
      runs += splits ? 2 : 1;
      splits = false;
      widest = Math.max(widest, frameBytes(op));
      continue;
    }
    splits = true;
    if ('delete' in op) bytes -= op.delete;
    else if (op.attributes !== undefined) {
      const formats = jsonBytes(op.attributes) + 16;
      bytes += Math.min(op.retain, runs + 2) * formats + 2 * (widest + formats);
      runs += 2;
      widest += formats;
    }
  }
  return { bytes, runs, widest };
}

// {"insert":"…","attributes":…}, and the comma behind it.
function frameBytes(op: Op): number {
  return 16 + ('attributes' in op && op.attributes !== undefined ? jsonBytes(op.attributes) + 14 : 0);
}
