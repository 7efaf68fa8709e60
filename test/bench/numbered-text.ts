import type { Delta } from '../../src/ot/op.ts';
import type { EditorPort } from '../../web/collab/ports.ts';
import type { ConcurrentEdit } from './trace.ts';

/** Characters are numbered from here: after ASCII, and well before the surrogates. */
const FIRST_CODE = 0x100;
const NEWLINE = -1;

/**
 * One author's copy of a concurrent trace. Every character of the trace is sent as a code unit that stands for its
 * number, so that an author can find the character that an edit names, even after concurrent edits of the others. Removed
 * characters stay as tombstones: an edit may be to the right of one that another author has just removed.
 */
export class NumberedText implements EditorPort {
  readonly #numbers: number[] = [];
  readonly #alive: boolean[] = [];
  readonly #seen = new Set<number>();

  load(ops: Delta): void {
    this.#numbers.length = 0;
    this.#alive.length = 0;
    this.apply(ops);
  }

  flush(): void {}

  apply(delta: Delta): void {
    let place = 0;
    // Past `count` present characters, and past no tombstone after them.
    const skip = (count: number, remove: boolean): void => {
      for (let left = count; left > 0; place++) {
        if (!this.#alive[place]) continue;
        if (remove) this.#alive[place] = false;
        left--;
      }
    };
    for (const op of delta) {
      if ('retain' in op) skip(op.retain, false);
      else if ('delete' in op) skip(op.delete, true);
      else place = this.#put(place, typeof op.insert === 'string' ? op.insert : '');
    }
  }

  /** Whether everything that the edit refers to has reached this author. */
  knows(edit: ConcurrentEdit): boolean {
    const known = (number: number) => number === -1 || this.#seen.has(number);
    return known(edit.left) && edit.removed.every(known);
  }

  /** Applies the edit here; returns the delta to send, empty when others have already done all of it. */
  edit(edit: ConcurrentEdit): Delta {
    const ops: { retain?: number; insert?: string; delete?: number }[] = [];
    if (edit.count > 0) {
      const place = edit.left === -1 ? 0 : this.#numbers.indexOf(edit.left) + 1;
      const at = this.#visible(place);
      let insert = '';
      for (let i = 0; i < edit.count; i++) insert += String.fromCharCode(FIRST_CODE + edit.first + i);
      this.#put(place, insert);
      if (at > 0) ops.push({ retain: at });
      ops.push({ insert });
      return ops as Delta;
    }
    const places = edit.removed
      .map((number) => this.#numbers.indexOf(number))
      .filter((place) => this.#alive[place])
      .sort((a, b) => a - b);
    let done = 0;
    for (const place of places) {
      const at = this.#visible(place);
      if (at > done) ops.push({ retain: at - done });
      ops.push({ delete: 1 });
      done = at + 1;
    }
    for (const place of places) this.#alive[place] = false;
    return ops as Delta;
  }

  /** The numbers of the present characters, in order. */
  get numbers(): number[] {
    return this.#numbers.filter((number, place) => this.#alive[place] && number !== NEWLINE);
  }

  #put(place: number, text: string): number {
    const numbers = [...text].map((char) => (char === '\n' ? NEWLINE : char.charCodeAt(0) - FIRST_CODE));
    this.#numbers.splice(place, 0, ...numbers);
    this.#alive.splice(place, 0, ...numbers.map(() => true));
    for (const number of numbers) this.#seen.add(number);
    return place + numbers.length;
  }

  #visible(place: number): number {
    let count = 0;
    for (let i = 0; i < place; i++) if (this.#alive[i]) count++;
    return count;
  }
}

/** The numbers in a text of a concurrent replay. */
export function numbersOf(text: string): number[] {
  return [...text].filter((char) => char !== '\n').map((char) => char.charCodeAt(0) - FIRST_CODE);
}
