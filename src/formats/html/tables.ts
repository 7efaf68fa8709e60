import { MAX_CELL_WIDTH, MIN_CELL_WIDTH } from '../../ot/formats.ts';
import type { Attributes } from '../../ot/op.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { Unreadable } from '../unreadable.ts';
import type { Warnings } from '../warnings.ts';
import type { StyleSheet } from './sheet.ts';
import { isHiddenBy, stylesOf } from './styles.ts';
import { attribute, type Element, isElement } from './tree.ts';

/** A cell of a page's table, where the grid puts it. */
export interface PlacedCell {
  column: number;
  own: Attributes;
  /** Null for a place that a merged cell covers. */
  element: Element | null;
}

// What merged cells may cover: columns are no limit of what is in them.
const MOST_COLUMNS = 1_000;
// No cell is shorter in the JSON of a document: `{"insert":"\n","attributes":{"cell":"a.b.c"}},`.
const MOST_CELLS = LIMITS.documentBytes / 47;

/**
 * The rows of a table as a grid. Merged cells are parted: the first has the content. Inner tables are not looked into.
 * Throws `Unreadable` for more cells than a document may hold.
 */
export function gridOf(table: Element, sheet: StyleSheet, warnings: Warnings): PlacedCell[][] {
  // Excel ends its tables with a hidden row that gives the columns their widths.
  const rows = rowsIn(table).filter((row) => !isHiddenBy(stylesOf(row, sheet)));
  const exact = attribute(table, 'data-columns') !== null;
  const widths = exact ? [] : widthsIn(table);
  // What cells of earlier rows cover: for each column, how many rows from here on.
  const covered: number[] = [];
  let count = 0;
  return rows.map((row, at) => {
    const cells: PlacedCell[] = [];
    let column = 0;
    const pass = (): void => {
      for (; (covered[column] ?? 0) > 0; column++) {
        (covered[column] as number)--;
        cells.push({ column, own: {}, element: null });
      }
    };
    for (const element of row.childNodes) {
      if (!isElement(element) || (element.tagName !== 'td' && element.tagName !== 'th')) continue;
      pass();
      if (attribute(element, 'data-absent') !== null) {
        column += span(element, 'colspan') || 1;
        continue;
      }
      const across = Math.max(1, Math.min(span(element, 'colspan'), MOST_COLUMNS - column));
      // 0 means: to the end of the table.
      const rest = column < MOST_COLUMNS ? rows.length - at : 1;
      const down = Math.min(span(element, 'rowspan') || rest, rest);
      if (across > 1 || down > 1) warnings.add('merged_cells');
      const own: Attributes = {};
      if (element.tagName === 'th' || row.parentNode?.nodeName === 'thead') own['cell-head'] = true;
      const width = at === 0 && !exact ? (widthOf(element) ?? widths[column]) : undefined;
      if (width !== undefined && across === 1) own['cell-width'] = width;
      for (let i = 0; i < across; i++, column++) {
        if (down > 1) covered[column] = down - 1;
        cells.push(i > 0 ? { column, own: {}, element: null } : { column, own, element });
      }
    }
    pass();
    count += cells.length;
    if (count > MOST_CELLS)
      throw new Unreadable('too_large', `The document would be over ${LIMITS.documentBytes} bytes.`);
    return ordered(cells, attribute(row, 'data-order'));
  });
}

// The order in which the text has the cells, where it is not that of the columns.
function ordered(cells: PlacedCell[], order: string | null): PlacedCell[] {
  if (order === null) return cells;
  const places = new Map(order.split(' ').map((column, place) => [Number(column), place]));
  return cells.toSorted((a, b) => (places.get(a.column) ?? a.column) - (places.get(b.column) ?? b.column));
}

function rowsIn(table: Element): Element[] {
  const rows: Element[] = [];
  for (const node of table.childNodes) {
    if (!isElement(node)) continue;
    if (node.tagName === 'tr') rows.push(node);
    else if (['thead', 'tbody', 'tfoot'].includes(node.tagName))
      for (const row of node.childNodes) if (isElement(row) && row.tagName === 'tr') rows.push(row);
  }
  return rows;
}

function widthsIn(table: Element): (number | undefined)[] {
  const widths: (number | undefined)[] = [];
  const columns = (nodes: Element['childNodes']): void => {
    for (const node of nodes) {
      if (!isElement(node)) continue;
      if (node.tagName === 'colgroup') columns(node.childNodes);
      if (node.tagName !== 'col') continue;
      const width = widthOf(node);
      for (
        let i = Math.min(span(node, 'span') || 1, MOST_COLUMNS);
        i > 0 && widths.length < MOST_COLUMNS;
        i--
      )
        widths.push(width);
    }
  };
  columns(table.childNodes);
  return widths;
}

// Pixels; other measures depend on what is around the table.
function widthOf(element: Element): number | undefined {
  const styled = /(?:^|;)\s*width\s*:\s*(\d+(?:\.\d+)?)(px|pt)\s*(?:;|$)/i.exec(
    attribute(element, 'style') ?? '',
  );
  const plain = /^\s*(\d+(?:\.\d+)?)(?:px)?\s*$/i.exec(attribute(element, 'width') ?? '');
  const width = styled === null ? Number(plain?.[1]) : Number(styled[1]) * (styled[2] === 'pt' ? 4 / 3 : 1);
  return width >= MIN_CELL_WIDTH ? Math.min(Math.round(width), MAX_CELL_WIDTH) : undefined;
}

function span(element: Element, name: string): number {
  const value = Number.parseInt(attribute(element, name) ?? '1', 10);
  return Number.isInteger(value) && value >= 0 ? Math.min(value, 65_534) : 1;
}
