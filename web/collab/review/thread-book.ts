import { moveRange } from '../../../src/ot/anchor.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import type { Thread } from '../../../src/protocol/review.ts';

interface Placed {
  thread: Thread;
  /** On the version of the book; null for the whole document. */
  range: Range | null;
}

/** The threads of a document as of one change of the review, each with its range on one version, that of the book. */
export class ThreadBook {
  /** The last change that it holds; 0 for none. */
  held = 0;
  #threads = new Map<string, Placed>();
  #list: readonly Thread[] | null = null;

  /** Whether any thread has a range, which the next operation moves. */
  get isPlaced(): boolean {
    for (const { range } of this.#threads.values()) if (range !== null) return true;
    return false;
  }

  /** The threads; a new array after each change of what they say. */
  list(): readonly Thread[] {
    this.#list ??= [...this.#threads.values()].map(({ thread }) => thread);
    return this.#list;
  }

  /** Takes the present state of threads; `over` are the operations between the version of their ranges and the book's. */
  put(threads: readonly Thread[], over: readonly Delta[]): void {
    for (const thread of threads) {
      let { range } = thread;
      for (const delta of over) range = range && moveRange(range, delta);
      this.#threads.set(thread.id, { thread, range });
    }
    this.#list = null;
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) this.#threads.delete(id);
    this.#list = null;
  }

  /** The next operation. */
  move(delta: Delta): void {
    for (const placed of this.#threads.values()) {
      if (placed.range !== null) placed.range = moveRange(placed.range, delta);
    }
  }

  /** The range of each thread after the operations `unsent`. */
  ranges(unsent: readonly Delta[]): ReadonlyMap<string, Range | null> {
    const ranges = new Map<string, Range | null>();
    for (const [id, { range }] of this.#threads) {
      ranges.set(id, range && unsent.reduce(moveRange, range));
    }
    return ranges;
  }
}
