import type Quill from 'quill/core.js';
import { type RefObject, useEffect, useState } from 'react';

/** What a bubble is about, and the position below the caret, relative to the corner of the page's main part. */
export type Placed<T> = T & { top: number; left: number };

/** The largest width of a bubble (caret-bubble.css): it begins at least this far from the right edge. */
const MOST_WIDTH = 416;

/**
 * What `find` finds at the caret or the selection while the text, or `bubble`, has the focus; null without. Measured at
 * most once per frame. `find` must be the same function each time.
 */
export function useAtCaret<T extends object>(
  quill: Quill,
  bubble: RefObject<HTMLElement | null>,
  find: (quill: Quill) => T | null,
): Placed<T> | null {
  const [found, setFound] = useState<Placed<T> | null>(null);
  useEffect(() => {
    let frame = 0;
    const read = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const isHere = quill.hasFocus() || bubble.current?.contains(document.activeElement);
        const next = isHere && !quill.composition.isComposing ? place(quill, find(quill)) : null;
        setFound((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
      });
    };
    quill.on('editor-change', read);
    document.addEventListener('focusin', read);
    // The content above the text changes its height only after the window has: this observes the text, not the window.
    const resized = new ResizeObserver(() => requestAnimationFrame(read));
    for (const part of [
      quill.root,
      document.querySelector('.desk-bar'),
      document.querySelector('.tools-bar'),
    ])
      if (part) resized.observe(part);
    read();
    return () => {
      quill.off('editor-change', read);
      document.removeEventListener('focusin', read);
      resized.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [quill, bubble, find]);
  return found;
}

function place<T extends object>(quill: Quill, found: T | null): Placed<T> | null {
  if (found === null) return null;
  const { index, length } = quill.selection.savedRange;
  const bounds = quill.selection.getBounds(Math.min(index + length, quill.getLength() - 1));
  const around = quill.root.closest('main')?.getBoundingClientRect();
  if (!bounds || !around) return null;
  const room = around.width - MOST_WIDTH - 8;
  const left = Math.max(8, Math.min(bounds.left - around.left - 24, room));
  return { ...found, top: Math.round(bounds.bottom - around.top + 6), left: Math.round(left) };
}
