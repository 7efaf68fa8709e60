import { type CellIds, cellIds } from '../../ot/cell.ts';
import type { Delta } from '../../ot/op.ts';
import { layOut } from '../../ot/tables/layout.ts';
import { documentOf, type Line, linesOf, soleEmbed } from './lines.ts';
import { type Block, CALLOUTS, type Cell, type Item, type ItemKind, linesIn, type Table } from './model.ts';

/** A document as blocks. Total: every document that the table of formats allows has them, and loses nothing. */
export function blocksOf(document: Delta): Block[] {
  return group(linesOf(document), placedIn);
}

/** The document of these blocks: the inverse of `blocksOf`. */
export function deltaOf(blocks: readonly Block[]): Delta {
  return documentOf([...linesIn(blocks)]);
}

// An older log may have any number; a list is at most as deep as the table of formats allows.
const DEEPEST = 8;

/** The depth of a line, from 0 to 8. */
export function indentOf({ format }: Line): number {
  const indent = Number(format.indent ?? 0);
  return Number.isInteger(indent) && indent > 0 ? Math.min(indent, DEEPEST) : 0;
}

/** The kind of item that a line is; null for one that is none. The inner block stays: code and headings are no items. */
export function itemKind(line: Line): ItemKind | null {
  const { list } = line.format;
  if (typeof list !== 'string' || isCode(line) || headingLevel(line) !== null) return null;
  return list === 'ordered' || list === 'checked' || list === 'unchecked' ? list : 'bullet';
}

/** The level of a heading; null for any other line. */
export function headingLevel(line: Line): number | null {
  const level = Number(line.format.header ?? 0);
  return Number.isInteger(level) && level >= 1 && level <= 6 && !isCode(line) ? level : null;
}

function isCode({ format }: Line): boolean {
  return format['code-block'] !== undefined && format['code-block'] !== false;
}

function isQuote(line: Line): boolean {
  return (
    Boolean(line.format.blockquote) && itemKind(line) === null && headingLevel(line) === null && !isCode(line)
  );
}

// Containers, from the outermost: what a line belongs to, as a key that neighbours share.
type Container = (line: Line) => { key: string; make: (lines: Line[]) => Block } | null;

const calloutOf: Container = ({ format: { callout } }) => {
  if (typeof callout !== 'string' || !(CALLOUTS as readonly string[]).includes(callout)) return null;
  return { key: callout, make: (lines) => ({ kind: 'callout', callout, blocks: group(lines, () => null) }) };
};

const placedIn: Container = (line) => {
  const ids = cellIds(line.format.cell);
  if (ids === null) return calloutOf(line);
  return { key: `table ${ids.table}`, make: (lines) => tableOf(ids.table, lines) };
};

function group(lines: readonly Line[], containerOf: Container): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const container = containerOf(lines[at] as Line);
    let end = at + 1;
    while (end < lines.length && containerOf(lines[end] as Line)?.key === container?.key) end++;
    const members = lines.slice(at, end);
    // One by one: a long text has more blocks than a call takes arguments.
    if (container === null) for (const block of plainBlocks(members)) blocks.push(block);
    else blocks.push(container.make(members));
    at = end;
  }
  return blocks;
}

interface TextCell {
  ids: CellIds;
  isHead: boolean;
  width: number | null;
  lines: Line[];
}

function tableOf(id: string, lines: readonly Line[]): Table {
  const cells: TextCell[] = [];
  let before: unknown;
  for (const line of lines) {
    const { cell, 'cell-head': head, 'cell-width': width } = line.format;
    const ids = cellIds(cell);
    if (ids === null) throw new Error('Invariant broken: a line of a table has no cell');
    if (cell !== before) cells.push({ ids, isHead: false, width: null, lines: [] });
    before = cell;
    const current = cells[cells.length - 1] as TextCell;
    current.lines.push(line);
    current.isHead ||= head === true;
    if (typeof width === 'number') current.width ??= width;
  }
  const { columns, rows } = layOut(cells);
  return {
    kind: 'table',
    id,
    columns,
    rows: rows.map((row) => ({
      id: row.id,
      cells: row.cells.map(({ cell, column }): Cell => {
        return { column, isHead: cell.isHead, blocks: group(cell.lines, calloutOf) };
      }),
    })),
  };
}

function plainBlocks(lines: readonly Line[]): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] as Line;
    if (itemKind(line) !== null) {
      const list = readList(lines, at, indentOf(line));
      blocks.push(list.block);
      at = list.end;
    } else {
      const { block, end } = readBlock(lines, at);
      blocks.push(block);
      at = end;
    }
  }
  return blocks;
}

// A block of one line, or of the neighbours that look the same.
function readBlock(lines: readonly Line[], at: number): { block: Block; end: number } {
  const line = lines[at] as Line;
  if (isCode(line)) {
    const { 'code-block': value } = line.format;
    const end = endOf(lines, at, (next) => isCode(next) && next.format['code-block'] === value);
    return {
      block: {
        kind: 'code',
        language: typeof value === 'string' ? value : null,
        lines: lines.slice(at, end),
      },
      end,
    };
  }
  if (isQuote(line)) {
    const end = endOf(lines, at, isQuote);
    return { block: { kind: 'quote', lines: lines.slice(at, end) }, end };
  }
  const level = headingLevel(line);
  if (level !== null) return { block: { kind: 'heading', level, line }, end: at + 1 };
  const embed = soleEmbed(line);
  const kind = embed === 'divider' || embed === 'page-break' ? embed : 'paragraph';
  return { block: { kind, line }, end: at + 1 };
}

function endOf(lines: readonly Line[], at: number, belongs: (line: Line) => boolean): number {
  const depth = indentOf(lines[at] as Line);
  let end = at + 1;
  while (end < lines.length && belongs(lines[end] as Line) && indentOf(lines[end] as Line) === depth) end++;
  return end;
}

// Items of one depth and kind of numbering. What is deeper belongs to the item before: items at any depth, other lines
// at the next one.
function readList(lines: readonly Line[], from: number, indent: number): { block: Block; end: number } {
  const ordered = itemKind(lines[from] as Line) === 'ordered';
  const items: Item[] = [];
  let at = from;
  for (;;) {
    const line = lines[at];
    const kind = line === undefined ? null : itemKind(line);
    if (line === undefined || kind === null || indentOf(line) !== indent) break;
    if ((kind === 'ordered') !== ordered) break;
    const children: Block[] = [];
    at++;
    for (;;) {
      const next = lines[at];
      if (next === undefined) break;
      const depth = indentOf(next);
      const isItem = itemKind(next) !== null;
      if (isItem ? depth <= indent : depth !== indent + 1) break;
      const { block, end }: { block: Block; end: number } = isItem
        ? readList(lines, at, depth)
        : readBlock(lines, at);
      children.push(block);
      at = end;
    }
    items.push({ kind, line, children });
  }
  return { block: { kind: 'list', ordered, indent, items }, end: at };
}
