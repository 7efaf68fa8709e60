import { type Line, linesOf } from '../lines.ts';
import type { Delta, Op } from '../op.ts';
import { Changes } from './changes.ts';
import { readTables } from './read-tables.ts';
import { cleared } from './ready.ts';
import { emptyLine } from './steady.ts';

/** The most rows or columns that a new table has. */
export const MOST_NEW = 50;

/**
 * A new table with an empty line in each cell: in place before an empty line at `position`, else after the line there,
 * or after the table that holds it, since none nests. Returns the change and the position of its first cell.
 */
export function insertTable(
  document: Delta,
  position: number,
  size: { rows: number; columns: number },
  newId: () => string,
): { change: Op[]; at: number } {
  const changes = new Changes();
  const ops = emptyTable(size, newId);
  const around = readTables(document).find(({ start, end }) => start <= position && position < end);
  const lines = [...linesOf(document)];
  const line = around ? lineBefore(lines, around.end) : lines.find(({ end }) => position <= end);
  const last = lines[lines.length - 1];
  if (line === undefined || last === undefined) return { change: [], at: 0 };
  if (!around && line.start === line.end) {
    changes.insert(line.start, ops);
    return { change: changes.delta(), at: line.start };
  }
  if (line !== last) {
    changes.insert(line.end + 1, ops);
    return { change: changes.delta(), at: line.end + 1 };
  }
  // The last newline stays where it is: the line before it gets one of its own, and it ends a plain line.
  const { attributes } = line;
  const isPlain = Object.keys(attributes).length === 0;
  changes.insert(line.end, [isPlain ? { insert: '\n' } : { insert: '\n', attributes }, ...ops]);
  changes.format(line.end, 1, cleared(attributes));
  return { change: changes.delta(), at: line.end + 1 };
}

function emptyTable({ rows, columns }: { rows: number; columns: number }, newId: () => string): Op[] {
  const table = newId();
  const ids = Array.from({ length: Math.min(columns, MOST_NEW) }, newId);
  return Array.from({ length: Math.min(rows, MOST_NEW) }, newId).flatMap((row) =>
    ids.map((column) => emptyLine(table, row, column)),
  );
}

function lineBefore(lines: readonly Line[], position: number): Line | undefined {
  return lines.find(({ end }) => end + 1 === position);
}
