import type Quill from 'quill/core.js';
import type { Delta as QuillDelta } from 'quill/core.js';
import { normalise, sameDelta } from '../../src/ot/canonical.ts';
import { documentLength, lengthChange } from '../../src/ot/lengths.ts';
import { isMark } from '../../src/ot/marks.ts';
import type { Delta, Range } from '../../src/ot/op.ts';
import type { EditorPort, Settled } from '../collab/index.ts';
import { joinMarks, splitMarks } from './marks/line-marks.ts';
import { TypingCaret } from './marks/typing-caret.ts';
import { toQuill } from './quill/to-quill.ts';
import { rewriteChange } from './rewrite-change.ts';
import { holdView } from './scroll-anchor.ts';
import { showable } from './showable.ts';
import type { EditorHistory } from './undo/editor-history.ts';

/** What the binding reports to: the document, with the suggestions over it. */
export interface BoundClient {
  /** The user changed the view, which `view` returns as it was before. */
  edit(delta: Delta, view: () => Delta): Settled;
  /** Where a character would stand that is typed at a place in the view, which `view` returns. */
  typingPlace(position: number, view: () => Delta): number;
  setSelection(range: Range | null): void;
  hold(): void;
  release(): void;
}

/**
 * Keeps a Quill editor and a document with its suggestions in step. Remote changes are applied with the source `silent`: Quill's
 * history still transforms its stacks over them, and no listener takes them for the user's. Exceptions of Quill in
 * `load` and `apply` propagate: the text may be half changed then, and only `load` repairs it.
 */
export class QuillBinding implements EditorPort {
  readonly quill: Quill;
  private readonly scroller: Element;
  private readonly docId: string | null;
  private client: BoundClient | null = null;
  private readonly changed = new Set<(delta: Delta) => void>();
  /** A change failed half-way: the text shown is invalid until the next `load`. */
  private broken = false;
  private readonly caret: TypingCaret;
  /** The view that was read last; Quill makes a new delta with each change. */
  private read: { shown: QuillDelta; view: Delta } | null = null;

  /** `docId`: whose uploads may be inserted; null for none. */
  constructor(quill: Quill, scroller: Element, docId: string | null) {
    this.quill = quill;
    this.docId = docId;
    this.scroller = scroller;
    this.caret = new TypingCaret(quill, (position) => this.typingPlace(position));
    quill.on('text-change', this.onTextChange);
    quill.on('selection-change', this.onSelectionChange);
    // The hold begins before Quill opens its batch and ends after it has reported the composition's text: a change
    // applied in between would join the batch, or break the composition (and with it, the word).
    quill.on('composition-before-start', this.onCompositionStart);
    quill.on('composition-end', this.onCompositionEnd);
  }

  /** Sets the client of this editor; until then edits stay local. */
  attach(client: BoundClient): void {
    this.client = client;
  }

  /** Calls `listener` after every change of the text, by any author. Returns a function that stops this. */
  onChange(listener: (delta: Delta) => void): () => void {
    this.changed.add(listener);
    return () => this.changed.delete(listener);
  }

  /** What the editor shows. */
  view(): Delta {
    return this.viewOf(this.quill.editor.delta);
  }

  /** Detaches the binding; the editor stays as it is. */
  detach(): void {
    this.client = null;
    this.changed.clear();
    this.caret.detach();
    this.quill.off('text-change', this.onTextChange);
    this.quill.off('selection-change', this.onSelectionChange);
    this.quill.off('composition-before-start', this.onCompositionStart);
    this.quill.off('composition-end', this.onCompositionEnd);
  }

  load(ops: Delta): void {
    const { quill } = this;
    const range = quill.selection.lastRange;
    if (this.broken) forget(quill);
    this.whole(() => {
      quill.setContents(toQuill(splitMarks(showable(ops, isMark), [])), 'silent');
      proveLength(quill, documentLength(ops));
    });
    // The undo stack refers to a text that is gone.
    quill.history.clear();
    if (range && quill.hasFocus()) {
      const last = quill.getLength() - 1;
      const index = Math.min(range.index, last);
      const length = Math.min(range.length, last - index);
      quill.setSelection(index, length, 'silent');
      this.client?.setSelection({ index, length });
    }
    this.tell([]);
  }

  apply(delta: Delta): void {
    if (this.broken) throw new Error('An earlier change broke off: the text has to be loaded first');
    const { quill } = this;
    const expected = quill.getLength() + lengthChange(delta);
    const before = quill.editor.delta;
    const shown = toQuill(splitMarks(showable(delta, isMark), opsOf(before)));
    const selection = readSelection(quill);
    const keepPlace = holdView(quill.root, this.scroller, () => caretTop(quill));

    this.whole(() => {
      quill.updateContents(shown, 'silent');
      // If Quill's rules for nesting blocks added or dropped a character, every later position would be wrong; the text
      // of the log replaces it then.
      if (quill.getLength() !== expected) quill.setContents(before.compose(shown), 'silent');
      proveLength(quill, expected);
    });

    // Quill transforms the selection that it shows, but not the one that it restores on focus.
    const { savedRange } = quill.selection;
    if (!quill.hasFocus()) {
      const start = shown.transformPosition(savedRange.index, true);
      const end = shown.transformPosition(savedRange.index + savedRange.length, true);
      savedRange.index = start;
      savedRange.length = end - start;
    }
    restoreDirection(quill, selection);
    keepPlace();
    this.tell(delta);
  }

  flush(): void {
    this.quill.update('user');
  }

  private readonly onTextChange = (change: QuillDelta, before: QuillDelta, source: string): void => {
    // The remains of a failed change would pass for the user's.
    if (source !== 'user' || this.broken) return;
    const base = this.viewOf(before);
    const rewritten = rewriteChange(joinMarks(opsOf(change)), base, this.docId);
    const edit = rewritten.delta;
    if (!rewritten.exact) {
      const wanted = before.compose(toQuill(splitMarks(edit, opsOf(before))));
      this.quill.updateContents(this.quill.getContents().diff(wanted), 'silent');
    }
    const settled = this.client?.edit(edit, () => base);
    if (settled !== undefined && !isAsShown(settled, edit)) this.correct(edit, settled);
    this.tell(settled?.change ?? edit);
  };

  // Shows what the edit came to, and gives the undo stack what undoes that.
  private correct(edit: Delta, { inverse, correction, place }: Settled): void {
    const { quill } = this;
    const history = quill.history as EditorHistory;
    const before = quill.getLength();
    const shown = toQuill(splitMarks(showable(correction ?? [], isMark), opsOf(quill.editor.delta)));
    if (correction !== null) {
      history.correcting(() =>
        this.whole(() => {
          quill.updateContents(shown, 'silent');
          proveLength(quill, before + lengthChange(correction));
        }),
      );
    }
    history.settle(toQuill(splitMarks(inverse(), opsOf(quill.editor.delta))), shown);
    this.caret.settle(edit, correction ?? [], place);
  }

  // A key asks for what the editor showed before it several times.
  private viewOf(shown: QuillDelta): Delta {
    if (this.read?.shown !== shown) this.read = { shown, view: normalise(joinMarks(opsOf(shown))) };
    return this.read.view;
  }

  private typingPlace(position: number): number {
    return this.client?.typingPlace(position, () => this.view()) ?? position;
  }

  private readonly onSelectionChange = (range: Range | null): void => {
    // Without the focus the caret stays where it was: the other users still want to see it.
    if (range) this.client?.setSelection({ index: range.index, length: range.length });
  };

  private readonly onCompositionStart = (): void => {
    this.caret.prepare();
    this.client?.hold();
  };

  private readonly onCompositionEnd = (): void => {
    // Quill clears its own flag after this event; a frame applied before that would still find it composing.
    queueMicrotask(() => this.client?.release());
  };

  private whole(change: () => void): void {
    this.broken = true;
    change();
    this.broken = false;
  }

  private tell(delta: Delta): void {
    for (const listener of this.changed) listener(delta);
  }
}

// Whether an edit is what the editor shows already, so that its own undo step is right.
function isAsShown({ change, correction }: Settled, edit: Delta): boolean {
  return change === edit || (correction === null && sameDelta(change, edit));
}

function opsOf(delta: QuillDelta): Delta {
  return delta.ops as unknown as Delta;
}

// A failed change may leave Quill inside a batch, in which it does not report typing, and with unprocessed mutations,
// which it would take for typing.
function forget({ scroll }: Quill): void {
  scroll.batch = false;
  scroll.observer.takeRecords();
}

/** Throws when the editor's text and the log's differ in length: every later position would be wrong. */
function proveLength(quill: Quill, length: number): void {
  const shown = quill.getLength();
  if (shown !== length) throw new Error(`Invariant broken: ${shown} units are shown of ${length}`);
}

/** The caret's position on the screen; null without one. */
function caretTop(quill: Quill): number | null {
  if (!quill.hasFocus()) return null;
  const [range] = quill.selection.getRange();
  if (!range) return null;
  const bounds = quill.selection.getBounds(Math.min(range.index + range.length, quill.getLength() - 1), 0);
  return bounds ? bounds.top : null;
}

/** Whether the selection was made backwards, which Quill does not store. */
function readSelection(quill: Quill): { backwards: boolean } {
  const native = quill.hasFocus() ? document.getSelection() : null;
  if (!native?.anchorNode || !native.focusNode || native.isCollapsed) return { backwards: false };
  const order = native.anchorNode.compareDocumentPosition(native.focusNode);
  const backwards =
    order === 0 ? native.focusOffset < native.anchorOffset : (order & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  return { backwards };
}

function restoreDirection(quill: Quill, { backwards }: { backwards: boolean }): void {
  const native = backwards && quill.hasFocus() ? document.getSelection() : null;
  if (!native || native.rangeCount === 0 || native.isCollapsed || readSelection(quill).backwards) return;
  const range = native.getRangeAt(0);
  native.setBaseAndExtent(range.endContainer, range.endOffset, range.startContainer, range.startOffset);
}
