import type { Attributes, Embed } from '../../ot/op.ts';
import type { BaseText } from './base-text.ts';
import { type FoundParagraph, isRun, plainRun } from './found.ts';

/** What the properties of paragraphs mean. */
export interface ParagraphReader<Properties> {
  /** Whether a page ends before it. */
  breaksBefore(properties: Properties): boolean;
  /** What an empty paragraph shows by its style, such as a line across the page; null for nothing. */
  shown(properties: Properties): Embed | null;
  format(
    properties: Properties,
    own: { checked: boolean | null; exact: string | undefined; given: Attributes },
  ): Attributes;
}

/** Makes lines of the paragraphs that were found. */
export class LineEmitter<Properties> {
  readonly #base: BaseText;
  readonly #reader: ParagraphReader<Properties>;
  #isFirst = true;

  constructor(base: BaseText, reader: ParagraphReader<Properties>) {
    this.#base = base;
    this.#reader = reader;
  }

  /** Ends a paragraph's line. `given` are the formats that its table gives it, of which it may end a cell. */
  emit(paragraph: FoundParagraph<Properties>, given: Attributes, isCellEnd: boolean): void {
    const { properties, before, items, checked, exact } = paragraph;
    const isInCell = given.cell !== undefined;
    if (!this.#isFirst && !isInCell && this.#reader.breaksBefore(properties)) {
      this.#base.item(plainRun({ 'page-break': true }));
      this.#base.endLine({}, null, null);
    }
    this.#isFirst = false;
    const shown = items.some(isRun) ? null : this.#reader.shown(properties);
    if (shown !== null) items.push(plainRun(shown));
    for (const item of items) this.#base.item(item);
    // A paragraph that only holds a text box is no line of its own.
    if (paragraph.asides.length === 0 || items.some(isRun) || isInCell) {
      const format = this.#reader.format(properties, { checked, exact, given });
      if (paragraph.inserted !== null && !isCellEnd) this.#base.insertEnd(paragraph.inserted, format);
      else {
        const changed =
          before === null
            ? null
            : {
                attributes: this.#reader.format(before.properties, { checked, exact: before.exact, given }),
                by: before.by,
              };
        this.#base.endLine(format, changed, isCellEnd ? null : paragraph.deleted);
      }
    }
    for (const aside of paragraph.asides) this.emit(aside, given, false);
  }
}
