import { MIN_CELL_WIDTH } from '../../ot/formats.ts';
import type { Table } from '../blocks/model.ts';
import { PAGE_WIDTH } from '../office/page.ts';
import { type PlannedCell, type PlannedRow, planRows } from '../office/table-plan.ts';
import { PIXEL_TWIPS } from './own.ts';

/** A cell of a Word file up to its content. */
export interface WordCell extends Pick<PlannedCell, 'lines' | 'index' | 'given'> {
  readonly begin: string;
}

/** A table as it is written: each part up to its content. Cells that a row does not have are in the next one's. */
export interface PlannedTable {
  readonly begin: string;
  readonly rows: readonly { readonly begin: string; readonly cells: readonly WordCell[] }[];
}

const HEAD_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EEF0F3"/>';
// A row has cells up to its end.
const EMPTY = '<w:p/></w:tc>';

/** Lays a table out for Word. `from` is where it begins in the text. */
export function planTable(table: Table, from: number): PlannedTable {
  const { columns } = table;
  const explicit = columns.reduce((sum, { width }) => sum + (width ?? 0), 0);
  const free = columns.filter(({ width }) => width === null).length;
  const share = Math.max((PAGE_WIDTH - explicit) / Math.max(free, 1), MIN_CELL_WIDTH);
  const grid = columns.map(({ width }) => `<w:gridCol w:w="${Math.round((width ?? share) * PIXEL_TWIPS)}"/>`);
  const size = free > 0 ? 'w:w="5000" w:type="pct"' : `w:w="${explicit * PIXEL_TWIPS}" w:type="dxa"`;
  return {
    begin: `<w:tbl d:widths="1"><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW ${size}/></w:tblPr><w:tblGrid>${grid.join('')}</w:tblGrid>`,
    rows: planRows(table, from, { headsFirst: false }).map(rowOf),
  };
}

function rowOf({ isHead, cells, rest }: PlannedRow): { begin: string; cells: WordCell[] } {
  const own = cells.map((cell): WordCell => {
    const { gap, order, width, lines, index, given } = cell;
    const tag = order === null ? '<w:tc>' : `<w:tc d:order="${order}">`;
    const size = width === null ? 'w:w="0" w:type="auto"' : `w:w="${width * PIXEL_TWIPS}" w:type="dxa"`;
    const shade = cell.isHead ? HEAD_SHADE : '';
    const begin = `${absentCells(gap)}${tag}<w:tcPr><w:tcW ${size}/>${shade}</w:tcPr>`;
    return { begin, lines, index, given };
  });
  // What follows the last cell is written as a cell without lines.
  const begin = absentCells(rest).slice(0, -'</w:tc>'.length);
  if (begin !== '') own.push({ begin, lines: [], index: 0, given: {} });
  return { begin: `<w:tr>${isHead ? '<w:trPr><w:tblHeader/></w:trPr>' : ''}`, cells: own };
}

function absentCells(count: number): string {
  if (count === 0) return '';
  const span = count === 1 ? '' : `<w:gridSpan w:val="${count}"/>`;
  return `<w:tc d:absent="1"><w:tcPr><w:tcW w:w="0" w:type="auto"/>${span}</w:tcPr>${EMPTY}`;
}
