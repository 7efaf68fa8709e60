import { DeltaBuilder } from './delta-builder.ts';
import { opLength } from './lengths.ts';
import type { Delta, Op } from './op.ts';

/** Splits a delta into the portions that fall on each piece of a text. */
export class DeltaReader {
  readonly #ops: Delta;
  #index = 0;
  // How much of the op at `#index` has been handed out.
  #used = 0;

  constructor(ops: Delta) {
    this.#ops = ops;
  }

  /** Whether nothing of the delta is left. */
  get done(): boolean {
    return this.#index >= this.#ops.length;
  }

  /** Whether the next `length` units stay unchanged; if so, the reader moves past them. */
  passes(length: number): boolean {
    const op = this.#ops[this.#index];
    if (op === undefined) return true;
    if (!('retain' in op) || op.attributes !== undefined || op.retain - this.#used < length) return false;
    this.#advance(op, length);
    return true;
  }

  /** The portion for the next `length` units, including what is inserted before them. */
  take(length: number): Op[] {
    const taken = new DeltaBuilder();
    let left = length;
    for (let op = this.#ops[this.#index]; op !== undefined && left > 0; op = this.#ops[this.#index]) {
      if ('insert' in op) {
        taken.push(op);
        this.#index++;
        continue;
      }
      const part = Math.min(left, opLength(op) - this.#used);
      if ('delete' in op) taken.delete(part);
      else taken.retain(part, op.attributes);
      this.#advance(op, part);
      left -= part;
    }
    return taken.finish();
  }

  #advance(op: Op, length: number): void {
    this.#used += length;
    if (this.#used < opLength(op)) return;
    this.#index++;
    this.#used = 0;
  }
}
