import { opLength } from '../../../src/ot/lengths.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';

/**
 * Places in the text and in the view, each as the other has it. Made once for what the layers add, which only inserts
 * and marks: hundreds of places are carried for each key.
 */
export class Places {
  /** Where letters are proposed: their place in the text, and how many there are up to the end of that place. */
  readonly #at: number[] = [];
  readonly #sum: number[] = [];

  constructor(over: Delta) {
    let position = 0;
    let sum = 0;
    for (const op of over) {
      if (!('insert' in op)) {
        position += opLength(op);
        continue;
      }
      sum += opLength(op);
      if (this.#at[this.#at.length - 1] === position) this.#sum[this.#sum.length - 1] = sum;
      else {
        this.#at.push(position);
        this.#sum.push(sum);
      }
    }
  }

  /** A range of the text as the view shows it. What is proposed at its edges is outside. */
  up(range: Range): Range {
    if (this.#at.length === 0) return range;
    const start = this.#up(range.index);
    return { index: start, length: range.length === 0 ? 0 : this.#up(range.index + range.length) - start };
  }

  /** A range of the view as a place in the text. */
  down(range: Range): Range {
    if (this.#at.length === 0) return range;
    const start = this.#down(range.index);
    return { index: start, length: range.length === 0 ? 0 : this.#down(range.index + range.length) - start };
  }

  #up(position: number): number {
    return position + (this.#sum[firstWhere(this.#at, (at) => at >= position) - 1] ?? 0);
  }

  #down(position: number): number {
    // The first letters that do not end before this place: it is among them, or before them.
    const next = firstWhere(this.#at, (at, n) => at + (this.#sum[n] ?? 0) >= position);
    const before = this.#sum[next - 1] ?? 0;
    return Math.min(position - before, this.#at[next] ?? Number.POSITIVE_INFINITY);
  }
}

// The index of the first value for which `is` holds, which holds for all after it; their number when it holds for none.
function firstWhere(values: readonly number[], is: (value: number, index: number) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(values[middle] as number, middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
