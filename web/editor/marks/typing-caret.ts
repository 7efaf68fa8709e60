import type Quill from 'quill/core.js';
import { opLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import { takeCaretAfter } from './caret-after.ts';

/**
 * Keeps the caret right while suggestions are shown over the text: what is typed may stand elsewhere than where the
 * caret is, and what is suggested to be deleted stays.
 */
export class TypingCaret {
  private readonly quill: Quill;
  private readonly placeOf: (position: number) => number;
  private readonly ending = new AbortController();
  /** Whether the last key deletes what is after the caret: the caret goes behind it then. */
  private isForward = false;
  /** Where the caret belongs once the editor has done all of what a key does. */
  private wanted: number | null = null;

  /** `placeOf` tells where a character would stand that is typed at a position. */
  constructor(quill: Quill, placeOf: (position: number) => number) {
    this.quill = quill;
    this.placeOf = placeOf;
    const { signal } = this.ending;
    quill.root.addEventListener('keydown', (event) => this.pressed(event), { signal, capture: true });
    quill.root.addEventListener('beforeinput', (event) => this.begun(event), { signal, capture: true });
  }

  /** Something is about to be typed: puts the caret where it will stand. */
  prepare(): void {
    const { quill } = this;
    const range = quill.hasFocus() ? quill.selection.getRange()[0] : null;
    if (range === null || range.length > 0) return;
    const place = this.placeOf(range.index);
    if (place !== range.index) quill.setSelection(place, 0, 'silent');
  }

  /** The user's `edit` was shown, and then corrected; `place` tells where a place after the edit is now. */
  settle(edit: Delta, correction: Delta, place: (position: number) => number): void {
    const told = takeCaretAfter(this.quill);
    if (told !== null) {
      this.want(place(told));
      return;
    }
    // A format leaves the selection as it is.
    if (!this.quill.hasFocus() || edit.every((op) => 'retain' in op)) return;
    const end = endOfOnlyInsert(edit);
    const at = end ?? startOf(edit);
    const isErased = end === null && this.isForward;
    this.want(isErased ? transformPosition(at, correction, false) : place(at));
  }

  detach(): void {
    this.ending.abort();
  }

  private want(wanted: number): void {
    const isPending = this.wanted !== null;
    this.wanted = wanted;
    this.select(wanted);
    // The editor's own handlers set the caret after they have changed the text.
    if (!isPending) queueMicrotask(() => this.settleLater());
  }

  private settleLater(): void {
    const { wanted, quill } = this;
    this.wanted = null;
    if (wanted === null || !quill.hasFocus()) return;
    // What was pasted or dropped may be selected by now.
    if (quill.selection.getRange()[0]?.length === 0) this.select(wanted);
  }

  private select(index: number): void {
    const [range] = this.quill.selection.getRange();
    if (range === null || range.length > 0 || range.index !== index)
      this.quill.setSelection(index, 0, 'user');
  }

  private pressed(event: KeyboardEvent): void {
    this.isForward = event.key === 'Delete';
    const isTyped = event.key.length === 1 || event.key === 'Enter';
    if (isTyped && !event.ctrlKey && !event.metaKey && !event.isComposing) this.prepare();
  }

  private begun(event: InputEvent): void {
    if (event.inputType.startsWith('delete')) this.isForward = event.inputType.endsWith('Forward');
  }
}

// Where the one run that a change inserts ends, in the text after it; null when it inserts nothing, or at two places.
function endOfOnlyInsert(edit: Delta): number | null {
  let [position, end] = [0, -1];
  for (const op of edit) {
    if ('delete' in op) continue;
    if ('insert' in op && end >= 0 && end !== position) return null;
    position += opLength(op);
    if ('insert' in op) end = position;
  }
  return end < 0 ? null : end;
}

function startOf(edit: Delta): number {
  const [first] = edit;
  return first !== undefined && 'retain' in first && first.attributes === undefined ? first.retain : 0;
}
