import { cellValue } from '../../ot/cell.ts';
import { MAX_CELL_WIDTH, MIN_CELL_WIDTH } from '../../ot/formats.ts';
import type { Attributes } from '../../ot/op.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { Unreadable } from '../unreadable.ts';
import type { Warnings } from '../warnings.ts';
import { type FoundParagraph, newParagraph } from './found.ts';
import { PIXEL_TWIPS } from './own.ts';
import { isOn, twips } from './properties.ts';

interface Cell {
  column: number;
  span: number;
  /** Its place among those of its row in the text. */
  order: number;
  width: number | null;
  isAbsent: boolean;
  paragraphs: FoundParagraph[];
}

interface Row {
  column: number;
  isHead: boolean;
  cells: Cell[];
}

/** A paragraph of a cell, with the formats that the table gives its line. */
export interface PlacedParagraph {
  paragraph: FoundParagraph;
  given: Attributes;
  /** Its end is that of the cell. */
  isLast: boolean;
}

const MOST_COLUMNS = 1_000;
// No cell is shorter in the JSON of a document: `{"insert":"\n","attributes":{"cell":"a.b.c"}},`.
const MOST_CELLS = LIMITS.documentBytes / 47;

/** A table while it is read. What merged cells cover becomes empty cells: the first has the content. */
export class TableReader {
  readonly #id: string;
  readonly #newId: () => string;
  readonly #warnings: Warnings;
  readonly #columns = new Map<number, string>();
  #row: Row | null = null;
  #rows = 0;
  #cells = 0;
  #cell: Cell | null = null;

  readonly #isExact: boolean;

  /** An exact table is one of ours: its widths are those that it has. */
  constructor({ newId, warnings }: { newId: () => string; warnings: Warnings }, isExact: boolean) {
    this.#id = newId();
    this.#isExact = isExact;
    this.#newId = newId;
    this.#warnings = warnings;
  }

  /** The paragraphs of the cell that is read; null outside cells. */
  get paragraphs(): FoundParagraph[] | null {
    return this.#cell?.paragraphs ?? null;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    const value = attributes.get('w:val');
    switch (name) {
      case 'w:tr':
        this.#row = { column: 0, isHead: false, cells: [] };
        break;
      case 'w:tblHeader':
        if (this.#row !== null) this.#row.isHead = isOn(value);
        break;
      case 'w:gridBefore':
        if (this.#row !== null) this.#row.column = Math.min(Number(value) || 0, MOST_COLUMNS - 1);
        break;
      case 'w:tc':
        this.#begin(attributes);
        break;
      case 'w:gridSpan':
        this.#span(Number(value) || 1);
        break;
      case 'w:vMerge':
      case 'w:hMerge':
        if (value === 'restart') this.#warnings.add('merged_cells');
        break;
      case 'w:tcW':
        if (this.#cell !== null && (attributes.get('w:type') ?? 'dxa') === 'dxa')
          this.#cell.width = twips(attributes.get('w:w') ?? '') / PIXEL_TWIPS;
        break;
    }
  }

  /** Ends a cell. */
  endCell(): void {
    this.#cell = null;
  }

  /** Ends a row: its paragraphs, in the order of the text. */
  endRow(): PlacedParagraph[] {
    const row = this.#row;
    this.#row = null;
    if (row === null) return [];
    const id = this.#newId();
    const widths = this.#rows++ === 0 ? widthsOf(row, this.#isExact) : null;
    const placed: PlacedParagraph[] = [];
    for (const cell of row.cells.toSorted((a, b) => a.order - b.order)) {
      if (cell.isAbsent) continue;
      for (let i = 0; i < cell.span; i++) {
        const given: Attributes = { cell: this.#place(id, cell.column + i) };
        if (row.isHead) given['cell-head'] = true;
        const width = widths?.get(cell);
        if (width !== undefined) given['cell-width'] = width;
        const paragraphs =
          i === 0 && cell.paragraphs.length > 0 ? cell.paragraphs : [newParagraph(undefined)];
        paragraphs.forEach((paragraph, at) => {
          placed.push({ paragraph, given, isLast: at === paragraphs.length - 1 });
        });
      }
    }
    return placed;
  }

  #begin(attributes: ReadonlyMap<string, string>): void {
    const row = this.#row;
    if (row === null) return;
    const order = Number(attributes.get('d:order') ?? row.cells.length);
    const isAbsent = attributes.get('d:absent') !== undefined;
    this.#cell = { column: row.column, span: 1, order, width: null, isAbsent, paragraphs: [] };
    row.cells.push(this.#cell);
    row.column++;
    this.#count(1);
  }

  #span(across: number): void {
    if (this.#row === null || this.#cell === null || this.#cell.span > 1) return;
    const span = Math.max(1, Math.min(across, MOST_COLUMNS - this.#cell.column));
    if (span === 1) return;
    if (!this.#cell.isAbsent) this.#warnings.add('merged_cells');
    this.#cell.span = span;
    this.#row.column += span - 1;
    this.#count(span - 1);
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
function widthsOf({ cells }: Row, isExact: boolean): Map<Cell, number> {
  const widths = new Map<Cell, number>();
  for (const cell of cells) {
    if (cell.span === 1 && cell.width !== null && cell.width >= MIN_CELL_WIDTH)
      widths.set(cell, Math.min(Math.round(cell.width), MAX_CELL_WIDTH));
  }
  const all = [...widths.values()];
  const isEven = cells.length > 1 && all.length === cells.length && Math.max(...all) - Math.min(...all) <= 2;
  return isEven && !isExact ? new Map() : widths;
}
