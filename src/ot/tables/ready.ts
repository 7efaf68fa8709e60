import { cellValue } from '../cell.ts';
import { compose } from '../compose.ts';
import { documentLength } from '../lengths.ts';
import type { Attributes, Delta, Op } from '../op.ts';
import { Changes } from './changes.ts';
import { readTables, type Table } from './read-tables.ts';

/**
 * What makes a document ready for the changes of its tables, null when it is: concurrent edits may have left rows of one
 * id, which would join when a cell between them goes; a program may have written a cell as the last line.
 */
export function readied(document: Delta, newId: () => string): Op[] | null {
  const end = plainEnd(document);
  const ended = end === null ? document : compose(document, end);
  const changes = new Changes();
  for (const table of readTables(ended)) giveOwnIds(table, newId, changes);
  const rows = changes.delta();
  if (rows.length === 0) return end;
  return end === null ? rows : compose(end, rows);
}

function giveOwnIds(table: Table, newId: () => string, changes: Changes): void {
  const seen = new Set<string>();
  for (const { id, cells } of table.rows) {
    if (!seen.has(id)) {
      seen.add(id);
      continue;
    }
    const row = newId();
    for (const { cell } of cells)
      for (const { end } of cell.lines) changes.format(end, 1, { cell: cellValue({ ...cell.ids, row }) });
  }
}

/** What gives a document a plain last line when that is a cell; null when it has one. */
function plainEnd(document: Delta): Op[] | null {
  const last = document[document.length - 1];
  if (last === undefined || !('insert' in last) || last.attributes?.cell === undefined) return null;
  const changes = new Changes();
  const end = documentLength(document) - 1;
  changes.insert(end, [{ insert: '\n', attributes: last.attributes }]);
  changes.format(end, 1, cleared(last.attributes));
  return changes.delta();
}

/** The attributes of a retain that takes all of these away. */
export function cleared(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.keys(attributes).map((name) => [name, null]));
}
