import { blocksOf } from '../formats/blocks/blocks.ts';
import { documentOf, type Line, linesOf } from '../formats/blocks/lines.ts';
import { type Block, type Cell, inColumns, linesIn, type Table } from '../formats/blocks/model.ts';
import { cellValue } from '../ot/cell.ts';
import { opLength } from '../ot/lengths.ts';
import type { Delta } from '../ot/op.ts';
import { saidBefore } from './unsaid.ts';

/**
 * The document with its tables as Markdown shows them, as far as `change` needs it, which is one of what Markdown says
 * of the document: an empty cell that is not there is made where the change writes into it, and the cells of a row
 * stand in the order of the columns. Nothing of it looks different.
 */
export function tidied(document: Delta, said: Delta, change: Delta): Delta {
  const blocks = blocksOf(document);
  if (!blocks.some(({ kind }) => kind === 'table')) return document;
  const touched = touchedLines(said, change);
  const starts = saidBefore(blocks);
  const all = blocks.map((block, at): Block => {
    return block.kind === 'table' ? tidyTable(block, touched, starts[at] ?? 0) : block;
  });
  return documentOf([...linesIn(all)]);
}

function tidyTable(table: Table, touched: ReadonlySet<number>, from: number): Table {
  const rows = table.rows.map((row, rowAt) => {
    const own = inColumns(table, row.cells);
    const cells = table.columns.flatMap(({ id }, column): Cell[] => {
      const cell = own[column];
      if (cell !== undefined) return [cell];
      if (!touched.has(from + rowAt * table.columns.length + column)) return [];
      const format = { cell: cellValue({ table: table.id, row: row.id, column: id }) };
      return [{ column, isHead: false, blocks: [{ kind: 'paragraph', line: { runs: [], format } }] }];
    });
    return { ...row, cells };
  });
  return { ...table, rows };
}

// The lines that a change writes into or deletes from; a whole line before another does not touch it.
function touchedLines(document: Delta, change: Delta): Set<number> {
  const ends = endsOf(linesOf(document));
  const touched = new Set<number>();
  let position = 0;
  let line = 0;
  const pass = (to: number): void => {
    while (line < ends.length && (ends[line] as number) < to) line++;
  };
  for (const [at, op] of change.entries()) {
    pass(position);
    if ('insert' in op) {
      const next = change[at + 1];
      // Only the last of several inserts at one place says whether they end a line.
      if (next !== undefined && 'insert' in next) continue;
      const isLine = typeof op.insert === 'string' && op.insert.endsWith('\n');
      if (!isLine || position !== (ends[line - 1] ?? -1) + 1) touched.add(line);
      continue;
    }
    const end = position + opLength(op);
    if (!('retain' in op) || op.attributes !== undefined)
      for (let at = line; at < ends.length && (at === 0 || (ends[at - 1] as number) < end - 1); at++)
        touched.add(at);
    position = end;
  }
  return touched;
}

// The position of each line's newline.
function endsOf(lines: readonly Line[]): number[] {
  let position = -1;
  return lines.map((line) => {
    position += documentOf([line]).reduce((sum, op) => sum + opLength(op), 0);
    return position;
  });
}
