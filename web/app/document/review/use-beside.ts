import type Quill from 'quill/core.js';
import { useLayoutEffect } from 'react';
import { holdView } from '../../../editor/scroll-anchor.ts';

/** Makes room beside the text, without moving what is read. */
export function useBeside(quill: Quill, what: 'margin' | 'panel' | null): void {
  useLayoutEffect(() => {
    const desk = quill.root.closest<HTMLElement>('.desk');
    if (desk === null) return;
    const keepPlace = holdView(quill.root, document.scrollingElement ?? document.documentElement, () => null);
    if (what === null) delete desk.dataset.review;
    else desk.dataset.review = what;
    keepPlace();
    return () => {
      delete desk.dataset.review;
    };
  }, [quill, what]);
}
