import { compose } from '../../src/ot/compose.ts';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Delta, Op } from '../../src/ot/op.ts';
import { clearRange } from '../../src/ot/tables/clear-range.ts';
import {
  addColumn,
  deleteColumn,
  fillCell,
  moveColumn,
  setColumnWidth,
} from '../../src/ot/tables/columns.ts';
import { insertTable } from '../../src/ot/tables/insert-table.ts';
import { pasteCells } from '../../src/ot/tables/paste-cells.ts';
import { readTables, type Table } from '../../src/ot/tables/read-tables.ts';
import { readied } from '../../src/ot/tables/ready.ts';
import { addRow, deleteRow, deleteTable, moveRow, setHeader } from '../../src/ot/tables/rows.ts';
import type { Random } from '../support/random.ts';

/** A random edit of the tables of a document as the editor makes it, of few tables, so that people meet in them. */
export function randomTableEdit(random: Random, document: Delta, newId: () => string): Op[] {
  const ready = readied(document, newId) ?? [];
  const now = compose(document, ready);
  const tables = readTables(now);
  if (tables.length === 0 || (tables.length < 2 && random.chance(0.1))) {
    const position = random.int(documentLength(now));
    return compose(ready, insertTable(now, position, { rows: 2, columns: 3 }, newId).change);
  }
  return compose(ready, editOf(random, now, random.pick(tables), newId));
}

function editOf(random: Random, document: Delta, table: Table, newId: () => string): Op[] {
  const row = random.int(table.rows.length);
  const column = random.int(table.columns.length);
  const choice = random.next();
  if (choice < 0.3) return typing(random, table, row);
  if (choice < 0.42) return addRow(document, table, row + random.int(2), newId);
  if (choice < 0.54) return addColumn(document, table, column + random.int(2), newId);
  if (choice < 0.62) return filling(document, table, row, column);
  if (choice < 0.68) return deleteRow(document, table, row);
  if (choice < 0.73) return deleteColumn(document, table, column);
  if (choice < 0.79) return moveRow(document, table, row, random.int(table.rows.length));
  if (choice < 0.85) return moveColumn(document, table, column, random.int(table.columns.length));
  if (choice < 0.89)
    return setColumnWidth(table, column, random.chance(0.8) ? random.between(24, 300) : null);
  if (choice < 0.92) return setHeader(table, random.chance(0.5));
  if (choice < 0.95)
    return pasteCells(document, table, { row, column }, [[[{ insert: 'p\n' }], null]], newId);
  if (choice < 0.99) {
    const index = random.between(table.start, table.end - 1);
    return clearRange(document, { index, length: random.int(table.end - index) }) ?? [];
  }
  return deleteTable(table);
}

// A letter, or a line, in a cell that is there.
function typing(random: Random, table: Table, row: number): Op[] {
  const cells = table.rows[row]?.cells ?? [];
  const { cell } = random.pick(cells);
  const line = random.pick(cell.lines);
  const at = random.between(line.start, line.end);
  const insert: Op = random.chance(0.8) ? { insert: 'w' } : { insert: '\n', attributes: line.attributes };
  return at > 0 ? [{ retain: at }, insert] : [insert];
}

function filling(document: Delta, table: Table, row: number, column: number): Op[] {
  if (table.rows[row]?.cells.some((cell) => cell.column === column)) return [];
  const { change, at } = fillCell(document, table, row, column);
  return compose(change, at > 0 ? [{ retain: at }, { insert: 'f' }] : [{ insert: 'f' }]);
}
