import { normalise } from '../../src/ot/canonical.ts';
import type { Attributes, Delta, Op } from '../../src/ot/op.ts';

/** A line of a cell of the table `t`. */
export function cell(place: string, text: string, formats: Attributes = {}): Op[] {
  const end: Op = { insert: '\n', attributes: { cell: `t.${place}`, ...formats } };
  return text === '' ? [end] : [{ insert: text }, end];
}

/** What makes a cell a heading. */
export const HEAD = { 'cell-head': true };
/** A table of two rows between two lines. */
export const GRID: Delta = normalise([
  { insert: 'above\n' },
  ...cell('1.a', 'one', HEAD),
  ...cell('1.b', 'two', HEAD),
  ...cell('2.a', 'three'),
  ...cell('2.b', 'four', { list: 'checked' }),
  ...cell('2.b', 'five', { list: 'ordered' }),
  { insert: 'below\n' },
]);
/** What Excel writes for four cells, the second row with a line break and an empty cell. */
export const EXCEL =
  '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>td {color:black}</style></head><body>' +
  '<table border=0 width=151><!--StartFragment--><col width=87 style="width:65pt"><col width=64>' +
  '<tr height=20><td height=20 style="font-weight:700">Name</td><td align=right>12</td></tr>' +
  '<tr><td>Ada<br>B</td><td></td></tr><!--EndFragment--></table></body></html>';

/** The formats of an op; none of a deletion. */
export function formatsOf(op: Delta[number]): Record<string, unknown> {
  return 'delete' in op ? {} : (op.attributes ?? {});
}
