import { newCellId } from '../../../src/base/ids.ts';
import { cellIds, cellValue } from '../../../src/ot/cell.ts';
import { compose } from '../../../src/ot/compose.ts';
import type { Delta, Op, Range } from '../../../src/ot/op.ts';
import { part } from '../../../src/ot/tables/changes.ts';
import { blockOf, cellsOf } from '../../../src/ot/tables/clear-range.ts';
import { cellFormats, linesInCell, pasteCells, withFreshIds } from '../../../src/ot/tables/paste-cells.ts';
import { cellAt, readTables, tableAt } from '../../../src/ot/tables/read-tables.ts';
import { readied } from '../../../src/ot/tables/ready.ts';
import { type Clip, newlines } from './clip.ts';
import { lineAt } from './line-at.ts';

/** The cells that a range selects, as a fragment; null for a range that does not go from cell to cell. */
export function cellsClip(document: Delta, range: Range): Clip | null {
  const block = blockOf(document, range);
  if (block === null) return null;
  const [left] = block.columns;
  const ops = cellsOf(block).flatMap((row, index) =>
    row.flatMap((cell, column): Op[] => {
      if (cell !== null) return part(document, cell.start, cell.end);
      const id = block.table.columns[left + column]?.id ?? '';
      const rowId = block.table.rows[block.rows[0] + index]?.id ?? '';
      return [
        { insert: '\n', attributes: { cell: cellValue({ table: block.table.id, row: rowId, column: id }) } },
      ];
    }),
  );
  return { ops, last: null };
}

/** A fragment that was taken out of one cell, without that cell: it is words, no table. */
export function outOfCell(clip: Clip): Clip {
  const { last } = clip;
  const [line] = last === null ? [] : linesInCell([{ insert: '\n', attributes: last }], null);
  return {
    ...clip,
    ops: linesInCell(clip.ops, null),
    last: last === null ? null : (line && 'attributes' in line && line.attributes) || {},
  };
}

/**
 * A fragment as it fits at `range`: in a cell it becomes lines of that cell, elsewhere its tables get ids of their own
 * and share no line with the text around them.
 */
export function placed(clip: Clip, document: Delta, range: Range): Clip {
  const line = lineAt(document, range.index);
  const cell = cellFormats(line.attributes);
  if (cell !== null) {
    const bare = outOfCell(clip);
    return { ...bare, ops: linesInCell(bare.ops, cell), last: bare.last && { ...bare.last, ...cell } };
  }
  const isTable = ({ attributes }: { attributes?: Record<string, unknown> | undefined }): boolean =>
    cellIds(attributes?.cell) !== null;
  if (![...newlines(clip.ops), clip.last ?? {}].some((attributes) => isTable({ attributes }))) return clip;
  const ended: Op[] = [...clip.ops];
  let last = clip.last;
  if (last !== null && isTable({ attributes: last })) {
    ended.push({ insert: '\n', attributes: last });
    last = null;
  }
  const [first] = newlines(ended);
  const goesOn = range.index > line.start;
  const before: Op[] =
    goesOn && isTable({ attributes: first }) ? [{ insert: '\n', attributes: line.attributes }] : [];
  return { ...clip, ops: [...before, ...withFreshIds(ended, newCellId)], last };
}

/** The change that pastes cells into the table at a position, from the cell there on; null where it is something else. */
export function cellsOverCells(clip: Clip, document: Delta, position: number): Op[] | null {
  const cells = gridOf(clip);
  if (cells === null || tableAt(document, position) === null) return null;
  const ready = readied(document, newCellId) ?? [];
  const now = compose(document, ready);
  const table = tableAt(now, position);
  const at = table && cellAt(table, position);
  return table && at ? compose(ready, pasteCells(now, table, at, cells, newCellId)) : null;
}

// The cells of a fragment that is one table and nothing else.
function gridOf(clip: Clip): (Delta | null)[][] | null {
  const ops: Delta = clip.last === null ? clip.ops : [...clip.ops, { insert: '\n', attributes: clip.last }];
  const [table, ...others] = readTables(ops);
  const length = ops.reduce(
    (sum, op) => sum + ('insert' in op && typeof op.insert === 'string' ? op.insert.length : 1),
    0,
  );
  if (table === undefined || others.length > 0 || table.start !== 0 || table.end !== length) return null;
  return table.rows.map(({ cells }) => {
    const row: (Delta | null)[] = table.columns.map(() => null);
    for (const { cell, column } of cells) row[column] = part(ops, cell.start, cell.end);
    return row;
  });
}
