import { opLength } from '../../../src/ot/lengths.ts';
import type { Attributes, Delta } from '../../../src/ot/op.ts';

/** A line of a document. */
export interface Line {
  /** The position of its first character. */
  start: number;
  /** The position of the newline that ends it. */
  end: number;
  /** The format of the line. */
  attributes: Attributes;
}

/** The line of `document` that contains position `index`, including its newline. */
export function lineAt(document: Delta, index: number): Line {
  let start = 0;
  let position = 0;
  for (const op of document) {
    if ('insert' in op && typeof op.insert === 'string') {
      let at = op.insert.indexOf('\n');
      for (; at >= 0; at = op.insert.indexOf('\n', at + 1)) {
        if (position + at >= index) return { start, end: position + at, attributes: op.attributes ?? {} };
        start = position + at + 1;
      }
    }
    position += opLength(op);
  }
  return { start, end: position, attributes: {} };
}
