import { sameAttributes } from '../attributes.ts';
import { opLength } from '../lengths.ts';
import type { Embed } from '../op.ts';
import type { Piece } from './gap-diff.ts';

/**
 * Takes away what two runs of pieces both begin with and then what both end with, letters and attributes alike; returns
 * the lengths of these in units. From the beginning first: most of what is typed is typed at an end, and may end as what
 * is before it does. It compares strings, so that what is the same costs no look at each letter.
 */
export function cutCommon(from: Piece[], to: Piece[]): { start: number; end: number } {
  from.reverse();
  to.reverse();
  const start = cutLast(from, to, PREFIX);
  from.reverse();
  to.reverse();
  return { start, end: cutLast(from, to, SUFFIX) };
}

/** Whether two contents are the same character, text or embed. */
export function sameContent(a: string | Embed | null, b: string | Embed | null): boolean {
  if (a === null || b === null) return false;
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  const [type = ''] = Object.keys(a);
  return a === b || (type in b && a[type] === b[type]);
}

interface Side {
  /** How many units two texts have in common at this side; never half a surrogate pair. */
  common(a: string, b: string): number;
  /** A text without that many units of this side. */
  rest(text: string, length: number): string;
}

const SUFFIX: Side = {
  common: (a, b) => {
    const most = Math.min(a.length, b.length);
    let length = 0;
    while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length))
      length++;
    return length > 0 && isLow(a.charCodeAt(a.length - length)) ? length - 1 : length;
  },
  rest: (text, length) => text.slice(0, text.length - length),
};

const PREFIX: Side = {
  common: (a, b) => {
    const most = Math.min(a.length, b.length);
    let length = 0;
    while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
    return length > 0 && isHigh(a.charCodeAt(length - 1)) ? length - 1 : length;
  },
  rest: (text, length) => text.slice(length),
};

// The last piece is the outermost one of that side.
function cutLast(a: Piece[], b: Piece[], side: Side): number {
  for (let length = 0; ; ) {
    const [x, y] = [a.at(-1), b.at(-1)];
    if (x === undefined || y === undefined || 'gone' in x || 'gone' in y) return length;
    if (!sameAttributes(x.attributes, y.attributes)) return length;
    if (sameContent(x.insert, y.insert)) {
      a.pop();
      b.pop();
      length += opLength(x);
      continue;
    }
    if (typeof x.insert !== 'string' || typeof y.insert !== 'string') return length;
    const common = side.common(x.insert, y.insert);
    if (common === 0) return length;
    for (const [pieces, piece, text] of [
      [a, x, x.insert],
      [b, y, y.insert],
    ] as const) {
      pieces.pop();
      if (common < text.length) pieces.push({ ...piece, insert: side.rest(text, common) });
    }
    length += common;
  }
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
