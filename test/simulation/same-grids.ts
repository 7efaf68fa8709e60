import { linesOf } from '../../src/ot/lines.ts';
import type { Delta } from '../../src/ot/op.ts';
import { readTables } from '../../src/ot/tables/read-tables.ts';
import type { SimTab } from './sim-tab.ts';

/**
 * Throws when a tab that shows a version draws another grid than the text of that version, or when a line of a cell is
 * in no cell. `textOf` is the text of a version. Returns how many grids it has compared.
 */
export function sameGrids(tabs: readonly SimTab[], textOf: (version: number) => Delta | undefined): number {
  const byVersion = new Map<number, string>();
  let compared = 0;
  for (const tab of tabs) {
    const { version } = tab.client;
    if (tab.shown === null) continue;
    const drawn = gridOf(tab.shown);
    const text = version === null || !tab.idle || tab.held ? undefined : textOf(version);
    if (text === undefined || version === null) continue;
    const grid = byVersion.get(version) ?? gridOf(text);
    byVersion.set(version, grid);
    if (drawn !== grid) throw new Error(`version ${version} is drawn as another grid:\n${drawn}\n${grid}`);
    if (grid !== '[]') compared++;
  }
  return compared;
}

function gridOf(document: Delta): string {
  const tables = readTables(document);
  const drawn = tables.flatMap(({ rows }) =>
    rows.flatMap(({ cells }) => cells.flatMap(({ cell }) => cell.lines)),
  );
  const lines = [...linesOf(document)].filter(({ attributes }) => attributes.cell !== undefined);
  if (drawn.length !== lines.length) throw new Error(`${drawn.length} lines are drawn of ${lines.length}`);
  return JSON.stringify(
    tables.map(({ columns, rows }) => [
      columns,
      rows.map(({ cells }) => cells.map(({ cell, column }) => [column, cell.start, cell.end])),
    ]),
  );
}
