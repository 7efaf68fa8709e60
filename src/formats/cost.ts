import { Unreadable } from './unreadable.ts';

// What reading one costs in memory, relative to each other: a tag, a line with text, an empty one, a sign with a meaning.
// 64,000 tags or 40,000 paragraphs take some 70 MB, which is as much as an isolate has to spare.
const COSTS = { element: 250, line: 400, emptyLine: 11, sign: 100 };
const MOST_COST = 16_000_000;
const SIGNS = new Set(Array.from('[]()*_`!~=$<&|\\', (sign) => sign.charCodeAt(0)));

/**
 * Throws `Unreadable` for a text of which a parser would keep more than there is room for: it keeps something of each tag
 * and line until the end. A book by a person has fewer.
 */
export function boundCost(text: string, kind: 'md' | 'html'): void {
  let cost = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (kind === 'html') {
      if (unit === 0x3c) cost += COSTS.element;
    } else if (unit === 0x0a) cost += text.charCodeAt(at - 1) === 0x0a ? COSTS.emptyLine : COSTS.line;
    else if (SIGNS.has(unit)) cost += COSTS.sign;
  }
  if (cost > MOST_COST)
    throw new Unreadable('too_deep', 'The text has more lines, signs or elements than can be read at once.');
}
