import type { Warnings } from '../warnings.ts';
import type { Collector } from './collector.ts';
import {
  type ParagraphProperties,
  type RunProperties,
  readParagraphProperty,
  readRunProperty,
} from './properties.ts';
import { originOf } from './read-comments.ts';

const BORDERS = new Set(['w:top', 'w:left', 'w:bottom']);

/** Reads what is in `w:rPr` and `w:pPr` of the text, with what was tracked of it. */
export class PropertyReader {
  readonly #found: Collector;
  readonly #warnings: Warnings;
  #run: RunProperties | null = null;
  #paragraph: ParagraphProperties | null = null;

  constructor(found: Collector, warnings: Warnings) {
    this.#found = found;
    this.#warnings = warnings;
  }

  /** Whether the reader is in properties. */
  get isOpen(): boolean {
    return this.#run !== null || this.#paragraph !== null;
  }

  /** Begins those of the run, or of the paragraph, that is read. */
  begin(name: 'w:rPr' | 'w:pPr'): void {
    if (name === 'w:rPr') this.#run = this.#found.runs.at(-1)?.properties ?? null;
    else this.#paragraph = this.#found.paragraph?.properties ?? null;
  }

  /** Ends those that are read. */
  end(name: 'w:rPr' | 'w:pPr'): void {
    if (name === 'w:rPr') this.#run = null;
    else this.#paragraph = null;
  }

  /** Takes an element in them. Whether what is in it is to be read. */
  open(name: string, parent: string, attributes: ReadonlyMap<string, string>): boolean {
    const { paragraph } = this.#found;
    const run = this.#found.runs.at(-1);
    if (name === 'w:rPr') {
      // That of the end of the paragraph, or of what its formats were.
      if (parent === 'w:rPrChange' && run?.before) this.#run = run.before.properties;
      return true;
    }
    if (name === 'w:pPr') {
      if (paragraph?.before) this.#paragraph = paragraph.before.properties;
      return true;
    }
    if (parent === 'w:rPr' && this.#paragraph !== null) {
      const by = originOf(attributes);
      if (paragraph !== undefined && (name === 'w:ins' || name === 'w:moveTo')) paragraph.inserted = by;
      if (paragraph !== undefined && (name === 'w:del' || name === 'w:moveFrom')) paragraph.deleted = by;
      return false;
    }
    if (name === 'w:rPrChange') {
      if (run !== undefined)
        run.before = { properties: {}, by: originOf(attributes), exact: attributes.get('d:format') };
      return true;
    }
    if (name === 'w:pPrChange') {
      if (paragraph !== undefined)
        paragraph.before = { properties: {}, by: originOf(attributes), exact: attributes.get('d:line') };
      return true;
    }
    if (name === 'w:sectPr') this.#warnings.add('page_layout');
    if (['w:sectPr', 'w:tabs', 'w:ins', 'w:del'].includes(name) || name.endsWith('Change')) return false;
    if (this.#run !== null) readRunProperty(this.#run, name, attributes);
    else if (this.#paragraph !== null && (!BORDERS.has(name) || parent === 'w:pBdr'))
      readParagraphProperty(this.#paragraph, name, attributes);
    return true;
  }
}
