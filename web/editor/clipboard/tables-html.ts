import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { part } from '../../../src/ot/tables/changes.ts';
import { linesInCell } from '../../../src/ot/tables/paste-cells.ts';
import { readTables, type Table } from '../../../src/ot/tables/read-tables.ts';
import type { Clip } from './clip.ts';

/** A fragment as HTML, its tables as such; `write` writes lines outside of tables. */
export function withTables(clip: Clip, write: (lines: Clip) => string): string {
  const isEnded = clip.last?.cell !== undefined;
  const ops: Delta = isEnded && clip.last ? [...clip.ops, { insert: '\n', attributes: clip.last }] : clip.ops;
  const tables = readTables(ops);
  if (tables.length === 0) return write(clip);
  const written: string[] = [];
  let at = 0;
  for (const table of tables) {
    if (table.start > at) written.push(write({ ops: part(ops, at, table.start), last: null }));
    written.push(tableHtml(ops, table, write));
    at = table.end;
  }
  const rest = part(ops, at, documentLength(ops));
  const last = isEnded ? null : clip.last;
  if (rest.length > 0 || last !== null) written.push(write({ ...clip, ops: rest, last }));
  return written.join('');
}

function tableHtml(ops: Delta, { rows, columns }: Table, write: (lines: Clip) => string): string {
  const widths = columns.map(({ width }) => (width === null ? '<col>' : `<col width="${width}">`));
  const body = rows.map(({ cells, isHead }) => {
    const row: string[] = columns.map(() => (isHead ? '<th></th>' : '<td></td>'));
    for (const { cell, column } of cells) {
      const tag = cell.isHead ? 'th' : 'td';
      const lines = linesInCell(part(ops, cell.start, cell.end), null);
      row[column] = `<${tag}>${write({ ops: lines, last: null })}</${tag}>`;
    }
    return `<tr>${row.join('')}</tr>`;
  });
  return `<table><colgroup>${widths.join('')}</colgroup><tbody>${body.join('')}</tbody></table>`;
}
