import { transformAttributes } from './attributes.ts';
import { DeltaBuilder } from './delta-builder.ts';
import { opLength } from './lengths.ts';
import type { Delta, Op } from './op.ts';

/**
 * `later` transformed over `first`, which the server ordered before it: at the same place `first`'s insert stays to
 * the left, and where both set an attribute, `first`'s value wins. The same result, op for op, as quill-delta's
 * `first.transform(later, true)`.
 */
export function transformAfter(later: Delta, first: Delta): Op[] {
  return transform(first, later, true);
}

/**
 * `first` transformed over `later`, the other side of the diamond: `compose(later, transformBefore(first, later))`
 * equals `compose(first, transformAfter(later, first))`. quill-delta's `later.transform(first, false)`.
 */
export function transformBefore(first: Delta, later: Delta): Op[] {
  return transform(later, first, false);
}

/** Both sides of the diamond; `null` stands for a change that does nothing, and costs nothing. */
export function transformPair<A extends Delta | null, B extends Delta | null>(
  first: A,
  later: B,
): { first: A; later: B } {
  if (first === null || later === null) return { first, later };
  return {
    first: transformBefore(first, later) as Delta as A,
    later: transformAfter(later, first) as Delta as B,
  };
}

// The only transform, with the only tie-break: `over` wins ties exactly where `overFirst`.
function transform(over: Delta, ops: Delta, overFirst: boolean): Op[] {
  const out = new DeltaBuilder();
  let ai = 0;
  let bi = 0;
  let aUsed = 0;
  let bUsed = 0;
  // The rest of `over` after `ops` is used up gives plain retains, which the canonical form drops.
  while (bi < ops.length) {
    const opA = over[ai];
    const opB = ops[bi] as Op;
    const bInserts = 'insert' in opB;
    if (opA !== undefined && 'insert' in opA && (overFirst || !bInserts)) {
      out.retain(opLength(opA), undefined);
      ai++;
      continue;
    }
    if (bInserts) {
      out.insert(opB.insert, opB.attributes);
      bi++;
      continue;
    }
    const aLeft = opA === undefined ? Number.POSITIVE_INFINITY : opLength(opA) - aUsed;
    const bLeft = opLength(opB) - bUsed;
    const length = Math.min(aLeft, bLeft);
    if (opA === undefined || 'retain' in opA) {
      if ('delete' in opB) out.delete(length);
      else
        out.retain(length, overFirst ? transformAttributes(opA?.attributes, opB.attributes) : opB.attributes);
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
