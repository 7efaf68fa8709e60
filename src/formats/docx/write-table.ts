import { MAX_CELL_WIDTH, MIN_CELL_WIDTH } from '../../ot/formats.ts';
import type { Attributes } from '../../ot/op.ts';
import type { Line } from '../blocks/lines.ts';
import { type Cell, linesIn, type Row, type Table } from '../blocks/model.ts';
import { PIXEL_TWIPS } from './own.ts';
import { PAGE_WIDTH } from './write-image.ts';

interface PlannedCell {
  readonly begin: string;
  readonly lines: readonly Line[];
  /** Where the first of them begins in the text. */
  readonly index: number;
  /** The formats that a reader takes from the table. */
  readonly given: Attributes;
}

/** A table as it is written: each part up to its content. Cells that a row does not have are in the next one's. */
export interface PlannedTable {
  readonly begin: string;
  readonly rows: readonly { readonly begin: string; readonly cells: readonly PlannedCell[] }[];
}

const HEAD_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EEF0F3"/>';
// A row has cells up to its end.
const EMPTY = '<w:p/></w:tc>';

/** Lays a table out for Word. `from` is where it begins in the text. */
export function planTable(table: Table, from: number): PlannedTable {
  const { columns, rows } = table;
  const explicit = columns.reduce((sum, { width }) => sum + (width ?? 0), 0);
  const free = columns.filter(({ width }) => width === null).length;
  const share = Math.max((PAGE_WIDTH - explicit) / Math.max(free, 1), MIN_CELL_WIDTH);
  const grid = columns.map(({ width }) => `<w:gridCol w:w="${Math.round((width ?? share) * PIXEL_TWIPS)}"/>`);
  const size = free > 0 ? 'w:w="5000" w:type="pct"' : `w:w="${explicit * PIXEL_TWIPS}" w:type="dxa"`;
  let index = from;
  return {
    begin: `<w:tbl d:widths="1"><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW ${size}/></w:tblPr><w:tblGrid>${grid.join('')}</w:tblGrid>`,
    rows: rows.map((row, at) => {
      const planned = planRow(row, { index, width: columns.length, isFirst: at === 0 });
      index = planned.end;
      return planned;
    }),
  };
}

function planRow(
  { cells }: Row,
  { index, width, isFirst }: { index: number; width: number; isFirst: boolean },
): { begin: string; cells: PlannedCell[]; end: number } {
  const contents = cells.map(({ blocks }) => [...linesIn(blocks)]);
  const isHead = contents.every((lines) => lines.every(({ format }) => format['cell-head'] === true));
  const isOrdered = cells.every(({ column }, at) => at === 0 || column > (cells[at - 1] as Cell).column);
  let at = index;
  const planned = cells.map(({ column }, order) => {
    const lines = contents[order] as Line[];
    const given: Attributes = { cell: lines[0]?.format.cell as string };
    if (isHead) given['cell-head'] = true;
    const own = isFirst ? widthOf(lines) : null;
    if (own !== null) given['cell-width'] = own;
    const start = at;
    for (const { runs } of lines) {
      at++;
      for (const { insert } of runs) at += typeof insert === 'string' ? insert.length : 1;
    }
    const tag = isOrdered ? '<w:tc>' : `<w:tc d:order="${order}">`;
    const size = own === null ? 'w:w="0" w:type="auto"' : `w:w="${own * PIXEL_TWIPS}" w:type="dxa"`;
    const shade = lines[0]?.format['cell-head'] === true ? HEAD_SHADE : '';
    return { column, begin: `${tag}<w:tcPr><w:tcW ${size}/>${shade}</w:tcPr>`, lines, index: start, given };
  });
  let next = 0;
  const inOrder = planned
    .toSorted((a, b) => a.column - b.column)
    .map((cell) => {
      const begin = absentCells(cell.column - next) + cell.begin;
      next = cell.column + 1;
      return { ...cell, begin };
    });
  const rest = absentCells(width - next);
  const head = isHead ? '<w:trPr><w:tblHeader/></w:trPr>' : '';
  return { begin: `<w:tr>${head}`, cells: rest === '' ? inOrder : withRest(inOrder, rest), end: at };
}

// What follows the last cell is written as a cell without lines.
function withRest(cells: readonly PlannedCell[], rest: string): PlannedCell[] {
  const begin = rest.slice(0, -'</w:tc>'.length);
  return [...cells, { begin, lines: [], index: 0, given: {} }];
}

function absentCells(count: number): string {
  if (count === 0) return '';
  const span = count === 1 ? '' : `<w:gridSpan w:val="${count}"/>`;
  return `<w:tc d:absent="1"><w:tcPr><w:tcW w:w="0" w:type="auto"/>${span}</w:tcPr>${EMPTY}`;
}

// The width that all lines of a cell of the first row give its column.
function widthOf(lines: readonly Line[]): number | null {
  const width = lines[0]?.format['cell-width'];
  if (typeof width !== 'number' || !Number.isInteger(width)) return null;
  if (width < MIN_CELL_WIDTH || width > MAX_CELL_WIDTH) return null;
  return lines.every(({ format }) => format['cell-width'] === width) ? width : null;
}
