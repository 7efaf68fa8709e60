import type Quill from 'quill/core.js';
import { firstBelow } from '../scroll-anchor.ts';

/** Indices of the text, `from` included, `to` not. */
export interface Stretch {
  from: number;
  to: number;
}

/** The text in the window and up to `margin` pixels above and below it, in whole blocks. Measures the page. */
export function textInView(quill: Quill, margin: number): Stretch {
  return {
    from: indexBelow(quill, -margin) ?? quill.getLength(),
    to: indexBelow(quill, window.innerHeight + margin, true) ?? Number.POSITIVE_INFINITY,
  };
}

// The index of the first block that ends below `top`, or its end.
function indexBelow(quill: Quill, top: number, isEnd = false): number | null {
  const block = firstBelow(quill.root, top);
  const blot = block && quill.scroll.find(block);
  return blot ? blot.offset(quill.scroll) + (isEnd ? blot.length() : 0) : null;
}
