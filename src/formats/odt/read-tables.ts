import type { FoundParagraph } from '../office/found.ts';
import { newParagraph } from '../office/found.ts';
import { TableRows } from '../office/table-rows.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import type { Warnings } from '../warnings.ts';
import type { OdtParagraph } from './line-format.ts';
import type { Styles } from './read-styles.ts';

const MOST_COLUMNS = 1_000;

/** A table of an OpenDocument file while it is read. */
export class TableReader extends TableRows<FoundParagraph<OdtParagraph>> {
  readonly #styles: Styles;
  readonly #warnings: Warnings;
  readonly #isExact: boolean;
  readonly #widths: (number | null)[] = [];
  #inHead = false;
  #rowTimes = 1;
  #isCovered = false;

  /** An exact table is one of ours: its widths are those that it has. */
  constructor(
    context: { newId: () => string; warnings: Warnings; styles: Styles },
    isExact: boolean,
    empty: OdtParagraph,
  ) {
    super(context, { isExact, empty: () => newParagraph(empty, undefined) });
    this.#styles = context.styles;
    this.#warnings = context.warnings;
    this.#isExact = isExact;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    switch (name) {
      case 'table:table-column':
        this.#column(attributes);
        break;
      case 'table:table-header-rows':
        this.#inHead = true;
        break;
      case 'table:table-row':
        this.#rowTimes = timesOf(attributes, 'table:number-rows-repeated');
        this.beginRow();
        this.head(this.#inHead);
        break;
      case 'table:table-cell':
      case 'table:covered-table-cell':
        this.#cell(name, attributes);
        break;
    }
  }

  close(name: string): void {
    if (name === 'table:table-header-rows') this.#inHead = false;
    if (name !== 'table:table-cell' && name !== 'table:covered-table-cell') return;
    // What a merged cell covers is not shown.
    if (this.#isCovered && this.paragraphs?.some(({ items }) => items.length > 0)) {
      this.#warnings.add('hidden_text');
      this.paragraphs.length = 0;
    }
    this.endCell();
  }

  /** Ends a row, as often as it is repeated. */
  get rowTimes(): number {
    return this.#rowTimes;
  }

  #column(attributes: ReadonlyMap<string, string>): void {
    const times = timesOf(attributes, 'table:number-columns-repeated');
    if (this.#widths.length + times > MOST_COLUMNS) throw tooWide();
    const own = Number(attributes.get('d:width') ?? Number.NaN);
    const width = this.#isExact ? own : this.#styles.columnWidth(attributes.get('table:style-name'));
    for (let i = 0; i < times; i++) this.#widths.push(width === null || Number.isNaN(width) ? null : width);
  }

  #cell(name: string, attributes: ReadonlyMap<string, string>): void {
    const order = attributes.get('d:order');
    const times = timesOf(attributes, 'table:number-columns-repeated');
    this.beginCell({
      order: order === undefined ? undefined : Number(order),
      isAbsent: attributes.has('d:absent'),
    });
    if (this.column + times > MOST_COLUMNS) throw tooWide();
    const width = this.#widths[this.column] ?? null;
    if (width !== null) this.width(width);
    this.repeat(times);
    this.#isCovered = name === 'table:covered-table-cell';
    const spans = ['table:number-columns-spanned', 'table:number-rows-spanned'];
    if (spans.some((span) => Number(attributes.get(span) ?? 1) > 1)) this.#warnings.add('merged_cells');
  }
}

function timesOf(attributes: ReadonlyMap<string, string>, name: string): number {
  const times = Number(attributes.get(name) ?? 1);
  return Number.isInteger(times) && times > 0 ? times : 1;
}

function tooWide(): UnreadableFile {
  return new UnreadableFile(`The file has a table of more than ${MOST_COLUMNS} columns.`);
}
