import { MAX_VALUE_LENGTH } from '../../ot/values.ts';
import type { ReadingCost } from '../office/cost.ts';
import type { XmlHandler } from '../xml/read-xml.ts';

/** Footnotes or endnotes by their ids: their texts, paragraphs parted by newlines. */
export class Notes implements XmlHandler {
  readonly texts = new Map<string, string>();
  /** How many have marks, links or images, which a footnote's text cannot have. */
  formatted = 0;
  readonly #cost: ReadingCost;
  #id: string | null = null;
  #text = '';
  #paragraphs = 0;
  #inText = false;
  #isFormatted = false;
  #isAfterMark = false;
  #skipped = 0;

  constructor(cost: ReadingCost) {
    this.#cost = cost;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (this.#skipped > 0 || name === 'w:del' || name === 'w:moveFrom' || name === 'mc:Fallback') {
      this.#skipped++;
      return;
    }
    switch (name) {
      case 'w:footnote':
      case 'w:endnote':
        this.#cost.keep('item');
        // Those of other types are the lines that part notes from the text.
        this.#id = ['normal', undefined].includes(attributes.get('w:type'))
          ? (attributes.get('w:id') ?? '')
          : null;
        this.#text = '';
        this.#paragraphs = 0;
        this.#isFormatted = false;
        break;
      case 'w:p':
        if (this.#paragraphs++ > 0) this.#add('\n');
        break;
      case 'w:footnoteRef':
      case 'w:endnoteRef':
        this.#isAfterMark = true;
        break;
      case 'w:t':
        this.#inText = true;
        break;
      case 'w:tab':
        this.#add('\t');
        break;
      case 'w:br':
      case 'w:cr':
        this.#add('\n');
        break;
      case 'w:noBreakHyphen':
        this.#add('\u2011');
        break;
      case 'w:b':
      case 'w:i':
      case 'w:hyperlink':
      case 'w:drawing':
      case 'w:tbl':
        this.#isFormatted = true;
        break;
      case 'w:pPr':
        this.#skipped = 1;
        break;
    }
  }

  close(name: string): void {
    if (this.#skipped > 0) {
      this.#skipped--;
      return;
    }
    if (name === 'w:t') this.#inText = false;
    if (name !== 'w:footnote' && name !== 'w:endnote') return;
    if (this.#id === null) return;
    this.texts.set(this.#id, this.#text);
    if (this.#isFormatted) this.formatted++;
    this.#id = null;
  }

  text(text: string): void {
    if (this.#inText && this.#skipped === 0) this.#add(text);
  }

  // Programs part the mark of a note from its text by a space or a tab.
  #add(text: string): void {
    const own = this.#isAfterMark && /^[ \t]/.test(text) ? text.slice(1) : text;
    this.#isAfterMark = false;
    // One that is too long is cut by who takes it.
    if (this.#text.length > MAX_VALUE_LENGTH) return;
    this.#cost.keepText(own.length);
    this.#text += own;
  }
}
