import { DeltaBuilder } from '../delta-builder.ts';
import { opLength } from '../lengths.ts';
import type { Attributes, Delta, Op } from '../op.ts';
import { Cursor } from './cursor.ts';

/** The same suggestion on `document` without formats that the text has already, as after an undo. */
export function effective(delta: Delta, document: Delta): Op[] {
  const out = new DeltaBuilder();
  const change = new Cursor(delta);
  for (const kept of document) {
    for (let left = opLength(kept); left > 0; ) {
      for (const op of change.inserts()) out.push(op);
      const length = Math.min(left, change.left);
      const op = change.take(length);
      if (op !== undefined && 'delete' in op) out.delete(length);
      else out.retain(length, lacking(attributesOf(op), attributesOf(kept)));
      left -= length;
    }
  }
  return out.finish();
}

function attributesOf(op: Op | undefined): Attributes | undefined {
  return op === undefined || 'delete' in op ? undefined : op.attributes;
}

function lacking(wanted: Attributes | undefined, had: Attributes = {}): Attributes | undefined {
  const left = Object.entries(wanted ?? {}).filter(([name, value]) => (had[name] ?? null) !== value);
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}
