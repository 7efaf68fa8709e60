import { sameAttributes } from '../../../src/ot/attributes.ts';
import { compose } from '../../../src/ot/compose.ts';
import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import type { Attributes, Delta, Op, Range } from '../../../src/ot/op.ts';
import { blockOf, cellsOf, clearRange } from '../../../src/ot/tables/clear-range.ts';
import { cellsOverCells, placed } from './cells-clip.ts';
import { type Clip, isCode, newlines } from './clip.ts';
import { embedText } from './clip-text.ts';
import { type Line, lineAt } from './line-at.ts';

/**
 * The change that replaces `range` of `document` by `clip`. Each line of the clip keeps its format, except a first line
 * that continues existing text, which keeps its own. Lines of code take only text. In a table, cells fill cells, and all
 * else becomes lines of the cell; where cells are selected, they are emptied.
 */
export function fitClip(clip: Clip, document: Delta, range: Range): Delta {
  const cleared = range.length > 0 ? clearRange(document, range) : null;
  if (cleared !== null) {
    const block = blockOf(document, range);
    const first =
      block &&
      cellsOf(block)
        .flat()
        .find((cell) => cell !== null);
    const index = first ? first.start : range.index;
    return compose(cleared, fitClip(clip, compose(document, cleared), { index, length: 0 }));
  }
  const over = cellsOverCells(clip, document, range.index);
  return over ?? fitLines(placed(clip, document, range), document, range);
}

function fitLines(clip: Clip, document: Delta, range: Range): Delta {
  const first = lineAt(document, range.index);
  const last = lineAt(document, range.index + range.length);
  const fitted = isCode(first.attributes) ? asCode(clip, first.attributes) : clip;
  const built = new DeltaBuilder();
  if (range.index > 0) built.retain(range.index, undefined);

  const goesOn = range.index > first.start;
  for (const op of goesOn ? withFirstLine(fitted.ops, first.attributes) : fitted.ops) built.push(op);
  if (range.length > 0) built.delete(range.length);

  const wanted = lastFormat(fitted, first, last, range);
  const rest = last.end - range.index - range.length;
  if (!sameAttributes(filled(wanted), filled(last.attributes))) {
    if (rest > 0) built.retain(rest, undefined);
    built.retain(1, difference(last.attributes, wanted));
  }
  return built.finish();
}

/**
 * The change that deletes `range` from `document`. The remains of two lines become one, in the format of the first. The
 * formats are set before the deletion, so that no text is code in between and loses its marks.
 */
export function cutClip(document: Delta, range: Range): Delta {
  return fitClip({ ops: [], last: null }, document, range);
}

/** The format of the line that ends with the existing newline. */
function lastFormat(clip: Clip, first: Line, last: Line, range: Range): Attributes {
  if (newlines(clip.ops).length > 0) return clip.last ?? last.attributes;
  const end = range.index + range.length;
  // Deleting whole lines leaves the next line unchanged.
  if (clip.ops.length === 0 && first.start === range.index && last.start === end) return last.attributes;
  const alone = first.start === range.index && last.end === end;
  const plain = sameAttributes(filled(first.attributes), undefined);
  // Words keep the format of their line; a whole line gives its own format to a line without one.
  return alone && plain ? (clip.last ?? first.attributes) : first.attributes;
}

/** The clip in the form that lines of code accept. A clip from code goes into code unchanged, including embeds. */
function asCode(clip: Clip, line: Attributes): Clip {
  const built = new DeltaBuilder();
  for (const op of clip.ops) {
    if (!('insert' in op)) continue;
    if (typeof op.insert !== 'string' && clip.isCode) {
      built.insert(op.insert, op.attributes);
      continue;
    }
    embedText(op.insert)
      .split('\n')
      .forEach((text, index) => {
        if (index > 0) built.insert('\n', line);
        if (text !== '') built.insert(text, undefined);
      });
  }
  return { ops: built.finish(), last: line };
}

/** `ops` with another format for the first line. */
function withFirstLine(ops: Delta, format: Attributes): Op[] {
  const index = ops.findIndex(
    (op) => 'insert' in op && typeof op.insert === 'string' && op.insert.includes('\n'),
  );
  const op = ops[index];
  if (op === undefined || !('insert' in op) || typeof op.insert !== 'string') return [...ops];
  const at = op.insert.indexOf('\n');
  const [before, after] = [op.insert.slice(0, at), op.insert.slice(at + 1)];
  const newline = filled(format);
  return [
    ...ops.slice(0, index),
    ...(before === '' ? [] : [{ ...op, insert: before }]),
    newline === undefined ? { insert: '\n' } : { insert: '\n', attributes: newline },
    ...(after === '' ? [] : [{ ...op, insert: after }]),
    ...ops.slice(index + 1),
  ];
}

function filled(attributes: Attributes): Attributes | undefined {
  return Object.keys(attributes).length > 0 ? attributes : undefined;
}

function difference(from: Attributes, to: Attributes): Attributes {
  const changed: Attributes = {};
  for (const name of Object.keys(from)) if (!(name in to)) changed[name] = null;
  for (const [name, value] of Object.entries(to)) if (from[name] !== value) changed[name] = value;
  return changed;
}
