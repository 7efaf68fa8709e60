import type Quill from 'quill/core.js';
import { type RefObject, useEffect, useState } from 'react';
import { type LinkedText, linkAtCaret } from './link-at.ts';

/** A link, and the position below its text, relative to the corner of the page's main part. */
export interface PlacedLink extends LinkedText {
  top: number;
  left: number;
}

/** The largest width of a bubble (link-bubble.css): it begins at least this far from the right edge. */
const MOST_WIDTH = 416;

/**
 * The link at the caret or the selection while the text, or `bubble`, has the focus; null without one. Measured at most
 * once per frame.
 */
export function useLinkAtCaret(quill: Quill, bubble: RefObject<HTMLElement | null>): PlacedLink | null {
  const [link, setLink] = useState<PlacedLink | null>(null);
  useEffect(() => {
    let frame = 0;
    const read = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const isHere = quill.hasFocus() || bubble.current?.contains(document.activeElement);
        const next = isHere && !quill.composition.isComposing ? place(quill) : null;
        setLink((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
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
  }, [quill, bubble]);
  return link;
}

function place(quill: Quill): PlacedLink | null {
  const link = linkAtCaret(quill);
  if (!link.address) return null;
  const { index, length } = quill.selection.savedRange;
  const bounds = quill.selection.getBounds(Math.min(index + length, quill.getLength() - 1));
  const around = quill.root.closest('main')?.getBoundingClientRect();
  if (!bounds || !around) return null;
  const room = around.width - MOST_WIDTH - 8;
  const left = Math.max(8, Math.min(bounds.left - around.left - 24, room));
  return { ...link, top: Math.round(bounds.bottom - around.top + 6), left: Math.round(left) };
}
