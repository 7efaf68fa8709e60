import { opLength } from './lengths.ts';
import type { Attributes, Delta } from './op.ts';

/** A line of a document. */
export interface Line {
  /** The position of its first character. */
  readonly start: number;
  /** The position of the newline that ends it. */
  readonly end: number;
  /** The formats of the line. */
  readonly attributes: Attributes;
}

const NONE: Attributes = {};

/** The lines of a document in their order. */
export function* linesOf(document: Delta): Generator<Line> {
  let start = 0;
  let position = 0;
  for (const op of document) {
    if ('insert' in op && typeof op.insert === 'string') {
      for (let at = op.insert.indexOf('\n'); at >= 0; at = op.insert.indexOf('\n', at + 1)) {
        yield { start, end: position + at, attributes: op.attributes ?? NONE };
        start = position + at + 1;
      }
    }
    position += opLength(op);
  }
}

/** The line that holds a position; null beyond the end. */
export function lineAtIn(document: Delta, position: number): Line | null {
  for (const line of linesOf(document)) if (position <= line.end) return line;
  return null;
}
