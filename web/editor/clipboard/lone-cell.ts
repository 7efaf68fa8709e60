import type { Delta } from '../../../src/ot/op.ts';
import { linesInCell } from '../../../src/ot/tables/paste-cells.ts';
import { readTables } from '../../../src/ot/tables/read-tables.ts';

/** A text that is one cell is the words in it: spreadsheets copy a cell as a table. */
export function withoutLoneCell(document: Delta): Delta {
  const [table, ...others] = readTables(document);
  if (table === undefined || others.length > 0 || table.start > 0) return document;
  if (table.rows.length > 1 || table.columns.length > 1) return document;
  const [behind, ...rest] = document.slice(-1);
  const isAlone =
    behind !== undefined &&
    rest.length === 0 &&
    'insert' in behind &&
    behind.insert === '\n' &&
    !behind.attributes;
  return isAlone ? linesInCell(document.slice(0, -1), null) : document;
}
