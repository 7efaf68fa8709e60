import { type MaybeAttributes, sameAttributes } from './attributes.ts';
import type { Attributes, Embed, Op } from './op.ts';

/**
 * Collects ops into canonical form, as quill-delta's `push` does: equal neighbours merged, an insert before a delete
 * at the same place. It never changes the given ops, so input and output may share them.
 */
export class DeltaBuilder {
  readonly ops: Op[] = [];

  insert(content: string | Embed, attributes: MaybeAttributes): void {
    const { ops } = this;
    let index = ops.length;
    let last = ops[index - 1];
    if (last !== undefined && 'delete' in last) last = ops[--index - 1];
    if (
      typeof content === 'string' &&
      last !== undefined &&
      'insert' in last &&
      typeof last.insert === 'string' &&
      sameAttributes(last.attributes, attributes)
    ) {
      ops[index - 1] = withAttributes({ insert: last.insert + content }, attributes);
      return;
    }
    const op = withAttributes({ insert: content }, attributes);
    if (index === ops.length) ops.push(op);
    else ops.splice(index, 0, op);
  }

  retain(length: number, attributes: MaybeAttributes): void {
    const { ops } = this;
    const last = ops[ops.length - 1];
    if (last !== undefined && 'retain' in last && sameAttributes(last.attributes, attributes)) {
      ops[ops.length - 1] = withAttributes({ retain: last.retain + length }, attributes);
      return;
    }
    ops.push(withAttributes({ retain: length }, attributes));
  }

  delete(length: number): void {
    const { ops } = this;
    const last = ops[ops.length - 1];
    if (last !== undefined && 'delete' in last) ops[ops.length - 1] = { delete: last.delete + length };
    else ops.push({ delete: length });
  }

  push(op: Op): void {
    if ('insert' in op) this.insert(op.insert, op.attributes);
    else if ('retain' in op) this.retain(op.retain, op.attributes);
    else this.delete(op.delete);
  }

  /** The ops so far, without a trailing retain that changes nothing. */
  finish(): Op[] {
    const last = this.ops[this.ops.length - 1];
    if (last !== undefined && 'retain' in last && last.attributes === undefined) this.ops.pop();
    return this.ops;
  }
}

function withAttributes<T extends { insert: string | Embed } | { retain: number }>(
  op: T & { attributes?: Attributes },
  attributes: MaybeAttributes,
): T & { attributes?: Attributes } {
  if (attributes !== undefined) op.attributes = attributes;
  return op;
}
