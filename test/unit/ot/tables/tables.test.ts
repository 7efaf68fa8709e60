import { describe, expect, test } from 'vitest';
import { cellIds } from '../../../../src/ot/cell.ts';
import { compose } from '../../../../src/ot/compose.ts';
import { keepsLastNewline } from '../../../../src/ot/last-newline.ts';
import { documentLength } from '../../../../src/ot/lengths.ts';
import { linesOf } from '../../../../src/ot/lines.ts';
import type { Delta } from '../../../../src/ot/op.ts';
import { parseDelta } from '../../../../src/ot/parse-delta.ts';
import { plainText } from '../../../../src/ot/plain-text.ts';
import {
  addColumn,
  deleteColumn,
  fillCell,
  moveColumn,
  setColumnWidth,
} from '../../../../src/ot/tables/columns.ts';
import { insertTable } from '../../../../src/ot/tables/insert-table.ts';
import { cellAt, readTables, type Table } from '../../../../src/ot/tables/read-tables.ts';
import { readied } from '../../../../src/ot/tables/ready.ts';
import { addRow, deleteRow, deleteTable, moveRow, setHeader } from '../../../../src/ot/tables/rows.ts';
import { Random } from '../../../support/random.ts';
import { forSeeds } from '../../../support/seeds.ts';
import { numbered, randomTables } from './random-table.ts';

const RULES = { maxBytes: 1e6, maxMembers: 1e4, form: 'any', docId: null } as const;

/** The rows of a table as the words in their columns. */
function words(document: Delta, { rows, columns }: Table): string[][] {
  const text = plainText(document);
  return rows.map(({ cells }) => {
    const row = columns.map(() => '');
    for (const { cell, column } of cells) row[column] = text.slice(cell.start, cell.end - 1);
    return row;
  });
}

function ids({ columns }: Table): string[] {
  return columns.map(({ id }) => id);
}

function applied(document: Delta, change: Delta): { document: Delta; table: Table | undefined } {
  expect(parseDelta(change, RULES)).toMatchObject({ ok: true });
  expect(keepsLastNewline(change, documentLength(document))).toBe(true);
  const after = compose(document, change);
  return { document: after, table: readTables(after)[0] };
}

describe('the grid of a text', () => {
  test('any lines make tables: each line of a cell is in one cell, and each column once in a row', () => {
    forSeeds(400, (seed) => {
      const document = randomTables(new Random(seed), 20);
      const lines = [...linesOf(document)].filter(({ attributes }) => cellIds(attributes.cell) !== null);
      const tables = readTables(document);
      const placed = tables.flatMap(({ rows }) =>
        rows.flatMap(({ cells }) => cells.flatMap(({ cell }) => cell.lines)),
      );
      expect(placed).toEqual(lines);
      for (const { rows, columns } of tables) {
        expect(new Set(columns.map(({ id }) => id)).size).toBe(columns.length);
        for (const { id, cells } of rows) {
          expect(new Set(cells.map(({ column }) => column)).size).toBe(cells.length);
          for (const { cell, column } of cells) {
            expect(cell.ids.row).toBe(id);
            expect(columns[column]?.id).toBe(cell.ids.column);
          }
        }
        const [first] = rows;
        expect(first?.cells.map(({ column }) => column)).toEqual(
          first?.cells.map(({ column }) => column).toSorted((a, b) => a - b),
        );
      }
    });
  });

  test('a column not seen yet comes right after the one before it in its row, or first', () => {
    const cells = ['1.a', '1.b', '2.a', '2.c', '2.b', '3.d', '3.b', '3.e', '4.e', '4.f'];
    const document = cells.map((cell) => ({ insert: `${cell}\n`, attributes: { cell: `t.${cell}` } }));
    const [table] = readTables([...document, { insert: '\n' }]);
    expect(table && ids(table).join('')).toBe('dacbef');
  });

  test('what comes again later begins a further row, and a plain line ends a table', () => {
    const cell = (value: string) => ({ insert: 'x\n', attributes: { cell: value } });
    const document = [
      cell('t.1.a'),
      cell('t.1.a'),
      cell('t.1.b'),
      cell('t.1.a'),
      cell('t.2.a'),
      cell('t.1.b'),
    ];
    const rows = (ops: Delta) => readTables(ops).map((table) => table.rows.map(({ cells }) => cells.length));
    expect(rows([...document, { insert: '\n' }])).toEqual([[2, 1, 1, 1]]);
    expect(rows([cell('t.1.a'), { insert: '\n' }, cell('t.1.b'), cell('u.1.b'), { insert: '\n' }])).toEqual([
      [1],
      [1],
      [1],
    ]);
  });

  test('the width is the first found going down, and a row is a header when all of its cells are', () => {
    const document: Delta = [
      { insert: '\n', attributes: { cell: 't.1.a', 'cell-head': true } },
      { insert: '\n', attributes: { cell: 't.1.b', 'cell-head': true } },
      { insert: '\n', attributes: { cell: 't.2.a', 'cell-width': 90 } },
      { insert: '\n', attributes: { cell: 't.2.b' } },
      { insert: '\n', attributes: { cell: 't.2.b', 'cell-width': 70 } },
      { insert: '\n', attributes: { cell: 't.3.a', 'cell-width': 80 } },
      { insert: '\n' },
    ];
    const [table] = readTables(document);
    expect(table?.columns).toEqual([
      { id: 'a', width: 90 },
      { id: 'b', width: 70 },
    ]);
    expect(table?.rows.map(({ isHead }) => isHead)).toEqual([true, false, false]);
  });
});

describe('changes of any table', () => {
  function forTables(check: (random: Random, document: Delta, table: Table) => void): void {
    forSeeds(400, (seed) => {
      const random = new Random(seed);
      const found = randomTables(random, 16);
      const document = compose(found, readied(found, numbered('r')) ?? []);
      const [table] = readTables(document);
      if (table !== undefined) check(random, document, table);
    });
  }

  test('a row is added where it is wanted, and nothing else moves', () => {
    forTables((random, document, table) => {
      const at = random.int(table.rows.length + 1);
      const now = applied(document, addRow(document, table, at, numbered()));
      const rows = words(document, table);
      const wanted = rows.toSpliced(
        at,
        0,
        table.columns.map(() => ''),
      );
      expect(now.table && words(now.document, now.table)).toEqual(wanted);
      expect(now.table?.columns).toEqual(table.columns);
    });
  });

  test('a column is added where it is wanted, and nothing else moves', () => {
    forTables((random, document, table) => {
      const at = random.int(table.columns.length + 1);
      const now = applied(document, addColumn(document, table, at, numbered()));
      const wanted = words(document, table).map((row) => row.toSpliced(at, 0, ''));
      expect(now.table && words(now.document, now.table)).toEqual(wanted);
      expect(now.table?.columns).toEqual(table.columns.toSpliced(at, 0, { id: 'n1', width: null }));
    });
  });

  test('a deleted row takes its words, and no column with it', () => {
    forTables((random, document, table) => {
      const at = random.int(table.rows.length);
      const now = applied(document, deleteRow(document, table, at));
      if (table.rows.length === 1) return;
      expect(now.table && words(now.document, now.table)).toEqual(words(document, table).toSpliced(at, 1));
      expect(now.table?.columns).toEqual(table.columns);
    });
  });

  test('a deleted column takes its words, and no row with it', () => {
    forTables((random, document, table) => {
      const at = random.int(table.columns.length);
      const now = applied(document, deleteColumn(document, table, at));
      if (table.columns.length === 1) return;
      expect(now.table && ids(now.table)).toEqual(ids(table).toSpliced(at, 1));
      const had = words(document, table).map((row) => row.toSpliced(at, 1));
      const has = now.table ? words(now.document, now.table) : [];
      expect(has.flat().filter(Boolean)).toEqual(had.flat().filter(Boolean));
    });
  });

  test('a moved row and a moved column are where they are wanted, and no word is lost', () => {
    forTables((random, document, table) => {
      const rows = words(document, table);
      const [from, to] = [random.int(rows.length), random.int(rows.length)];
      const row = applied(document, moveRow(document, table, from, to));
      expect(row.table && ids(row.table)).toEqual(ids(table));
      const one = row.table ? words(row.document, row.table) : [];
      expect(one).toEqual(rows.toSpliced(from, 1).toSpliced(to, 0, rows[from] ?? []));
      const [left, right] = [random.int(table.columns.length), random.int(table.columns.length)];
      const column = applied(document, moveColumn(document, table, left, right));
      expect(column.table && ids(column.table)).toEqual(
        ids(table)
          .toSpliced(left, 1)
          .toSpliced(right, 0, ids(table)[left] ?? ''),
      );
      const moved = column.table ? words(column.document, column.table) : [];
      expect(moved).toEqual(
        rows.map((cells) => cells.toSpliced(left, 1).toSpliced(right, 0, cells[left] ?? '')),
      );
    });
  });

  test('every empty cell can be filled, where it is shown', () => {
    forTables((_random, document, table) => {
      for (const [rowIndex, row] of table.rows.entries()) {
        for (const columnIndex of table.columns.keys()) {
          if (row.cells.some(({ column }) => column === columnIndex)) continue;
          const { change, at } = fillCell(document, table, rowIndex, columnIndex);
          const now = applied(document, change);
          expect(now.table && words(now.document, now.table)).toEqual(words(document, table));
          expect(now.table && cellAt(now.table, at)).toMatchObject({ row: rowIndex, column: columnIndex });
        }
      }
    });
  });

  test('a width, a header and the end of a table are what they say', () => {
    forTables((random, document, table) => {
      const at = random.int(table.columns.length);
      for (const width of [null, 77]) {
        const now = applied(document, setColumnWidth(table, at, width));
        expect(now.table?.columns).toEqual(table.columns.with(at, { id: ids(table)[at] ?? '', width }));
      }
      for (const isHead of [true, false])
        expect(applied(document, setHeader(table, isHead)).table?.rows[0]?.isHead).toBe(isHead);
      const gone = applied(document, deleteTable(table)).document;
      expect(documentLength(gone)).toBe(documentLength(document) - (table.end - table.start));
    });
  });

  test('a new table is whole and leaves all words as they are, with a plain line at the end', () => {
    forSeeds(300, (seed) => {
      const random = new Random(seed);
      const document = randomTables(random, 8);
      const position = random.int(documentLength(document));
      const { change, at } = insertTable(document, position, { rows: 3, columns: 2 }, numbered());
      const now = applied(document, change);
      const made = readTables(now.document).find(({ id }) => id === 'n1');
      expect(made && words(now.document, made)).toEqual([
        ['', ''],
        ['', ''],
        ['', ''],
      ]);
      expect(made?.start).toBe(at);
      expect(now.document.at(-1)).toEqual(expect.not.objectContaining({ attributes: expect.anything() }));
      expect(plainText(now.document).replaceAll('\n', '')).toBe(plainText(document).replaceAll('\n', ''));
      expect(readTables(now.document).length).toBe(readTables(document).length + 1);
    });
  });

  test('rows of one id get ids of their own, and the grid stays as it is', () => {
    forSeeds(300, (seed) => {
      const document = randomTables(new Random(seed), 16);
      const after = compose(document, readied(document, numbered()) ?? []);
      expect(readTables(after).map((table) => words(after, table))).toEqual(
        readTables(document).map((table) => words(document, table)),
      );
      for (const { rows } of readTables(after))
        expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      expect(readied(after, numbered())).toBe(null);
    });
  });

  test('a last line that is a cell gets a plain one after it', () => {
    const document: Delta = [
      { insert: 'a' },
      { insert: '\n', attributes: { cell: 't.1.a', list: 'bullet' } },
    ];
    expect(compose(document, readied(document, numbered()) ?? [])).toEqual([...document, { insert: '\n' }]);
    expect(readied([{ insert: 'a\n' }], numbered())).toBe(null);
  });
});
