import { MAX_VALUE_LENGTH } from '../../ot/values.ts';
import type { Origin } from '../imported.ts';
import type { ReadingCost } from '../office/cost.ts';
import { originFrom } from '../office/origin.ts';
import type { XmlHandler } from '../xml/read-xml.ts';
import { Collapsed, spacesOf } from './collapsed.ts';
import type { Styles } from './read-styles.ts';

const FORMATTED = new Set(['text:a', 'draw:frame', 'table:table', 'draw:custom-shape']);
// What stands in a note or comment and is no part of its text.
const SILENT = new Set([
  'text:note-citation',
  'office:annotation',
  'svg:title',
  'svg:desc',
  'office:binary-data',
]);

/** The text of a note or a comment, paragraphs parted by newlines, and who wrote it. */
export class PlainText implements XmlHandler {
  /** Whether it has marks, links or images. */
  isFormatted = false;
  readonly origin = new OriginReader();
  readonly #cost: ReadingCost;
  readonly #styles: Styles;
  readonly #most: number;
  #value = '';
  #paragraphs = 0;
  #open = 0;
  #silent = 0;
  #collapsed = new Collapsed();

  /** Of a text that is longer than `most`, what follows is not kept: who takes it cuts it. */
  constructor({ cost, styles }: { cost: ReadingCost; styles: Styles }, most = MAX_VALUE_LENGTH) {
    this.#cost = cost;
    this.#styles = styles;
    this.#most = most;
  }

  /** The text as it was read. */
  get value(): string {
    return this.#value;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (this.#silent > 0 || SILENT.has(name)) {
      this.#silent++;
      return;
    }
    if (FORMATTED.has(name)) this.isFormatted = true;
    switch (name) {
      case 'text:p':
      case 'text:h':
        if (this.#paragraphs++ > 0) this.#add('\n');
        this.#open++;
        this.#collapsed = new Collapsed();
        break;
      case 'text:span': {
        const { own, named } = this.#styles.get('text', attributes.get('text:style-name'));
        if (own.bold || own.italic || named.bold || named.italic) this.isFormatted = true;
        break;
      }
      case 'text:s':
        this.#sign(spacesOf(attributes));
        break;
      case 'text:tab':
        this.#sign('\t');
        break;
      case 'text:line-break':
        this.#sign('\n');
        break;
      default:
        this.origin.open(name);
    }
  }

  close(name: string): void {
    if (this.#silent > 0) {
      this.#silent--;
      return;
    }
    if (name === 'text:p' || name === 'text:h') {
      this.#open--;
      if (this.#collapsed.endsInLayout) this.#value = this.#value.slice(0, -1);
      this.#collapsed = new Collapsed();
    }
    this.origin.close();
  }

  text(text: string): void {
    if (this.#silent > 0) return;
    if (this.#open > 0) this.#add(this.#collapsed.take(text));
    else this.origin.text(text);
  }

  #sign(text: string): void {
    if (this.#open === 0) return;
    this.#collapsed.other();
    this.#add(text);
  }

  #add(text: string): void {
    if (text === '' || this.#value.length > this.#most) return;
    this.#cost.keepText(text.length);
    this.#value += text;
  }
}

const LONGEST_NAME = 1_000;

/** Reads who wrote something, and when: `dc:creator` and `dc:date`. */
export class OriginReader {
  #into: 'dc:creator' | 'dc:date' | null = null;
  #author = '';
  #date = '';

  open(name: string): void {
    this.#into = name === 'dc:creator' || name === 'dc:date' ? name : null;
  }

  close(): void {
    this.#into = null;
  }

  text(text: string): void {
    if (this.#into === 'dc:creator' && this.#author.length < LONGEST_NAME) this.#author += text;
    if (this.#into === 'dc:date' && this.#date.length < LONGEST_NAME) this.#date += text;
  }

  /** What was read, as far as it says. */
  finish(): Origin {
    return originFrom(this.#author.slice(0, LONGEST_NAME), this.#date.trim());
  }
}
