import { newParagraph } from '../office/found.ts';
import { TableRows } from '../office/table-rows.ts';
import type { Warnings } from '../warnings.ts';
import type { WordParagraph } from './found.ts';
import { PIXEL_TWIPS } from './own.ts';
import { isOn, twips } from './properties.ts';

/** A table of a Word file while it is read. */
export class TableReader extends TableRows<WordParagraph> {
  readonly #warnings: Warnings;

  /** An exact table is one of ours: its widths are those that it has. */
  constructor(context: { newId: () => string; warnings: Warnings }, isExact: boolean) {
    super(context, { isExact, empty: () => newParagraph({}, undefined) });
    this.#warnings = context.warnings;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    const value = attributes.get('w:val');
    switch (name) {
      case 'w:tr':
        this.beginRow();
        break;
      case 'w:tblHeader':
        this.head(isOn(value));
        break;
      case 'w:gridBefore':
        this.skip(Number(value) || 0);
        break;
      case 'w:tc': {
        const order = attributes.get('d:order');
        this.beginCell({
          order: order === undefined ? undefined : Number(order),
          isAbsent: attributes.has('d:absent'),
        });
        break;
      }
      case 'w:gridSpan':
        this.span(Number(value) || 1);
        break;
      case 'w:vMerge':
      case 'w:hMerge':
        if (value === 'restart') this.#warnings.add('merged_cells');
        break;
      case 'w:tcW':
        if ((attributes.get('w:type') ?? 'dxa') === 'dxa')
          this.width(twips(attributes.get('w:w') ?? '') / PIXEL_TWIPS);
        break;
    }
  }
}
