import { compose, composeRun } from '../../src/ot/compose.ts';
import type { Delta } from '../../src/ot/op.ts';

const FOLD_AFTER = 100;

/**
 * The document at the version that the client has received, without its own unacknowledged edits. Frames are collected
 * and composed in bulk, because only the undo of a refused operation reads the text: O(change) per frame, not
 * O(document).
 */
export class Replica {
  #base: Delta;
  #since: Delta[] = [];

  constructor(base: Delta) {
    this.#base = base;
  }

  /** Takes the next frame's composed delta. */
  advance(delta: Delta): void {
    this.#since.push(delta);
    if (this.#since.length >= FOLD_AFTER) this.#fold();
  }

  /** The document now. */
  document(): Delta {
    this.#fold();
    return this.#base;
  }

  #fold(): void {
    if (this.#since.length === 0) return;
    this.#base = compose(this.#base, composeRun(this.#since));
    this.#since = [];
  }
}
