import { embedWords } from '../ot/embed-words.ts';
import type { Delta } from '../ot/op.ts';

const EXCERPT_UNITS = 200;
const BODY_UNITS = 256 * 1024;

/** What lists show of a text, and what search finds of it. */
export interface SearchText {
  /** Its beginning, with white space collapsed. */
  excerpt: string;
  /** Its first 256 Ki characters. */
  body: string;
}

/** The text of a document to show and to search. The words of footnotes and mentions count, other embeds are white space. */
export function searchText(document: Delta): SearchText {
  let body = '';
  for (const op of document) {
    if (!('insert' in op)) continue;
    body += typeof op.insert === 'string' ? op.insert : spaced(embedWords(op.insert));
    if (body.length > BODY_UNITS) break;
  }
  body = head(body, BODY_UNITS);
  // More than enough, so that a long text is not searched for white space beyond the excerpt.
  const excerpt = head(
    body
      .slice(0, 20 * EXCERPT_UNITS)
      .replace(/\s+/g, ' ')
      .trim(),
    EXCERPT_UNITS,
  );
  return { excerpt, body };
}

function spaced(words: string): string {
  return words === '' ? ' ' : ` ${words} `;
}

// Never half of a surrogate pair.
function head(text: string, units: number): string {
  if (text.length <= units) return text;
  const unit = text.charCodeAt(units - 1);
  return text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? units - 1 : units);
}
