import type Quill from 'quill/core.js';
import type { Delta as QuillDelta } from 'quill/core.js';
import { normalise } from '../../../src/ot/canonical.ts';
import type { Attributes, Delta, Op, Range } from '../../../src/ot/op.ts';
import { plainText } from '../../../src/ot/plain-text.ts';
import { blockOf, cellsOf } from '../../../src/ot/tables/clear-range.ts';
import { toQuill } from '../quill/to-quill.ts';
import { contentsOf } from './on-table.ts';

type Formats = Record<string, unknown>;

/**
 * Formats of a selection of cells are those of the cells that are shown as selected, not of all that is between its
 * ends in the text. Here, since every tool, key and menu comes by these methods of Quill's editor.
 */
export function formatOnlySelectedCells(quill: Quill): void {
  const { editor } = quill;
  const formatText = editor.formatText.bind(editor);
  const formatLine = editor.formatLine.bind(editor);
  const getFormat = editor.getFormat.bind(editor);

  editor.formatText = (index, length, formats = {}) => {
    const cells = selected(quill, { index, length });
    if (cells === null) return formatText(index, length, formats);
    return apply(
      quill,
      cells.flatMap((cell) => partsOf(quill, cell, /[^\n]+/g)),
      formats,
    );
  };
  editor.formatLine = (index, length, formats = {}) => {
    const cells = selected(quill, { index, length });
    if (cells === null) return formatLine(index, length, formats);
    return apply(
      quill,
      cells.flatMap((cell) => partsOf(quill, cell, /\n/g)),
      formats,
    );
  };
  editor.getFormat = (index, length = 0) => {
    const cells = selected(quill, { index, length });
    if (cells === null) return getFormat(index, length);
    // An empty cell has no marks: it does not make those of the others unshared.
    const full = cells.filter((cell) => cell.length > 1);
    return (full.length > 0 ? full : cells)
      .map((cell): Formats => getFormat(cell.index, cell.length - 1))
      .reduce(shared);
  };
}

/** The selected cells, in the order of the text; null for a selection that is none of cells. */
function selected(quill: Quill, range: Range): Range[] | null {
  const block = range.length > 0 ? blockOf(contentsOf(quill), range) : null;
  if (block === null) return null;
  return cellsOf(block)
    .flat()
    .flatMap((cell) => (cell === null ? [] : [{ index: cell.start, length: cell.end - cell.start }]))
    .toSorted((a, b) => a.index - b.index);
}

function partsOf(quill: Quill, { index, length }: Range, part: RegExp): Range[] {
  const text = plainText(contentsOf(quill)).slice(index, index + length);
  return [...text.matchAll(part)].map((found) => ({ index: index + found.index, length: found[0].length }));
}

function apply(quill: Quill, ranges: readonly Range[], formats: Formats): QuillDelta {
  const attributes = Object.fromEntries(
    Object.entries(formats).map(([name, value]) => [name, value || null]),
  ) as Attributes;
  let at = 0;
  const change: Op[] = [];
  for (const { index, length } of ranges) {
    if (index > at) change.push({ retain: index - at });
    change.push({ retain: length, attributes });
    at = index + length;
  }
  return quill.editor.applyDelta(toQuill(normalise(change as Delta)));
}

function shared(all: Formats, formats: Formats): Formats {
  const names = Object.keys(all).filter((name) => name in formats);
  return Object.fromEntries(
    names.map((name) => {
      const values = [...new Set([all[name], formats[name]].flat())];
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
