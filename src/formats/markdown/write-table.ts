import type { Attributes } from '../../ot/op.ts';
import type { Line } from '../blocks/lines.ts';
import { type Block, type Cell, linesIn, type Table } from '../blocks/model.ts';
import { Unreadable } from '../unreadable.ts';
import type { LineContext } from './write-line.ts';

const RULES: Readonly<Record<string, string>> = { left: ':--', center: ':-:', right: '--:' };

// Few lines may make a table of millions of empty cells, and Markdown writes each of them.
const MOST_EMPTY = 200_000;

/**
 * A table of GFM. Its head is the first row, if all its cells are heads, and empty otherwise. Throws `Unreadable` for a
 * table that is almost only empty cells.
 */
export function writeTable(
  { columns, rows }: Table,
  { warnings }: LineContext,
  text: (line: Line) => string,
): string {
  const all = rows.flatMap(({ cells }) => cells);
  if (columns.length * rows.length - all.length > MOST_EMPTY)
    throw new Unreadable('too_large', 'A table has more empty cells than Markdown can say.');
  const [first] = rows;
  const hasHead = first?.cells.length === columns.length && first.cells.every(({ isHead }) => isHead);
  const heads = hasHead ? first.cells.length : 0;
  warnings.add('cell_layout', all.filter(({ isHead }) => isHead).length - heads);
  warnings.add('cell_layout', columns.filter(({ width }) => width !== null).length);
  const byColumn: Cell[][] = columns.map(() => []);
  for (const cell of all) byColumn[cell.column]?.push(cell);
  const aligns = byColumn.map(alignOf);
  const unsaid = all.filter((cell) => linesOf(cell).some(({ align }) => align !== aligns[cell.column]));
  warnings.add('alignment', unsaid.length);

  const written = rows.map((row) => {
    const texts = columns.map(() => '');
    warnings.add('table_cells', columns.length - row.cells.length);
    for (const cell of row.cells) texts[cell.column] = cellText(cell.blocks);
    return `| ${texts.join(' | ')} |`;
  });
  if (!hasHead) written.unshift(`|${' |'.repeat(columns.length)}`);
  written.splice(
    1,
    0,
    `| ${aligns.map((align) => (align === undefined ? '---' : RULES[align])).join(' | ')} |`,
  );
  return written.join('\n');

  function cellText(blocks: readonly Block[]): string {
    const lines = [...linesIn(blocks)];
    const isPlain = blocks.length === 1 && (blocks[0]?.kind === 'paragraph' || blocks[0]?.kind === 'divider');
    if (!isPlain) warnings.add('table_cells');
    return lines.map(text).join('<br>').replaceAll('|', '\\|');
  }
}

function alignOf(cells: readonly Cell[]): string | undefined {
  const [first, ...others] = cells.flatMap(linesOf).map(({ align }) => align);
  const isCommon = others.every((align) => align === first) && typeof first === 'string' && first in RULES;
  return isCommon ? (first as string) : undefined;
}

function linesOf({ blocks }: Cell): Attributes[] {
  return [...linesIn(blocks)].map(({ format }) => format);
}
