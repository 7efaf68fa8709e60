import { opLength } from '../../../src/ot/lengths.ts';
import { DELETED } from '../../../src/ot/marks.ts';
import type { Delta, Op, Range } from '../../../src/ot/op.ts';

/** What is searched for. */
export interface Query {
  words: string;
  /** Capitals and small letters differ. */
  isExact: boolean;
  /** Only whole words. */
  isWhole: boolean;
}

/** More are not looked for. */
export const MAX_MATCHES = 10_000;

/** No letter that a query can hold, as long as what it is instead of. */
const NOTHING = '\u0000';
const WORD = /[\p{L}\p{N}\p{M}_]/u;

/**
 * The letters of what an editor shows, one unit for each place of it: embeds, and what is suggested to be deleted, are
 * units that no query finds.
 */
export function searchedText(shown: Delta): string {
  return shown.map(lettersOf).join('');
}

function lettersOf(op: Op): string {
  if (!('insert' in op)) return '';
  const isText = typeof op.insert === 'string' && op.attributes?.[DELETED] === undefined;
  return isText ? String(op.insert) : NOTHING.repeat(opLength(op));
}

/** Where a query is in a text, from left to right, without overlaps; at most `limit` places, none for an empty query. */
export function findMatches(text: string, query: Query, limit = MAX_MATCHES): Range[] {
  const matches: Range[] = [];
  if (query.words === '' || query.words.includes(NOTHING)) return matches;
  const pattern = new RegExp(escaped(query.words), query.isExact ? 'gu' : 'giu');
  for (const { index, 0: found } of text.matchAll(pattern)) {
    if (query.isWhole && !isWhole(text, index, index + found.length)) continue;
    matches.push({ index, length: found.length });
    if (matches.length === limit) break;
  }
  return matches;
}

/** The first match at or after a place, else the first one; -1 for none. */
export function matchFrom(matches: readonly Range[], index: number): number {
  const next = matches.findIndex((match) => match.index >= index);
  return next < 0 && matches.length > 0 ? 0 : next;
}

function escaped(words: string): string {
  return words.replaceAll(/[$()*+./?[\\\]^{|}]/gu, '\\$&');
}

// A whole word has, on each side, no letter that goes on with the letter at its edge.
function isWhole(text: string, from: number, to: number): boolean {
  const joins = (left: string | undefined, right: string | undefined): boolean =>
    left !== undefined && right !== undefined && WORD.test(left) && WORD.test(right);
  const at = (place: number): string | undefined => {
    const code = text.codePointAt(place);
    return code === undefined ? undefined : String.fromCodePoint(code);
  };
  const before = (place: number): string | undefined => [...text.slice(Math.max(0, place - 2), place)].at(-1);
  return !joins(before(from), at(from)) && !joins(before(to), at(to));
}
