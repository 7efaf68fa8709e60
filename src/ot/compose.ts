import { composeAttributes } from './attributes.ts';
import { DeltaBuilder } from './delta-builder.ts';
import { opLength } from './lengths.ts';
import type { Delta, Op } from './op.ts';

/**
 * The one change that does what `a` and then `b` do. The same result, op for op, as quill-delta's `compose` on
 * canonical operands (checked by a property test), without its deep copies: O(|a| + |b|), unchanged ops shared. `a`
 * may be a document.
 */
export function compose(a: Delta, b: Delta): Op[] {
  const out = new DeltaBuilder();
  let ai = 0;
  let bi = 0;
  let aUsed = 0;
  let bUsed = 0;

  const first = b[0];
  if (first !== undefined && 'retain' in first && first.attributes === undefined) {
    for (let op = a[ai]; op !== undefined && 'insert' in op; op = a[ai]) {
      const length = opLength(op);
      if (length > first.retain - bUsed) break;
      out.ops.push(op);
      bUsed += length;
      ai++;
    }
    if (bUsed === first.retain) {
      bi++;
      bUsed = 0;
    }
  }

  while (ai < a.length || bi < b.length) {
    const opB = b[bi];
    if (opB === undefined) {
      appendRest(out, a, ai, aUsed);
      break;
    }
    if ('insert' in opB) {
      out.insert(opB.insert, opB.attributes);
      bi++;
      continue;
    }
    const opA = a[ai];
    if (opA !== undefined && 'delete' in opA) {
      out.delete(opA.delete);
      ai++;
      continue;
    }
    const aLeft = opA === undefined ? Number.POSITIVE_INFINITY : opLength(opA) - aUsed;
    const bLeft = opLength(opB) - bUsed;
    const length = Math.min(aLeft, bLeft);
    if ('retain' in opB) {
      if (opA === undefined || 'retain' in opA) {
        out.retain(length, composeAttributes(opA?.attributes, opB.attributes, true));
      } else {
        const content = typeof opA.insert === 'string' ? part(opA.insert, aUsed, length) : opA.insert;
        out.insert(content, composeAttributes(opA.attributes, opB.attributes, false));
      }
    } else if (opA === undefined || 'retain' in opA) {
      out.delete(length);
    }
    if (length === aLeft) {
      ai++;
      aUsed = 0;
    } else aUsed += length;
    if (length === bLeft) {
      bi++;
      bUsed = 0;
    } else bUsed += length;
  }
  return out.finish();
}

// With canonical operands it is safe to take everything after the first op of the rest as it is: no neighbours to
// merge.
function appendRest(out: DeltaBuilder, a: Delta, index: number, used: number): void {
  const op = a[index];
  if (op === undefined) return;
  if (used === 0) out.push(op);
  else if ('insert' in op) out.insert((op.insert as string).slice(used), op.attributes);
  else if ('retain' in op) out.retain(op.retain - used, op.attributes);
  for (let i = index + 1; i < a.length; i++) {
    const rest = a[i] as Op;
    const last = out.ops[out.ops.length - 1];
    // After a delete, an insert must still be moved before it.
    if (last !== undefined && 'delete' in last) out.push(rest);
    else out.ops.push(rest);
  }
}

function part(text: string, start: number, length: number): string {
  return start === 0 && length === text.length ? text : text.slice(start, start + length);
}

/**
 * The left fold of `compose` over `deltas`, in order, without a seed: a single delta stays as it is. This makes a
 * frame one unit.
 */
export function composeFold(deltas: readonly Delta[]): Delta {
  let composed = deltas[0] ?? [];
  for (let i = 1; i < deltas.length; i++) composed = compose(composed, deltas[i] as Delta);
  return composed;
}

/**
 * The composition of a long run, pairwise: O(n log n) where the fold is quadratic. Equal in effect to `composeFold`;
 * used where no other machine must get the same operands (checkpoints, catch-up, history).
 */
export function composeRun(deltas: readonly Delta[]): Delta {
  if (deltas.length <= 2) return composeFold(deltas);
  const half = deltas.length >> 1;
  return compose(composeRun(deltas.slice(0, half)), composeRun(deltas.slice(half)));
}
