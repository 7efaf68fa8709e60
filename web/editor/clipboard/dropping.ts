import type Quill from 'quill/core.js';
import { Module, type Delta as QuillDelta } from 'quill/core.js';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { indexAt } from '../caret/index-at.ts';
import { moved } from '../caret/place.ts';
import { toQuill } from '../quill/to-quill.ts';
import { clipboardOf, type EditorClipboard } from './clipboard.ts';
import { cutClip, fitClip } from './fit-clip.ts';
import { textClip } from './text-clip.ts';

/**
 * Drag and drop: the selection is moved, or copied while the copy key is held; content from elsewhere is inserted as if
 * pasted. Replaces Quill's uploader, which writes files into the text as data URLs.
 */
export class Dropping extends Module {
  /** The current range of what is dragged out of this text; null when nothing is. */
  private dragged: Range | null = null;

  constructor(quill: Quill, options: object) {
    super(quill, options);
    const { root } = quill;
    // Quill prevents dragging in a listener of its own on the same element.
    root.addEventListener('dragstart', this.onDragStart, true);
    root.addEventListener('dragover', this.onDragOver);
    root.addEventListener('drop', this.onDrop);
    root.addEventListener('dragend', this.end);
    quill.on('editor-change', (name: string, change: unknown) => {
      if (name === 'text-change' && this.dragged) this.dragged = moved(this.dragged, change as QuillDelta);
    });
  }

  private readonly onDragStart = (event: DragEvent): void => {
    const range = this.rangeUnder(event.target);
    if (!range || !event.dataTransfer) return;
    event.stopImmediatePropagation();
    this.dragged = range;
    this.clipboard.carry(event.dataTransfer, range);
    event.dataTransfer.effectAllowed = this.quill.isEnabled() ? 'copyMove' : 'copy';
  };

  /** Text is left to the browser, which shows the drop position; it would not accept a file over text. */
  private readonly onDragOver = (event: DragEvent): void => {
    if (!this.quill.isEnabled() || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  };

  private readonly onDrop = (event: DragEvent): void => {
    const { dragged } = this;
    this.end();
    if (!this.quill.isEnabled() || !event.dataTransfer) return;
    event.preventDefault();
    const index = indexAt(this.quill, event.clientX, event.clientY) ?? this.quill.getLength() - 1;
    if (dragged && !event.ctrlKey && !event.altKey) this.move(dragged, index);
    else this.clipboard.insert(event.dataTransfer, { index, length: 0 }, true);
  };

  /** After mousedown, Quill reads no selection until mouseup, which a drag does not fire. */
  private readonly end = (): void => {
    this.dragged = null;
    this.quill.selection.mouseDown = false;
  };

  private move(from: Range, index: number): void {
    if (index >= from.index && index <= from.index + from.length) return;
    const document = this.quill.editor.delta.ops as unknown as Delta;
    const clip = textClip(document, from);
    const put = toQuill(fitClip(clip, document, { index, length: 0 }));
    const after = toQuill(document).compose(put).ops as unknown as Delta;
    const taken = toQuill(cutClip(after, moved(from, put)));
    const at = index < from.index ? index : index - from.length;
    const length = documentLength(clip.ops);
    this.clipboard.change(put.compose(taken).ops as unknown as Delta, { index: at, length });
  }

  /** What a drag that begins at this node carries: the selection, or the image that it begins on. */
  private rangeUnder(target: EventTarget | null): Range | null {
    const selected = this.quill.getSelection();
    if (target instanceof HTMLImageElement) {
      const blot = this.quill.scroll.find(target);
      const index = blot?.offset(this.quill.scroll) ?? null;
      const isSelected =
        selected !== null &&
        index !== null &&
        selected.index <= index &&
        index < selected.index + selected.length;
      if (index !== null && !isSelected) return { index, length: 1 };
    }
    return selected && selected.length > 0 ? { index: selected.index, length: selected.length } : null;
  }

  private get clipboard(): EditorClipboard {
    return clipboardOf(this.quill);
  }
}
