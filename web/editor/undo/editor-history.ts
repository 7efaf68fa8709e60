import type { Delta as QuillDelta } from 'quill/core.js';
import History, { type StackItem } from 'quill/modules/history.js';
import { stripMarks } from '../../../src/ot/marks.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { toQuill } from '../quill/to-quill.ts';
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
  /** The step that the last change joined, as it was before; null when it began one. */
  private joined: StackItem | null = null;
  /** The stack that receives the inverse of what is being undone or redone; null when nothing is. */
  private receiving: 'undo' | 'redo' | null = null;
  /** Synchronous changes, such as a deletion and the format of the rest, are one step. */
  private inTurn = false;

  override record(change: QuillDelta, before: QuillDelta): void {
    const edit = readEdit(change.ops as unknown as Delta);
    const now = Date.now();
    if (!this.inTurn && !goesOn(this.last, edit, now - this.lastAt)) this.cutoff();
    const steps = this.stack.undo.length;
    const joins = this.lastRecorded + (this.options.delay ?? 0) > now;
    this.joined = joins ? (this.stack.undo.at(-1) ?? null) : null;
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

  override change(from: 'undo' | 'redo', to: 'undo' | 'redo'): void {
    this.receiving = to;
    try {
      super.change(from, to);
    } finally {
      this.receiving = null;
    }
  }

  /**
   * The last change came to something else than the editor showed at first: `correction` made it so, and `inverse`
   * undoes all of it.
   */
  settle(inverse: QuillDelta, correction: QuillDelta): void {
    const { stack, receiving } = this;
    if (receiving !== null) {
      // The steps below are on the text that was expected; what was undone already is not touched by it.
      const received = stack[receiving];
      stack[receiving] = [];
      this.transform(correction);
      stack[receiving] = received;
      replaceTop(received, inverse);
      return;
    }
    const { joined } = this;
    if (joined !== null && stack.undo.at(-1) === undefined) stack.undo.push(joined);
    replaceTop(stack.undo, joined === null ? inverse : inverse.compose(joined.delta));
  }

  /** Runs a correction of what the user did, which is neither a step nor another's change. */
  correcting(change: () => void): void {
    const ignored = this.ignoreChange;
    this.ignoreChange = true;
    try {
      change();
    } finally {
      this.ignoreChange = ignored;
    }
  }

  // A mark that changes under a step, as when the server names a suggestion, may not take the step's own marks away.
  override transform(change: QuillDelta): void {
    super.transform(toQuill(stripMarks(change.ops as unknown as Delta)));
    if (this.last.kind !== 'other') this.last = { ...this.last, at: change.transformPosition(this.last.at) };
  }
}

function replaceTop(stack: StackItem[], delta: QuillDelta): void {
  const top = stack.pop();
  if (top !== undefined && delta.length() > 0) stack.push({ ...top, delta });
}
