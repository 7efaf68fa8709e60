import { OBJECT_REPLACEMENT } from './formats.ts';
import type { Delta, Op } from './op.ts';

/**
 * The text of a document, unit by unit: an index in it is an index in the document. A line break is a newline, any
 * other embed U+FFFC. Throws for anything but inserts.
 */
export function plainText(document: Delta): string {
  return document.map(plainTextOf).join('');
}

/** The text of one member of a document, as in `plainText`. */
export function plainTextOf(op: Op): string {
  if (!('insert' in op)) throw new Error('Invariant broken: a document holds only inserts');
  if (typeof op.insert === 'string') return op.insert;
  return 'line-break' in op.insert ? '\n' : OBJECT_REPLACEMENT;
}
