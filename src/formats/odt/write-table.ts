import { MIN_CELL_WIDTH } from '../../ot/formats.ts';
import type { Table } from '../blocks/model.ts';
import { PAGE_WIDTH } from '../office/page.ts';
import { type PlannedCell, type PlannedRow, planRows } from '../office/table-plan.ts';
import type { AutoStyles } from './auto-styles.ts';
import { measureOf } from './measures.ts';

/** A row of a table: each part up to its content. Cells that the row does not have are before the next one. */
export interface WrittenRow {
  readonly begin: string;
  readonly cells: readonly { readonly begin: string; readonly cell: PlannedCell }[];
  readonly end: string;
}

/** The automatic styles of all tables. */
export const TABLE_STYLES =
  '<style:style style:name="Ta" style:family="table"><style:table-properties style:rel-width="100%" table:align="margins" table:border-model="collapsing"/></style:style>' +
  cellStyle('Ce', '') +
  cellStyle('CeHead', ' fo:background-color="#eef0f3"');

/** Lays a table out. `from` is where it begins in the text. */
export function planTable(
  table: Table,
  from: number,
  styles: AutoStyles,
): { begin: string; rows: readonly WrittenRow[] } {
  const { columns } = table;
  const explicit = columns.reduce((sum, { width }) => sum + (width ?? 0), 0);
  const free = columns.filter(({ width }) => width === null).length;
  const share = Math.max((PAGE_WIDTH - explicit) / Math.max(free, 1), MIN_CELL_WIDTH);
  const rows = planRows(table, from, { headsFirst: true });
  const said = saidWidths(rows[0], columns.length);
  const grid = columns.map(({ width }, at) => {
    const shown = Math.round(width ?? share);
    const properties = ` style:column-width="${measureOf(shown)}" style:rel-column-width="${shown}*"`;
    const exact = said[at] === null ? '' : ` d:width="${said[at]}"`;
    return `<table:table-column table:style-name="${styles.name('table-column', '', properties)}"${exact}/>`;
  });
  return {
    begin: `<table:table table:style-name="Ta" d:widths="1">${grid.join('')}`,
    rows: rows.map((row, at) => rowOf(row, { before: rows[at - 1], after: rows[at + 1] })),
  };
}

// The widths that a reader gives the cells of the first row.
function saidWidths(row: PlannedRow | undefined, count: number): (number | null)[] {
  const widths: (number | null)[] = new Array(count).fill(null);
  let column = 0;
  for (const { gap, width } of row?.cells ?? []) {
    column += gap;
    widths[column++] = width;
  }
  return widths;
}

function rowOf(
  { isHead, cells, rest }: PlannedRow,
  { before, after }: { before: PlannedRow | undefined; after: PlannedRow | undefined },
): WrittenRow {
  const written = cells.map((cell) => {
    const order = cell.order === null ? '' : ` d:order="${cell.order}"`;
    const style = cell.isHead ? 'CeHead' : 'Ce';
    const begin = `${absentCells(cell.gap)}<table:table-cell table:style-name="${style}" office:value-type="string"${order}>`;
    return { begin, cell };
  });
  const isFirstHead = isHead && !before?.isHead;
  const isLastHead = isHead && !after?.isHead;
  return {
    begin: `${isFirstHead ? '<table:table-header-rows>' : ''}<table:table-row>`,
    cells: written,
    end: `${absentCells(rest)}</table:table-row>${isLastHead ? '</table:table-header-rows>' : ''}`,
  };
}

function absentCells(count: number): string {
  if (count === 0) return '';
  const times = count === 1 ? '' : ` table:number-columns-repeated="${count}"`;
  return `<table:table-cell table:style-name="Ce" d:absent="1"${times}/>`;
}

function cellStyle(name: string, more: string): string {
  return `<style:style style:name="${name}" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #bfc4cc" fo:padding="0.05in"${more}/></style:style>`;
}
