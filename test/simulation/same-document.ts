import { sameAttributes } from '../../src/ot/attributes.ts';
import { sameDelta } from '../../src/ot/canonical.ts';
import type { Delta, Op } from '../../src/ot/op.ts';

/**
 * Whether two documents mean the same, as `sameDelta` has it. Op by op first: nearly always they are equal so, and to write
 * both out as canonical text after every step is most of what a run costs.
 */
export function sameDocument(a: Delta, b: Delta): boolean {
  return (a.length === b.length && a.every((op, i) => sameInsert(op, b[i]))) || sameDelta(a, b);
}

function sameInsert(a: Op, b: Op | undefined): boolean {
  if (a === b) return true;
  if (b === undefined || !('insert' in a) || !('insert' in b)) return false;
  return sameContent(a.insert, b.insert) && sameAttributes(a.attributes, b.attributes);
}

function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b);
}
