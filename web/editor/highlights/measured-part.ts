import type { Range } from '../../../src/ot/op.ts';
import type { Stretch } from './text-in-view.ts';

/** How much of the text around a caret tells whether a point beside it is in a range: more than the longest emoji. */
const BESIDE = 32;
/** How much of a range is measured to tell where it begins: its first units may be breaks, which have no box. */
const HEAD = 32;

/** What is measured of a highlight: where it begins, and what is drawn of it. */
export interface MeasuredPart {
  /** Its first few units. */
  head: Range;
  /** What of it is in the stretch; null for none, or when nothing of it is drawn. */
  lines: Range | null;
}

/** What is measured of a part of the text, so that it costs what is seen of it, however long it is. */
export function measuredPart(range: Range, isDrawn: boolean, stretch: Stretch): MeasuredPart {
  const head = { index: range.index, length: Math.min(range.length, HEAD) };
  return { head, lines: isDrawn ? cut(range, stretch) : null };
}

/** What of a range is beside a caret; null for nothing. */
export function besideCaret(range: Range, caret: number): Range | null {
  return cut(range, { from: caret - BESIDE, to: caret + BESIDE });
}

function cut({ index, length }: Range, { from, to }: Stretch): Range | null {
  const start = Math.max(index, from);
  const end = Math.min(index + length, to);
  return end > start ? { index: start, length: end - start } : null;
}
