import type Quill from 'quill/core.js';
import type { Range } from '../../../../src/ot/op.ts';

/** Where a quoted text is, nearest to where it was; null when it is not there. */
export function findAgain(quill: Quill, quote: string, index: number): Range | null {
  // An embed is one unit of the text, and none of a string.
  const text = quill
    .getContents()
    .ops.map(({ insert }) => (typeof insert === 'string' ? insert : '\ufffc'))
    .join('');
  let best: number | null = null;
  for (let at = text.indexOf(quote); at >= 0 && quote !== ''; at = text.indexOf(quote, at + 1)) {
    if (best === null || Math.abs(at - index) < Math.abs(best - index)) best = at;
  }
  return best === null ? null : { index: best, length: quote.length };
}
