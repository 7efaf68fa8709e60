import { DeltaBuilder } from './delta-builder.ts';
import type { Delta, Op } from './op.ts';

/**
 * `ops` in the form that pushing them one by one into a new delta gives: neighbours merged, inserts before deletes,
 * no trailing retain.
 */
export function normalise(ops: Delta): Op[] {
  const builder = new DeltaBuilder();
  for (const op of ops) {
    if ('attributes' in op && op.attributes !== undefined && Object.keys(op.attributes).length === 0) {
      const { attributes: _, ...plain } = op;
      builder.push(plain);
    } else builder.push(op);
  }
  return builder.finish();
}

/** One text for one meaning: canonical ops with sorted attribute keys. For comparing and hashing. */
export function canonicalJson(ops: Delta): string {
  return JSON.stringify(normalise(ops), (key, value: unknown) => {
    if (key !== 'attributes' || typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Whether two changes, or two documents, are equal except for the order of attribute keys. */
export function sameDelta(a: Delta, b: Delta): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
