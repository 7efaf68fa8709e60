import { linesOf } from '../../../src/ot/lines.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { searchedText } from '../find/find-matches.ts';

/** A heading of a text. */
export interface Heading {
  /** Where its line begins. */
  index: number;
  /** From 1; a heading of level 3 under one of level 1 is one step deeper, not two. */
  depth: number;
  /** Without embeds, and without what is suggested to be deleted. */
  text: string;
}

/** The headings of what an editor shows that have words, in their order. */
export function headingsOf(shown: Delta): Heading[] {
  const text = searchedText(shown);
  const above: number[] = [];
  const headings: Heading[] = [];
  for (const { start, end, attributes } of linesOf(shown)) {
    const level = Number(attributes.header);
    const words = text.slice(start, end).replaceAll('\u0000', '').trim();
    if (!(level >= 1) || words === '') continue;
    while ((above.at(-1) ?? 0) >= level) above.pop();
    above.push(level);
    headings.push({ index: start, depth: above.length, text: words });
  }
  return headings;
}

/** Which of the headings, whose tops go downwards, is the last at or above a place; -1 for none. */
export function lastAbove(count: number, topOf: (n: number) => number, place: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (topOf(middle) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
