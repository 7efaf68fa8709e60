import type Quill from 'quill/core.js';
import { useLayoutEffect, useRef } from 'react';
import { holdView } from '../../../editor/scroll-anchor.ts';

/**
 * Makes room beside the text, without moving what is read up or down. The room for cards stays once there was one: the
 * last card that goes, and the next that comes, must not move the text aside.
 */
export function useBeside(quill: Quill, wanted: 'margin' | 'panel' | null, isPhone: boolean): void {
  const hadMargin = useRef(false);
  hadMargin.current ||= wanted === 'margin';
  const what = isPhone ? null : (wanted ?? (hadMargin.current ? 'margin' : null));
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
