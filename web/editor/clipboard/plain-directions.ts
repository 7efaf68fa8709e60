import { firstDirection } from '../../../src/base/text-direction.ts';
import { documentOf, linesOf } from '../../../src/formats/blocks/lines.ts';
import type { Delta } from '../../../src/ot/op.ts';

/** A document whose lines have a direction only where it is not that of their first letter, by which lines are drawn. */
export function withoutPlainDirections(document: Delta): Delta {
  return documentOf(
    linesOf(document).map((line) => {
      const { direction, ...format } = line.format;
      if (direction === undefined) return line;
      const text = line.runs.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('');
      return firstDirection(text) === direction ? { ...line, format } : line;
    }),
  );
}
