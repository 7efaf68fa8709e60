import { cellValue } from '../../ot/cell.ts';
import { MAX_CELL_WIDTH, MIN_CELL_WIDTH } from '../../ot/formats.ts';
import type { Attributes } from '../../ot/op.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { Unreadable } from '../unreadable.ts';
import type { Warnings } from '../warnings.ts';

interface Cell<Paragraph> {
  column: number;
  span: number;
  /** What is in it is in each of the columns that it takes. */
  isRepeated: boolean;
  /** Its place among those of its row in the text. */
  order: number;
  width: number | null;
  isAbsent: boolean;
  paragraphs: Paragraph[];
}

interface Row<Paragraph> {
  column: number;
  isHead: boolean;
  cells: Cell<Paragraph>[];
}

/** A paragraph of a cell, with the formats that the table gives its line. */
export interface PlacedParagraph<Paragraph> {
  paragraph: Paragraph;
  given: Attributes;
  /** Its end is that of the cell. */
  isLast: boolean;
}

const MOST_COLUMNS = 1_000;
// No cell is shorter in the JSON of a document: `{"insert":"\n","attributes":{"cell":"a.b.c"}},`.
const MOST_CELLS = LIMITS.documentBytes / 47;

/** What a table of a file says of a cell. */
export interface CellFacts {
  /** Its place among those of its row in the text; undefined for that in the file. */
  order?: number | undefined;
  /** The row has no cell there. */
  isAbsent?: boolean;
}

/** A table while it is read. What merged cells cover becomes empty cells: the first has the content. */
export class TableRows<Paragraph> {
  readonly #id: string;
  readonly #newId: () => string;
  readonly #warnings: Warnings;
  readonly #isExact: boolean;
  readonly #empty: () => Paragraph;
  readonly #columns = new Map<number, string>();
  #row: Row<Paragraph> | null = null;
  #rows = 0;
  #cells = 0;
  #cell: Cell<Paragraph> | null = null;

  /** An exact table is one of ours: its widths are those that it has. `empty` makes an empty paragraph. */
  constructor(
    { newId, warnings }: { newId: () => string; warnings: Warnings },
    { isExact, empty }: { isExact: boolean; empty: () => Paragraph },
  ) {
    this.#id = newId();
    this.#isExact = isExact;
    this.#newId = newId;
    this.#warnings = warnings;
    this.#empty = empty;
  }

  /** The paragraphs of the cell that is read; null outside cells. */
  get paragraphs(): Paragraph[] | null {
    return this.#cell?.paragraphs ?? null;
  }

  /** The column of the cell that is read. */
  get column(): number {
    return this.#cell?.column ?? 0;
  }

  beginRow(): void {
    this.#row = { column: 0, isHead: false, cells: [] };
  }

  /** Says that the row is a head. */
  head(isHead: boolean): void {
    if (this.#row !== null) this.#row.isHead = isHead;
  }

  /** Leaves out the first columns of the row. */
  skip(columns: number): void {
    if (this.#row !== null) this.#row.column = Math.min(columns, MOST_COLUMNS - 1);
  }

  beginCell({ order, isAbsent = false }: CellFacts): void {
    const row = this.#row;
    if (row === null) return;
    this.#cell = {
      column: row.column,
      span: 1,
      isRepeated: false,
      order: order ?? row.cells.length,
      width: null,
      isAbsent,
      paragraphs: [],
    };
    row.cells.push(this.#cell);
    row.column++;
    this.#count(1);
  }

  /** Says how many columns the cell takes. */
  span(across: number): void {
    if (this.#row === null || this.#cell === null || this.#cell.span > 1) return;
    const span = Math.max(1, Math.min(across, MOST_COLUMNS - this.#cell.column));
    if (span === 1) return;
    if (!this.#cell.isAbsent) this.#warnings.add('merged_cells');
    this.#cell.span = span;
    this.#row.column += span - 1;
    this.#count(span - 1);
  }

  /** Says that the cell is there several times, with the same content. */
  repeat(times: number): void {
    if (this.#row === null || this.#cell === null || times === 1) return;
    this.#cell.span = times;
    this.#cell.isRepeated = true;
    this.#row.column += times - 1;
    this.#count(times - 1);
  }

  /** Says how wide the cell's column is, in pixels. */
  width(pixels: number): void {
    if (this.#cell !== null) this.#cell.width = pixels;
  }

  /** Ends a cell. */
  endCell(): void {
    this.#cell = null;
  }

  /** Ends a row that is there so many times: its paragraphs, in the order of the text. */
  endRow(times = 1): PlacedParagraph<Paragraph>[] {
    const row = this.#row;
    this.#row = null;
    if (row === null) return [];
    const cells = row.cells.reduce((sum, { span }) => sum + span, 0);
    this.#count((times - 1) * Math.max(cells, 1));
    const placed: PlacedParagraph<Paragraph>[] = [];
    for (let i = 0; i < times; i++) this.#placeRow(row, placed);
    return placed;
  }

  #placeRow(row: Row<Paragraph>, placed: PlacedParagraph<Paragraph>[]): void {
    const id = this.#newId();
    const widths = this.#rows++ === 0 ? widthsOf(row, this.#isExact) : null;
    for (const cell of row.cells.toSorted((a, b) => a.order - b.order)) {
      if (cell.isAbsent) continue;
      for (let i = 0; i < cell.span; i++) {
        const given: Attributes = { cell: this.#place(id, cell.column + i) };
        if (row.isHead) given['cell-head'] = true;
        const width = widths?.get(cell);
        if (width !== undefined) given['cell-width'] = width;
        const isHere = (i === 0 || cell.isRepeated) && cell.paragraphs.length > 0;
        const paragraphs = isHere ? cell.paragraphs : [this.#empty()];
        paragraphs.forEach((paragraph, at) => {
          placed.push({ paragraph, given, isLast: at === paragraphs.length - 1 });
        });
      }
    }
  }

  #count(cells: number): void {
    this.#cells += cells;
    if (this.#cells > MOST_CELLS)
      throw new Unreadable('too_large', `The document would be over ${LIMITS.documentBytes} bytes.`);
  }

  #place(row: string, column: number): string {
    const name = this.#columns.get(column) ?? this.#newId();
    this.#columns.set(column, name);
    return cellValue({ table: this.#id, row, column: name });
  }
}

// Columns of equal widths have those that programs give them by themselves.
function widthsOf<Paragraph>({ cells }: Row<Paragraph>, isExact: boolean): Map<Cell<Paragraph>, number> {
  const widths = new Map<Cell<Paragraph>, number>();
  for (const cell of cells) {
    if ((cell.span === 1 || cell.isRepeated) && cell.width !== null && cell.width >= MIN_CELL_WIDTH)
      widths.set(cell, Math.min(Math.round(cell.width), MAX_CELL_WIDTH));
  }
  const all = [...widths.values()];
  const isEven = cells.length > 1 && all.length === cells.length && Math.max(...all) - Math.min(...all) <= 2;
  return isEven && !isExact ? new Map() : widths;
}
