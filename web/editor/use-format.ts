import type Quill from 'quill/core.js';
import { useEffect, useState } from 'react';

/** The formats at the caret or shared by the selection, as Quill names them. */
export type Format = Record<string, unknown>;

/** The pressed tools of the toolbar, and whether undo and redo are available. */
export interface ToolState {
  format: Format;
  canUndo: boolean;
  canRedo: boolean;
}

/** Follows the caret and the text; measured at most once per frame. */
export function useToolState(quill: Quill): ToolState {
  const [state, setState] = useState<ToolState>({ format: {}, canUndo: false, canRedo: false });
  useEffect(() => {
    let frame = 0;
    const read = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (quill.composition.isComposing) return;
        const { index, length } = quill.selection.savedRange;
        const last = quill.getLength() - 1;
        const start = Math.min(index, last);
        const format = quill.getFormat(start, Math.min(length, last - start));
        const { undo, redo } = quill.history.stack;
        const next = { format, canUndo: undo.length > 0, canRedo: redo.length > 0 };
        setState((state) => (JSON.stringify(state) === JSON.stringify(next) ? state : next));
      });
    };
    quill.on('editor-change', read);
    read();
    return () => {
      quill.off('editor-change', read);
      cancelAnimationFrame(frame);
    };
  }, [quill]);
  return state;
}

/** Formats the selection, or the next typed text, as an edit of the user. */
export function applyFormat(quill: Quill, name: string, value: unknown): void {
  const { index, length } = quill.selection.savedRange;
  quill.focus({ preventScroll: true });
  quill.setSelection(index, length, 'silent');
  quill.format(name, value, 'user');
}
