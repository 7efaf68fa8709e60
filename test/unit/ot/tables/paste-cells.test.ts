import { expect, test } from 'vitest';
import { cellIds } from '../../../../src/ot/cell.ts';
import { compose } from '../../../../src/ot/compose.ts';
import { keepsLastNewline } from '../../../../src/ot/last-newline.ts';
import { documentLength } from '../../../../src/ot/lengths.ts';
import type { Delta } from '../../../../src/ot/op.ts';
import { plainText } from '../../../../src/ot/plain-text.ts';
import { blockOf, cellsOf, clearRange } from '../../../../src/ot/tables/clear-range.ts';
import { pasteCells, withFreshIds } from '../../../../src/ot/tables/paste-cells.ts';
import { readTables, type Table } from '../../../../src/ot/tables/read-tables.ts';
import { readied } from '../../../../src/ot/tables/ready.ts';
import { Random } from '../../../support/random.ts';
import { forSeeds } from '../../../support/seeds.ts';
import { numbered, randomTables } from './random-table.ts';

function forTables(check: (random: Random, document: Delta, table: Table) => void): void {
  forSeeds(200, (seed) => {
    const random = new Random(seed);
    const found = randomTables(random, 16);
    const document = compose(found, readied(found, numbered('r')) ?? []);
    const [table] = readTables(document);
    if (table !== undefined) check(random, document, table);
  });
}

function words(document: Delta, { rows, columns }: Table): string[][] {
  const text = plainText(document);
  return rows.map(({ cells }) => {
    const row = columns.map(() => '');
    for (const { cell, column } of cells) row[column] = text.slice(cell.start, cell.end - 1);
    return row;
  });
}

test('pasted cells are in place of those that were there, and the table grows for them', () => {
  forTables((random, document, table) => {
    const at = { row: random.int(table.rows.length), column: random.int(table.columns.length) };
    const width = random.between(1, 3);
    const pasted = Array.from({ length: random.between(1, 3) }, (_, row) =>
      Array.from({ length: width }, (_, column) => (random.chance(0.2) ? null : `p${row}${column}`)),
    );
    const cells = pasted.map((row) => row.map((word) => (word === null ? null : [{ insert: `${word}\n` }])));
    const change = pasteCells(document, table, at, cells, numbered());
    expect(keepsLastNewline(change, documentLength(document))).toBe(true);
    const after = compose(document, change);
    const [now] = readTables(after);
    const wanted = words(document, table);
    while (wanted.length < at.row + pasted.length) wanted.push(table.columns.map(() => ''));
    for (const row of wanted) while (row.length < at.column + width) row.push('');
    for (const [row, line] of pasted.entries())
      for (const [column, word] of line.entries()) {
        const target = wanted[at.row + row];
        if (target) target[at.column + column] = word ?? '';
      }
    expect(now && words(after, now)).toEqual(wanted);
    expect(now?.columns.slice(0, table.columns.length)).toEqual(table.columns);
  });
});

test('what is pasted shares no id with what was copied, and is the same grid', () => {
  forSeeds(200, (seed) => {
    const document = randomTables(new Random(seed), 12);
    const fresh = withFreshIds(document, numbered());
    const shape = (tables: Table[]): unknown =>
      tables.map(({ columns, rows }) => [
        columns.map(({ width }) => width),
        rows.map(({ isHead, cells }) => [
          isHead,
          cells.map(({ cell, column }) => [cell.start, cell.end, column]),
        ]),
      ]);
    expect(shape(readTables(fresh))).toEqual(shape(readTables(document)));
    for (const op of fresh) {
      const ids = 'insert' in op ? cellIds(op.attributes?.cell) : null;
      for (const id of ids === null ? [] : Object.values(ids)) expect(id).toMatch(/^n\d+$/);
    }
  });
});

test('a selection from cell to cell takes the words of the block, and no cell', () => {
  forTables((random, document, table) => {
    const index = random.between(table.start, table.end - 1);
    const range = { index, length: random.int(table.end - index) };
    const block = blockOf(document, range);
    if (block === null) return;
    const after = compose(document, clearRange(document, range) ?? []);
    const [now] = readTables(after);
    const cleared = new Set(
      cellsOf(block)
        .flat()
        .map((cell) => cell?.start),
    );
    const wanted = words(document, table);
    for (const [row, { cells }] of table.rows.entries())
      for (const { cell, column } of cells) {
        const line = wanted[row];
        if (cleared.has(cell.start) && line) line[column] = '';
      }
    expect(now && words(after, now)).toEqual(wanted);
  });
});

test('a selection across the border of a table takes no word and no cell beyond it', () => {
  let crossed = 0;
  forSeeds(1_000, (seed) => {
    const random = new Random(seed);
    const found = randomTables(random, 16);
    const document = compose(found, readied(found, numbered('r')) ?? []);
    const index = random.int(documentLength(document) - 1);
    const range = { index, length: random.int(documentLength(document) - index) };
    const ids = readTables(document).map(({ id }) => id);
    // Parts of one table join when what is between them goes.
    if (new Set(ids).size < ids.length) return;
    const change = blockOf(document, range) === null ? clearRange(document, range) : null;
    if (change === null) return;
    crossed++;
    expect(keepsLastNewline(change, documentLength(document))).toBe(true);
    const [text, now] = [plainText(document), plainText(compose(document, change))];
    expect(now.startsWith(text.slice(0, index))).toBe(true);
    expect(now.endsWith(text.slice(index + range.length))).toBe(true);
    const within = now.slice(index, now.length - (text.length - index - range.length));
    expect(within.replaceAll('\n', '')).toBe('');
    const whole = readTables(document).filter(
      ({ start, end }) => index <= start && end <= index + range.length,
    );
    const cells = (tables: Table[]) =>
      tables.reduce((sum, { rows }) => sum + rows.flatMap((row) => row.cells).length, 0);
    expect(cells(readTables(compose(document, change)))).toBe(cells(readTables(document)) - cells(whole));
  });
  if (process.env.SEED === undefined) expect(crossed).toBeGreaterThan(30);
});
