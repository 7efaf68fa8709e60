import { opLength } from '../lengths.ts';
import type { Delta, Op } from '../op.ts';

/** A member of a delta that inserts. */
export type Insert = Extract<Op, { insert: unknown }>;

/** Walks a canonical delta along its base: what is inserted before a place, and what happens to the units after it. */
export class Cursor {
  readonly #ops: Delta;
  #index = 0;
  #used = 0;

  constructor(ops: Delta) {
    this.#ops = ops;
  }

  /** How much of the current retain or delete is left; infinite after the last op, which retains the rest. */
  get left(): number {
    const op = this.#ops[this.#index];
    return op === undefined ? Number.POSITIVE_INFINITY : opLength(op) - this.#used;
  }

  /** The current op; undefined after the last one. */
  get op(): Op | undefined {
    return this.#ops[this.#index];
  }

  /** Takes what is inserted at this place. */
  inserts(): Insert[] {
    const taken: Insert[] = [];
    for (let op = this.op; op !== undefined && 'insert' in op; op = this.op) {
      taken.push(op);
      this.#index++;
    }
    return taken;
  }

  /** Moves past `length` units, no more than are left; returns the op that they belong to. */
  take(length: number): Op | undefined {
    const { op } = this;
    if (op === undefined) return undefined;
    this.#used += length;
    if (this.#used === opLength(op)) {
      this.#index++;
      this.#used = 0;
    }
    return op;
  }
}
