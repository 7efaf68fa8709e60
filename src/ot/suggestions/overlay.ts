import type { MaybeAttributes } from '../attributes.ts';
import { DeltaBuilder } from '../delta-builder.ts';
import { joinIds } from '../marks.ts';
import type { Attributes, Delta, Op } from '../op.ts';
import { marked } from './marked.ts';

/** From `at` on, one layer marks the text so; undefined: no more. */
interface Change {
  at: number;
  layer: number;
  marks: MaybeAttributes;
}

/**
 * What these suggestions, all on the same text, add to it together: `D(G1) ∘ D(G2)' ∘ …`, each transformed over those
 * before it with `true`, and marks hold all ids. Inserts and marked retains only. One walk along the text, since a
 * document may have 500 of them, and the client makes this again with each key.
 */
export function overlay(layers: readonly { id: string; delta: Delta }[]): Delta {
  const [only, ...more] = layers;
  if (only !== undefined && more.length === 0) return marked(only.delta, only.id);
  const { inserts, changes } = inTextOrder(layers);
  const marks = new MarksHere(layers.length);
  const out = new DeltaBuilder();
  let [insert, change, at] = [0, 0, 0];
  for (;;) {
    for (let next = inserts[insert]; next?.at === at; next = inserts[++insert]) out.push(next.op);
    for (let next = changes[change]; next?.at === at; next = changes[++change]) marks.change(next);
    const next = Math.min(inserts[insert]?.at ?? Infinity, changes[change]?.at ?? Infinity);
    if (next === Infinity) return out.finish();
    out.retain(next - at, marks.all);
    at = next;
  }
}

// What is at the same place stays in the order of the layers: sorting keeps that.
function inTextOrder(layers: readonly { id: string; delta: Delta }[]): {
  inserts: { at: number; op: Op }[];
  changes: Change[];
} {
  const inserts: { at: number; op: Op }[] = [];
  const changes: Change[] = [];
  layers.forEach(({ id, delta }, layer) => {
    let at = 0;
    for (const op of marked(delta, id)) {
      if ('insert' in op) inserts.push({ at, op });
      if (!('retain' in op)) continue;
      if (op.attributes !== undefined) changes.push({ at, layer, marks: op.attributes });
      at += op.retain;
      if (op.attributes !== undefined) changes.push({ at, layer, marks: undefined });
    }
  });
  return { inserts: inserts.sort((a, b) => a.at - b.at), changes: changes.sort((a, b) => a.at - b.at) };
}

// The marks of all layers at one place. A tree over the layers, since hundreds may mark the same text, and each change
// of one of them would join the ids of all again.
class MarksHere {
  readonly #leaves: number;
  readonly #nodes: MaybeAttributes[];

  constructor(layers: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, layers)));
    this.#nodes = new Array<MaybeAttributes>(2 * this.#leaves).fill(undefined);
  }

  get all(): MaybeAttributes {
    return this.#nodes[1];
  }

  change({ layer, marks }: Change): void {
    let node = this.#leaves + layer;
    this.#nodes[node] = marks;
    for (node >>= 1; node >= 1; node >>= 1)
      this.#nodes[node] = join(this.#nodes[2 * node], this.#nodes[2 * node + 1]);
  }
}

function join(a: MaybeAttributes, b: MaybeAttributes): MaybeAttributes {
  if (a === undefined || b === undefined) return a ?? b;
  const joined: Attributes = { ...a };
  for (const name of Object.keys(b)) joined[name] = joinIds(a[name], b[name]);
  return joined;
}
