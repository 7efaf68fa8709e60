import { DeltaBuilder } from '../delta-builder.ts';
import { opLength } from '../lengths.ts';
import type { Attributes, Delta, Op } from '../op.ts';

interface Change {
  readonly at: number;
  readonly length: number;
  readonly ops: Delta;
}

/** Collects changes of one document in any order, all of them at positions of the document before them. */
export class Changes {
  readonly #all: Change[] = [];

  /** Inserts at a position; what is inserted there later comes behind. */
  insert(at: number, ops: Delta): void {
    this.#all.push({ at, length: 0, ops });
  }

  /** Deletes a range, which no other deletion and no format of this collection touches. */
  delete(at: number, length: number): void {
    if (length > 0) this.#all.push({ at, length, ops: [{ delete: length }] });
  }

  /** Formats a range, which no deletion and no other format of this collection touches. */
  format(at: number, length: number, attributes: Attributes): void {
    if (length > 0 && Object.keys(attributes).length > 0)
      this.#all.push({ at, length, ops: [{ retain: length, attributes }] });
  }

  /** All of them as one change, canonical. */
  delta(): Op[] {
    const built = new DeltaBuilder();
    const inOrder = this.#all.toSorted((a, b) => a.at - b.at || Math.sign(a.length) - Math.sign(b.length));
    let position = 0;
    for (const { at, length, ops } of inOrder) {
      if (at > position) built.retain(at - position, undefined);
      for (const op of ops) built.push(op);
      position = at + length;
    }
    return built.finish();
  }
}

/** The inserts of `document` from `start` to `end`. */
export function part(document: Delta, start: number, end: number): Op[] {
  const built = new DeltaBuilder();
  let position = 0;
  for (const op of document) {
    if (position >= end) break;
    const from = Math.max(start - position, 0);
    const to = Math.min(end - position, opLength(op));
    position += opLength(op);
    if (!('insert' in op) || from >= to) continue;
    built.insert(typeof op.insert === 'string' ? op.insert.slice(from, to) : op.insert, op.attributes);
  }
  return built.finish();
}
