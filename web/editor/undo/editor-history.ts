import type { Delta as QuillDelta } from 'quill/core.js';
import History from 'quill/modules/history.js';
import type { Delta } from '../../../src/ot/op.ts';
import { type Edit, goesOn, readEdit } from './edit-kind.ts';

/** Longer than any typing without a pause: `goesOn` ends the steps, not the clock. */
export const ONE_DAY_MS = 86_400_000;

/**
 * Quill's undo with the steps that users expect: a word, a line, a paste, a format, the deletion of a selection. Quill
 * merges all changes within a time span, so that a paste and its deletion would cancel to no step.
 */
export class EditorHistory extends History {
  private last: Edit = { kind: 'other' };
  private lastAt = 0;
  /** Synchronous changes, such as a deletion and the format of the rest, are one step. */
  private inTurn = false;

  override record(change: QuillDelta, before: QuillDelta): void {
    const edit = readEdit(change.ops as unknown as Delta);
    const now = Date.now();
    if (!this.inTurn && !goesOn(this.last, edit, now - this.lastAt)) this.cutoff();
    const steps = this.stack.undo.length;
    super.record(change, before);
    // Two changes that cancel each other leave no step: the next one must not join an older one.
    if (this.stack.undo.length < steps) this.cutoff();
    this.last = edit;
    this.lastAt = now;
    if (this.inTurn) return;
    this.inTurn = true;
    queueMicrotask(() => {
      this.inTurn = false;
    });
  }

  override transform(change: QuillDelta): void {
    super.transform(change);
    if (this.last.kind !== 'other') this.last = { ...this.last, at: change.transformPosition(this.last.at) };
  }
}
