import { Unreadable } from './unreadable.ts';

/** The most that a text may cost: as many tags, lines or signs as are read with 40 MB of memory. */
export const MOST_COST = 16_000_000;

// What reading one costs in memory, relative to each other.
const ELEMENT = 250;
// A line that begins a block, one that goes on with it, an empty one, a cell of a table.
const LINES = { first: 700, further: 60, empty: 11, cell: 350 };
// What a sign with a meaning leaves in the document, and what it takes while its block is read; and a line there.
const SIGN = { left: 40, read: 110, line: 300 };
const SIGNS = new Set(Array.from('[]()*_`!~=$<&\\', (sign) => sign.charCodeAt(0)));
const [PIPE, TAG] = [0x7c, 0x3c];

/**
 * Throws `Unreadable` for a text of which a parser would keep more than there is room for: it keeps something of each tag
 * and line until the end. A book by a person has fewer.
 */
export function boundCost(text: string, kind: 'md' | 'html'): void {
  if (costOf(text, kind) > MOST_COST)
    throw new Unreadable('too_deep', 'The text has more lines, signs or elements than can be read at once.');
}

/** What a text costs. */
export function costOf(text: string, kind: 'md' | 'html'): number {
  return kind === 'html' ? costOfHtml(text) : costOfMarkdown(text);
}

function costOfHtml(text: string): number {
  let cost = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === TAG) cost += ELEMENT;
  return cost;
}

// Signs are read block by block: the densest one counts, beside what they leave in the document.
function costOfMarkdown(text: string): number {
  let cost = 0;
  let [block, densest] = [0, 0];
  let isFirst = true;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    if (end === at) {
      cost += LINES.empty;
      [block, isFirst] = [0, true];
    } else {
      const begins = isFirst || !/\s*\p{L}/uy.test(text.slice(at, at + 20));
      cost += begins ? LINES.first : LINES.further;
      // A line that seems to begin a block may go on with one.
      block += SIGN.line;
      for (let i = at; i < end; i++) {
        const unit = text.charCodeAt(i);
        if (unit === PIPE) cost += LINES.cell;
        else if (SIGNS.has(unit)) {
          cost += SIGN.left;
          block += SIGN.read;
        }
      }
      isFirst = false;
      densest = Math.max(densest, block);
    }
    at = end + 1;
  }
  return cost + densest;
}
