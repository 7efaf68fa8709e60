import { must } from '../base/assert.ts';
import { compose, composeRun } from '../ot/compose.ts';
import { invert } from '../ot/invert.ts';
import type { Op, Ops } from '../ot/op.ts';
import { carryOver } from '../ot/transform.ts';

// So many operations are composed before the text takes them.
const RUN = 1_000;

/**
 * What takes one author's operations out of a text, and leaves everybody else's. Carried through the log operation by
 * operation: behind one of the author's, its inverse goes first; behind anybody else's, it is carried over that.
 *
 * ```
 *   text ──other──▶ text′          text ──own──▶ text′
 *    │                │              ▲              │
 *  undo             undo′            └──inverse─────┘   undo′ = inverse, then undo
 *    ▼                ▼
 * without ─────▶ without′
 * ```
 *
 * Text that others wrote inside the author's stays, text that the author deleted comes back, and where others have
 * formatted what the author had formatted, theirs stands. Runs of one side are taken together, so the cost grows with
 * how often they alternate.
 */
export class AuthorUndo {
  #text: Ops | null;
  #undo: Ops = [];
  #run: Ops[] = [];
  #isOwn = false;

  /** `text` is the document before the first operation. */
  constructor(text: Ops) {
    this.#text = text;
  }

  /** Takes in the next operation of the log; `isOwn`: it is to be undone. Throws when it does not fit the text. */
  apply(delta: Ops, isOwn: boolean): void {
    if (isOwn !== this.#isOwn || this.#run.length >= RUN) this.#flush();
    this.#isOwn = isOwn;
    this.#run.push(delta);
  }

  /** No operation after this is to be undone: the text is let go. */
  endOwn(): void {
    this.#flush();
    this.#text = null;
  }

  /** The operation that undoes, ordinary and valid on the text as it is now. Empty when there is nothing to undo. */
  finish(): Ops {
    this.#flush();
    return this.#undo.map(wellFormed);
  }

  #flush(): void {
    const run = composeRun(this.#run);
    this.#run = [];
    if (run.length === 0) return;
    if (this.#isOwn) this.#undo = compose(invert(run, must(this.#text)), this.#undo);
    else this.#undo = carryOver(this.#undo, run);
    if (this.#text !== null) this.#text = compose(this.#text, run);
  }
}

// Deleting half of what others have left of a pair is allowed, inserting it again is not.
function wellFormed(op: Op): Op {
  if (!('insert' in op) || typeof op.insert !== 'string' || op.insert.isWellFormed()) return op;
  return { ...op, insert: op.insert.toWellFormed() };
}
