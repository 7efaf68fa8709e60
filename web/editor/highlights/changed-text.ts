import { moveRange, spanOf } from '../../../src/ot/anchor.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import type { Stretch } from './text-in-view.ts';

/** What of a text has changed since its highlights were measured. */
export class ChangedText {
  #changes: Delta[] = [];
  #part: Stretch | null = null;
  #isKnown = true;

  /** Where it changed, from the first place to the last; null for nowhere, or when that cannot be told. */
  get part(): Stretch | null {
    return this.#isKnown ? this.#part : null;
  }

  add(delta: Delta): void {
    this.#changes.push(delta);
    const span = spanOf(delta);
    // Formats move letters too, and an editor that was loaded tells an empty change.
    if (span === null || delta.some((op) => 'retain' in op && op.attributes !== undefined)) {
      this.#isKnown = false;
      return;
    }
    const [from, to] = [span.from, span.to + span.growth];
    const before = this.#part;
    this.#part = {
      from: before === null ? from : Math.min(from, transformPosition(before.from, delta, true)),
      to: before === null ? to : Math.max(to, transformPosition(before.to, delta, false)),
    };
  }

  /** A range of the text as it was measured, in the text as it is now. */
  carry(range: Range): Range {
    return this.#changes.reduce((carried, delta) => moveRange(carried, delta), range);
  }

  /** All of it is measured. */
  clear(): void {
    this.#changes = [];
    this.#part = null;
    this.#isKnown = true;
  }
}
