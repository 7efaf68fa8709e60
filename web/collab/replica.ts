import { compose, composeRun } from '../../src/ot/compose.ts';
import type { Delta } from '../../src/ot/op.ts';

const FOLD_AFTER = 100;

/**
 * The document at the version that the client has received, without its own unacknowledged edits. Frames are gathered
 * and composed in bulk, since only an undo of a rejected operation reads the text: O(change) a frame, not O(document).
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
