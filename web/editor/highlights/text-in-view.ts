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

/** The blocks of the page that a part of the text is in: whole lists and tables. */
export function blocksOf(quill: Quill, { from, to }: Stretch): Stretch {
  const { children } = quill.scroll;
  const [first] = children.find(from);
  const [last] = children.find(Math.max(from, to));
  const end = last ?? children.tail;
  return {
    from: first?.offset(quill.scroll) ?? 0,
    to: end === null ? quill.getLength() : end.offset(quill.scroll) + end.length(),
  };
}

// The index of the first block that ends below `top`, or its end.
function indexBelow(quill: Quill, top: number, isEnd = false): number | null {
  const block = firstBelow(quill.root, top);
  const blot = block && quill.scroll.find(block);
  return blot ? blot.offset(quill.scroll) + (isEnd ? blot.length() : 0) : null;
}
