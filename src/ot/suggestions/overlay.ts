import type { MaybeAttributes } from '../attributes.ts';
import { DeltaBuilder } from '../delta-builder.ts';
import { joinIds } from '../marks.ts';
import type { Attributes, Delta, Op } from '../op.ts';
import { Cursor } from './cursor.ts';
import { marked } from './marked.ts';

/**
 * What these suggestions, all on the same text, add to it together: `D(G1) ∘ D(G2)' ∘ …`, each transformed over those
 * before it with `true`, and marks hold all ids. Inserts and marked retains only. Pairwise, since a document may have
 * 500 of them: O(n log n).
 */
export function overlay(layers: readonly { id: string; delta: Delta }[]): Delta {
  const [first] = layers;
  if (first === undefined) return [];
  if (layers.length === 1) return marked(first.delta, first.id);
  const half = layers.length >> 1;
  return merge(overlay(layers.slice(0, half)), overlay(layers.slice(half)));
}

function merge(a: Delta, b: Delta): Op[] {
  const out = new DeltaBuilder();
  const [first, later] = [new Cursor(a), new Cursor(b)];
  for (;;) {
    for (const op of [...first.inserts(), ...later.inserts()]) out.push(op);
    const length = Math.min(first.left, later.left);
    if (length === Number.POSITIVE_INFINITY) return out.finish();
    out.retain(length, join(marksOf(first.take(length)), marksOf(later.take(length))));
  }
}

function marksOf(op: Op | undefined): MaybeAttributes {
  return op === undefined || 'delete' in op ? undefined : op.attributes;
}

function join(a: MaybeAttributes, b: MaybeAttributes): MaybeAttributes {
  if (a === undefined || b === undefined) return a ?? b;
  const joined: Attributes = { ...a };
  for (const name of Object.keys(b)) joined[name] = joinIds(a[name], b[name]);
  return joined;
}
