import { composeAttributes } from '../../src/ot/attributes.ts';
import { DeltaBuilder } from '../../src/ot/delta-builder.ts';
import { baseLength, opLength } from '../../src/ot/lengths.ts';
import type { Attributes, Delta, Embed, Op } from '../../src/ot/op.ts';

/** A unit of text to insert again, because the change cuts its pair. */
interface Half {
  unit: string;
  attributes: Attributes | undefined;
}

/**
 * `change` widened so that it cuts no surrogate pair of `base`: both halves of such a pair are deleted, and the kept
 * half is inserted again beside what the change inserted there. quill-delta's `diff`, which Quill uses, cuts pairs with
 * equal first halves. A half that still has no partner becomes U+FFFD (`exact` is false).
 */
export function wholePairs(change: Delta, base: Delta): { ops: Delta; exact: boolean } {
  const cuts = findCuts(change, base);
  let exact = true;
  const built = new DeltaBuilder();
  let position = 0;
  let pairFormat: Attributes | undefined;
  // Where the change ends inside a pair, it keeps the other half implicitly.
  for (const op of cuts.has(baseLength(change)) ? [...change, { retain: 1 }] : change) {
    if ('insert' in op) {
      built.insert(op.insert, op.attributes);
      continue;
    }
    const end = position + opLength(op);
    while (position < end) {
      const half = cuts.get(position);
      if (half === undefined) {
        const stop = nextCut(cuts, position, end);
        push(built, op, stop - position);
        position = stop;
        continue;
      }
      if ('retain' in op) {
        const first = isHigh(half.unit.charCodeAt(0));
        if (first) pairFormat = op.attributes;
        // Half a pair cannot have a format of its own: it takes that of the other half, if that one is kept.
        const format = first || !keptBefore(cuts, position) ? op.attributes : pairFormat;
        if (format !== op.attributes) exact = false;
        built.insert(half.unit, composeAttributes(half.attributes, format, false));
      } else if (isHigh(half.unit.charCodeAt(0))) cuts.delete(position);
      built.delete(1);
      position++;
    }
  }
  const ops = built.finish().map((op): Op => {
    if (!('insert' in op) || typeof op.insert !== 'string' || op.insert.isWellFormed()) return op;
    exact = false;
    return { ...op, insert: op.insert.toWellFormed() };
  });
  return { ops, exact };
}

/** Both halves, by position, of every pair of `base` that spans a boundary between two members of `change`. */
function findCuts(change: Delta, base: Delta): Map<number, Half> {
  const cuts = new Map<number, Half>();
  const text = new Reader(base);
  let position = 0;
  const look = (): void => {
    const before = text.unitAt(position - 1);
    if (before === null || !isHigh(before.unit.charCodeAt(0))) return;
    const after = text.unitAt(position);
    if (after === null || !isLow(after.unit.charCodeAt(0))) return;
    cuts.set(position - 1, before);
    cuts.set(position, after);
  };
  for (const op of change) {
    look();
    if (!('insert' in op)) position += opLength(op);
  }
  look();
  return cuts;
}

function nextCut(cuts: Map<number, Half>, from: number, end: number): number {
  if (cuts.size === 0) return end;
  for (let at = from; at < end; at++) if (cuts.has(at)) return at;
  return end;
}

function keptBefore(cuts: Map<number, Half>, position: number): boolean {
  return cuts.has(position - 1);
}

function push(built: DeltaBuilder, op: Exclude<Op, { insert: string | Embed }>, length: number): void {
  if ('delete' in op) built.delete(length);
  else built.retain(length, op.attributes);
}

/** Reads single units of a document at increasing positions, without joining its text. */
class Reader {
  private readonly document: Delta;
  private index = 0;
  private start = 0;

  constructor(document: Delta) {
    this.document = document;
  }

  unitAt(position: number): Half | null {
    if (position < 0) return null;
    while (this.index > 0 && position < this.start) {
      this.index--;
      this.start -= opLength(this.document[this.index] as Op);
    }
    for (; this.index < this.document.length; this.index++) {
      const op = this.document[this.index] as Op;
      const length = opLength(op);
      if (position < this.start + length) {
        if (!('insert' in op) || typeof op.insert !== 'string') return null;
        return { unit: op.insert.charAt(position - this.start), attributes: op.attributes };
      }
      this.start += length;
    }
    return null;
  }
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
