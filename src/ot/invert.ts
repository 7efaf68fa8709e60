import { invertAttributes } from './attributes.ts';
import { DeltaBuilder } from './delta-builder.ts';
import { opLength } from './lengths.ts';
import type { Delta, Op } from './op.ts';

/** The change that takes `base` after `ops` back to `base`, a document of at least `baseLength(ops)`. */
export function invert(ops: Delta, base: Delta): Op[] {
  const out = new DeltaBuilder();
  let index = 0;
  let used = 0;

  const take = (length: number, each: (op: Op & { insert: unknown }, length: number) => void): void => {
    let left = length;
    while (left > 0) {
      const op = base[index];
      if (op === undefined || !('insert' in op)) throw new Error('The change does not fit its base document');
      const whole = opLength(op);
      const n = Math.min(left, whole - used);
      const content = typeof op.insert === 'string' ? op.insert.slice(used, used + n) : op.insert;
      each(
        op.attributes === undefined ? { insert: content } : { insert: content, attributes: op.attributes },
        n,
      );
      left -= n;
      used += n;
      if (used === whole) {
        index++;
        used = 0;
      }
    }
  };

  for (const op of ops) {
    if ('insert' in op) out.delete(opLength(op));
    else if ('delete' in op) take(op.delete, (removed) => out.push(removed as Op));
    else {
      const { attributes } = op;
      if (attributes === undefined) {
        out.retain(op.retain, undefined);
        take(op.retain, () => {});
      } else {
        take(op.retain, (kept, n) =>
          out.retain(n, invertAttributes(attributes, 'attributes' in kept ? kept.attributes : undefined)),
        );
      }
    }
  }
  return out.finish();
}
