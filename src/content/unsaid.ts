import { blocksOf } from '../formats/blocks/blocks.ts';
import { documentOf, type Line, linesOf, type Run } from '../formats/blocks/lines.ts';
import { type Block, inColumns, linesIn } from '../formats/blocks/model.ts';
import { DeltaBuilder } from '../ot/delta-builder.ts';
import { opLength } from '../ot/lengths.ts';
import type { Delta } from '../ot/op.ts';
import { diffContent } from './content-diff.ts';

/**
 * The change from what Markdown says of the document `base` to the document itself. It follows the writer, line by
 * line, so that it is exact however much Markdown leaves out; where what was said is not of the writer's form, it is
 * the smallest difference that is found.
 */
export function unsaidOf(said: Delta, base: Delta): Delta {
  const lines = linesOf(said);
  const units = unitsOf(blocksOf(base));
  const kept = countOf(units);
  const last = units.at(-1);
  // After a table, the reader adds the empty last line that the writer leaves out.
  if (kept === lines.length - 1 && last !== undefined && !last.isSaid) last.isSaid = true;
  else if (kept !== lines.length) return diffContent(said, base);
  return aligned(lines, units) ?? diffContent(said, base);
}

/** How many lines Markdown says before each of these blocks. */
export function saidBefore(blocks: readonly Block[]): number[] {
  const starts: number[] = [];
  unitsOf(blocks, starts);
  return starts;
}

/**
 * Lines of the document that Markdown says together: none for an empty cell that the document lacks. A line of code with
 * breaks in it is said as several.
 */
interface Unit {
  lines: readonly Line[];
  isSaid: boolean;
  span: number;
}

function countOf(units: readonly Unit[]): number {
  return units.reduce((sum, { isSaid, span }) => sum + (isSaid ? span : 0), 0);
}

function aligned(said: readonly Line[], units: readonly Unit[]): Delta | null {
  const change = new DeltaBuilder();
  let next = 0;
  const lastSaid = units.findLastIndex(({ isSaid }) => isSaid);
  if (lastSaid < 0) return null;
  for (const [at, { lines, isSaid, span }] of units.entries()) {
    if (at > lastSaid) break;
    if (!isSaid) {
      for (const op of documentOf(lines)) change.push(op);
      continue;
    }
    const own = said.slice(next, next + span);
    next += span;
    if (lines.length === 0) {
      // The document does not have it.
      change.delete(lengthOf(own));
      continue;
    }
    // What follows the last line that is said comes before the last newline, which stays.
    const rest = at === lastSaid ? units.slice(at + 1).flatMap((unit) => unit.lines) : [];
    const whole = diffContent(documentOf(own), documentOf([...lines, ...rest]));
    let covered = 0;
    for (const op of whole) {
      change.push(op);
      if (!('insert' in op)) covered += opLength(op);
    }
    const left = lengthOf(own) - covered;
    if (left > 0) change.retain(left, undefined);
  }
  return change.finish();
}

function lengthOf(lines: readonly Line[]): number {
  return documentOf(lines).reduce((sum, op) => sum + opLength(op), 0);
}

// In the order in which the writer has them.
function unitsOf(blocks: readonly Block[], starts: number[] = []): Unit[] {
  const units: Unit[] = [];
  let count = 0;
  let before: { key: string; end: number } | null = null;
  for (const block of blocks) {
    const own = unitsIn(block);
    const key = keyOf(block);
    if (own.some(({ isSaid }) => isSaid)) {
      // The reader parts two equal blocks by an empty line, which the document may have.
      if (before !== null && key !== null && key === before.key) {
        const empty = units[before.end];
        if (empty === undefined) units.push(said([]));
        else empty.isSaid = true;
        count++;
      }
      before = key === null ? null : { key, end: units.length + own.length };
    }
    starts.push(count);
    count += countOf(own);
    for (const one of own) units.push(one);
  }
  return units;
}

function keyOf(block: Block): string | null {
  if (block.kind === 'code') return `code ${block.language}`;
  if (block.kind === 'callout') return `callout ${block.callout}`;
  return block.kind === 'quote' ? 'quote' : null;
}

function unitsIn(block: Block): Unit[] {
  switch (block.kind) {
    case 'paragraph':
      return [unit(block.line)];
    case 'quote':
      return block.lines.map(unit);
    case 'callout':
      return unitsOf(block.blocks);
    case 'list':
      return block.items.flatMap(({ line, children }) => [said([line]), ...unitsOf(children)]);
    case 'table':
      return block.rows.flatMap(({ cells }) =>
        inColumns(block, cells).map((cell) => said(cell === undefined ? [] : [...linesIn(cell.blocks)])),
      );
    case 'code':
      return block.lines.map((line) => said([line], 1 + line.runs.filter(isBreak).length));
    default:
      return [said([block.line])];
  }
}

function said(lines: readonly Line[], span = 1): Unit {
  return { lines, isSaid: true, span };
}

function isBreak({ insert }: Run): boolean {
  return typeof insert !== 'string' && 'line-break' in insert;
}

// An empty paragraph is not said.
function unit(line: Line): Unit {
  return { lines: [line], isSaid: line.runs.length > 0, span: 1 };
}
